import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

/** What a process of its own prints: jest refuses the hooks that leave modules out. */
function inProcess(program: string): unknown {
  const file = resolve("bin/providers/adapters/kubernetes/load-library.js");
  const text = `
    const { KubeConfig } = require(${JSON.stringify(file)}).loadKubernetesLibrary();
    const isLoaded = (part) => Object.keys(require.cache).some((file) => file.includes(part));
    const config = (proxyUrl) => {
      const made = new KubeConfig();
      const cluster = { name: "home", server: "https://127.0.0.1:6443", ...(proxyUrl ? { proxyUrl } : {}) };
      made.loadFromClusterAndUser(cluster, { name: "admin", token: "secret" });
      return made;
    };
    (async () => console.log(JSON.stringify(await (${program})())))();`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", text], { encoding: "utf8" });
  return JSON.parse(stdout === "" ? JSON.stringify(stderr) : stdout);
}

test("a kubeconfig is read without an HTTP client that it does not use", () => {
  const program = `async () => {
    const options = {};
    await config().applyToHTTPSOptions(options);
    return [options.headers.Authorization, isLoaded("/undici/")];
  }`;
  expect(inProcess(program)).toEqual(["Bearer secret", false]);
});

test("who makes requests with it gets the real one", () => {
  const program = `async () => {
    const made = config("socks5://127.0.0.1:9");
    const agent = made.createDispatcher(made.getCurrentCluster(), {});
    return [agent.constructor.name, typeof agent.dispatch, isLoaded("/undici/")];
  }`;
  expect(inProcess(program)).toEqual(["Agent", "function", true]);
});
