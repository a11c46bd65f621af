import * as nodeModule from "node:module";

type Library = typeof import("@kubernetes/client-node/dist/config.js");

/** End of a module's address -> what is loaded in its place. */
const SHORTER: Readonly<Record<string, string>> = {
  // It loads a file for every kind of Kubernetes, some 2,700; a kubeconfig asks two functions of it.
  "/@kubernetes/client-node/dist/gen/index.js": `
    export { createConfiguration } from "./configuration.js";
    export { ServerConfiguration } from "./servers.js";
  `,
  // For requests by fetch, which are not made here: whoever makes one gets the real classes then.
  "/node_modules/undici/index.js": `
    import { createRequire } from "node:module";
    const load = createRequire(import.meta.url);
    const late = (name) => new Proxy(class {}, { construct: (_, words) => new (load("undici")[name])(...words) });
    export const Agent = late("Agent");
    export const ProxyAgent = late("ProxyAgent");
    export const fetch = (...words) => load("undici").fetch(...words);
  `,
};

/**
 * Loads the part of the client library that reads kubeconfigs, once it is needed or while something else is waited for.
 * Of what that part loads in turn most is never used; without it loading takes a third of the time and 48 MB less.
 */
export function loadKubernetesLibrary(): Library {
  const hooks = shorten();
  try {
    return require("@kubernetes/client-node/dist/config.js") as Library;
  } finally {
    hooks?.deregister();
  }
}

/** A Node before 22.15 has no such hooks, and jest refuses them: then all files are loaded, to the same effect. */
function shorten(): nodeModule.ModuleHooks | undefined {
  const sourceOf = (url: string) => Object.entries(SHORTER).find(([end]) => url.endsWith(end))?.[1];
  try {
    return nodeModule.registerHooks({
      load(url, context, next) {
        const source = sourceOf(url);
        return source === undefined ? next(url, context) : { format: "module", shortCircuit: true, source };
      },
    });
  } catch {
    return undefined;
  }
}
