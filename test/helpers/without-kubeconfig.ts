/** The client library names a proxy agent that Jest cannot load; no unit test reads a kubeconfig or leaves this machine. */
jest.mock("@kubernetes/client-node/dist/config.js", () => ({ KubeConfig: class {} }));

export {};
