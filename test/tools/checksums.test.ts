import { publishedDigest } from "../../tools/checksums";

const DIGEST = "a".repeat(64);

describe("a list of checksums", () => {
  test.each([
    ["two blanks", `${DIGEST}  tool.tar.gz\n`],
    ["the star for binary files", `${DIGEST} *tool.tar.gz\r\n`],
    ["upper case", `${DIGEST.toUpperCase()}  tool.tar.gz`],
    ["other files around it", `${"b".repeat(64)}  tool.tar.gz.sig\n${DIGEST}  tool.tar.gz\n`],
  ])("is read with %s", (_, text) => {
    expect(publishedDigest("list", text, "tool.tar.gz")).toBe(DIGEST);
  });

  test("has nothing for a file that is not in it", () => {
    expect(publishedDigest("list", `${DIGEST}  other`, "tool.tar.gz")).toBeUndefined();
  });
});

describe("GitHub's description of a release", () => {
  const text = JSON.stringify({
    assets: [
      { name: "tool", digest: `sha256:${DIGEST}` },
      { name: "old", digest: null },
    ],
  });

  test.each([
    ["tool", DIGEST],
    ["old", undefined],
    ["missing", undefined],
  ])("has for %s: %s", (file, digest) => {
    expect(publishedDigest("github", text, file)).toBe(digest);
  });
});
