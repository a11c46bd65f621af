// `unit` runs without a cluster in seconds, `e2e` runs the built command against the lab with either kind of nodes,
// `e2e-real` needs real ones.
const swc = { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }] };
const esmOnly =
  "@kubernetes/client-node|openid-client|socks-proxy-agent|agent-base|oauth4webapi|jose|jsonpath-plus|age-encryption|@noble|@scure|croner|cockatiel";

const base = {
  testEnvironment: "node",
  transform: { ...swc, [`node_modules/(${esmOnly})/.+\\.m?js$`]: swc["^.+\\.ts$"] },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  modulePathIgnorePatterns: ["<rootDir>/bin/", "<rootDir>/.lab/"],
  // Lazy imports name the compiled file.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  clearMocks: true,
};

const onLab = { ...base, testEnvironment: "<rootDir>/test/e2e/helpers/telling-environment.ts" };

module.exports = {
  coverageProvider: "v8",
  // End-to-end tests wait more than they work, so two at a time keep two processors busy.
  maxWorkers: 2,
  // Generous, because a test that waits for a busy machine is not a broken one.
  testTimeout: 30_000,
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/test/e2e/", "<rootDir>/test/e2e-real/"],
    },
    { ...onLab, displayName: "e2e", testMatch: ["<rootDir>/test/e2e/**/*.test.ts"] },
    { ...onLab, displayName: "e2e-real", testMatch: ["<rootDir>/test/e2e-real/**/*.test.ts"] },
  ],
};
