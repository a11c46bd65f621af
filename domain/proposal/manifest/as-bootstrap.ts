import { documentsOf, type Manifest, type ManifestDocument } from "./documents";

const VERSION = "app.kubernetes.io/version";
const PART_OF = /^( +)app\.kubernetes\.io\/part-of: flux$/gm;

/** Kinds of Flux' roles, whose names get the namespace behind them. */
const SUFFIXED = new Set(["ClusterRole", "ClusterRoleBinding", "ResourceQuota"]);

const nameOf = ({ key }: ManifestDocument): string => key.split(/[ /]/).at(-1) ?? "";

const isShared = ({ kind, component }: ManifestDocument): boolean => component === "" && SUFFIXED.has(kind);

function withLabel(text: string, version: string): string {
  if (text.includes(`${VERSION}:`)) return text;
  return text.replaceAll(PART_OF, (line, indent: string) => `${line}\n${indent}${VERSION}: ${version}`);
}

/** The name of the object itself, and of a role that a binding refers to. */
const withSuffix = (text: string, names: ReadonlySet<string>, suffix: string): string =>
  text.replaceAll(/^( {2}name: )(\S+)$/gm, (line, lead: string, name: string) =>
    names.has(name) && !name.endsWith(suffix) ? `${lead}${name}${suffix}` : line,
  );

/**
 * A release in the form of an existing manifest. Bootstrap makes its manifest of the same parts as the release has,
 * and then labels every object with the version and puts the namespace behind the names of roles. Both are no
 * changes of a person, so the release gets them before the two are compared.
 */
export function asBootstrap(
  release: Manifest,
  existing: Manifest,
  { namespace, version }: { readonly namespace: string; readonly version: string },
): Manifest {
  const suffix = `-${namespace}`;
  const labelled = existing.documents.some(({ text }) => text.includes(`${VERSION}:`));
  const suffixed = existing.documents.some((it) => isShared(it) && nameOf(it).endsWith(suffix));
  const names = new Set(release.documents.filter(isShared).map(nameOf));
  const documents = release.documents.flatMap((it) => {
    const named = suffixed && isShared(it) ? withSuffix(it.text, names, suffix) : it.text;
    const text = labelled ? withLabel(named, version) : named;
    return text === it.text ? [it] : documentsOf(text);
  });
  return { ...release, documents };
}
