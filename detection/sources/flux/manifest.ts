import { z } from "zod";
import { readYamlDocuments } from "../yaml";

/** A custom resource of an install manifest, and which of its versions the API server will serve and store. */
export interface ManifestCrd {
  readonly group: string;
  readonly kind: string;
  readonly versions: readonly {
    readonly name: string;
    readonly served: boolean;
    readonly storage: boolean;
    readonly deprecated: boolean;
  }[];
}

export interface FluxManifest {
  /** From the header; `null` when it has none. */
  readonly version: string | null;
  readonly crds: readonly ManifestCrd[];
  /** Controller -> its own version: vulnerabilities are filed on these. */
  readonly controllers: ReadonlyMap<string, string>;
}

const CrdVersion = z.object({
  name: z.string(),
  served: z.boolean(),
  storage: z.boolean(),
  deprecated: z.boolean().default(false),
});

const Crd = z
  .object({
    kind: z.literal("CustomResourceDefinition"),
    spec: z.object({
      group: z.string(),
      names: z.object({ kind: z.string() }),
      versions: z.array(CrdVersion),
    }),
  })
  .transform(
    ({ spec }): ManifestCrd => ({ group: spec.group, kind: spec.names.kind, versions: spec.versions }),
  );

const Deployment = z
  .object({
    kind: z.literal("Deployment"),
    spec: z.object({
      template: z.object({ spec: z.object({ containers: z.array(z.object({ image: z.string() })) }) }),
    }),
  })
  .transform(({ spec }) => spec.template.spec.containers.map(({ image }) => image));

const HEADER = /^# Flux Version: (v\S+)$/m;
const IMAGE = /(?:^|\/)([a-z-]+-controller|source-watcher):(v[^@\s]+)/;

/** Reads `install.yaml` or the `gotk-components.yaml` that a bootstrap committed. */
export function readFluxManifest(text: string): FluxManifest {
  const documents = readYamlDocuments(text);
  const images = documents.flatMap((document) => Deployment.safeParse(document).data ?? []);
  return {
    version: HEADER.exec(text)?.[1] ?? null,
    crds: documents.flatMap((document) => Crd.safeParse(document).data ?? []),
    controllers: new Map(
      images.flatMap((image): [string, string][] => {
        const [, name, version] = IMAGE.exec(image) ?? [];
        return name === undefined || version === undefined ? [] : [[name, version]];
      }),
    ),
  };
}
