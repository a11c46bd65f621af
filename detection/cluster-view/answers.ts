import { z } from "zod";

/** The parts of live objects that are read here; everything else is dropped at the door. */

const Text = z.string();
const Labels = z.record(Text, Text).default({});

const Meta = z.object({ name: Text, namespace: Text.default(""), labels: Labels });

export const DeploymentObject = z.object({
  metadata: Meta,
  spec: z.object({
    template: z.object({ spec: z.object({ containers: z.array(z.object({ image: Text.default("") })) }) }),
  }),
});
export type DeploymentObject = z.infer<typeof DeploymentObject>;

export const NamedObject = z.object({ metadata: Meta });
export type NamedObject = z.infer<typeof NamedObject>;

/** Longhorn writes `value`; objects that were made by hand have been seen with `Value`. */
export const SettingObject = z
  .object({ metadata: Meta, value: Text.optional(), Value: Text.optional() })
  .transform(({ metadata, value, Value }) => ({ name: metadata.name, value: value ?? Value ?? "" }));

export const CrdObject = z.object({
  spec: z.object({
    group: Text,
    names: z.object({ kind: Text, plural: Text }),
    versions: z.array(z.object({ name: Text, served: z.boolean() })).default([]),
  }),
  status: z.object({ storedVersions: z.array(Text).nullish() }).prefault({}),
});

export const SecretObject = z.object({
  metadata: Meta,
  data: z.record(Text, Text).nullish(),
});
export type SecretObject = z.infer<typeof SecretObject>;

/** What Helm keeps of a release; templates, files and values are far more than this. */
export const HelmReleaseData = z.object({
  name: Text,
  namespace: Text.default(""),
  version: z.number(),
  info: z.object({ status: Text.default("unknown") }).prefault({}),
  chart: z.object({
    metadata: z.object({ name: Text, version: Text, appVersion: Text.nullish() }),
  }),
});
