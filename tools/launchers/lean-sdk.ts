// Loaded for its effect, before Pulumi's SDK. With its first module the SDK loads a TypeScript compiler and two package
// analysers, for writing functions into the state. Our providers are text already (providers/shell.ts), so they wait
// until somebody asks for them: each process starts a fifth of a second sooner and is 45 MB smaller.
import Module, { createRequire } from "node:module";

type Exports = Record<PropertyKey, unknown>;
type Class = new (...words: unknown[]) => object;

/** The package's main file as the SDK would find it; `undefined` when it is not there. */
function fileOf(name: string): string | undefined {
  try {
    return createRequire(require.resolve("@pulumi/pulumi")).resolve(name);
  } catch {
    return undefined;
  }
}

/** Stands in for a class until the first one is made. */
const classOf = (load: () => Exports, name: string): Class =>
  new Proxy(class {} as Class, { construct: (_, words) => new (load()[name] as Class)(...words) });

/** Puts a stand-in in the place of a module; the first touch of what it exports loads the real one. */
function postpone(name: string, standInFor: (load: () => Exports) => unknown): void {
  const file = fileOf(name);
  if (file === undefined || require.cache[file] !== undefined) return;
  const standIn = new Module(file);
  const load = (): Exports => {
    if (require.cache[file] === standIn) delete require.cache[file];
    return require(file) as Exports;
  };
  standIn.exports = standInFor(load);
  standIn.loaded = true;
  require.cache[file] = standIn;
}

/** Stands in for what a module exports; of classes the names have to be known. */
const exportsOf =
  (...classes: readonly string[]) =>
  (load: () => Exports) =>
    new Proxy<Exports>(Object.fromEntries(classes.map((it) => [it, classOf(load, it)])), {
      get: (own, key) => own[key] ?? (key === "__esModule" ? undefined : load()[key]),
    });

/** Stands in for a module that is one function. */
const oneFunction =
  (load: () => unknown) =>
  (...words: unknown[]): unknown =>
    (load() as (...words: unknown[]) => unknown)(...words);

postpone("typescript", exportsOf());
// The SDK copies this one's exports one by one when it is loaded, so the class that it makes has to be there by name.
postpone("@npmcli/arborist", exportsOf("Arborist"));
postpone("normalize-package-data", oneFunction);

// Not the SDK's, but as idle in every process: the messages of zod in fifty languages. `z.locales` is empty with it.
postpone("zod/v4/locales", exportsOf());
