import { z } from "zod";
import { onlyVersion } from "../../domain/k3s-version";

/** What a bundle holds and how to tell that it is whole; lies in the bundle and, unencrypted, beside it. */
export const Manifest = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  cluster: z.string(),
  createdAt: z.string(),
  /** API server version at the time; a datastore can only be restored to this minor. */
  apiServerVersion: z.string(),
  /** What the backup was taken for. */
  reason: z.string(),
  /** Commit of the configuration, the point in Git to return to; `null` outside a checkout. */
  git: z.object({ commit: z.string(), branch: z.string(), dirty: z.boolean() }).nullable(),
  nodes: z.array(
    z.object({
      node: z.string(),
      role: z.enum(["server", "agent"]),
      version: z.string(),
      unit: z.string(),
      binary: z.string(),
      binarySha256: z.string(),
      dataDir: z.string(),
      datastore: z.string(),
    }),
  ),
  files: z.array(z.object({ path: z.string(), bytes: z.number(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** The version that every node ran when the backup was taken; `null` when they ran several. */
export const versionOf = ({ nodes }: Manifest): string | null =>
  onlyVersion(nodes.map(({ version }) => version));

/** Lies beside the bundle: enough to list and check it without opening it. No file content, no secret. */
export const Sidecar = z.object({
  manifest: Manifest,
  bundle: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  encrypted: z.boolean(),
  verifiedAt: z.string(),
});
export type Sidecar = z.infer<typeof Sidecar>;
