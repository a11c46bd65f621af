import { z } from "zod";
import type {
  AttachmentFacts,
  ClaimFacts,
  StorageFacts,
  VolumeFacts,
  VolumeUse,
} from "../../../domain/volume-facts";
import { Meta } from "./answers";
import type { KubernetesApi } from "./connection";
import { listAll } from "./list";

const Text = z.string();
const STORAGE = "/apis/storage.k8s.io/v1";

const ClaimObject = z.object({
  metadata: Meta,
  spec: z
    .object({
      volumeName: Text.nullish(),
      volumeMode: Text.nullish(),
      storageClassName: Text.nullish(),
      accessModes: z.array(Text).nullish(),
    })
    .prefault({}),
  status: z.object({ phase: Text.default("Pending") }).prefault({}),
});

const VolumeObject = z.object({
  metadata: Meta,
  spec: z.object({ hostPath: z.object({ path: Text }).nullish() }).prefault({}),
});

const AttachmentObject = z.object({
  metadata: Meta,
  spec: z.object({
    nodeName: Text,
    source: z.object({ persistentVolumeName: Text.nullish() }).prefault({}),
  }),
  status: z.object({ attachError: z.object({ message: Text.nullish() }).nullish() }).prefault({}),
});

const ClassObject = z.object({ metadata: Meta, volumeBindingMode: Text.nullish() });

const PodVolume = z.object({
  persistentVolumeClaim: z.object({ claimName: Text, readOnly: z.boolean().nullish() }).nullish(),
  ephemeral: z.looseObject({}).nullish(),
  name: Text.default(""),
});
const PodWithVolumes = z.object({
  metadata: Meta.extend({ uid: Text.default("") }),
  spec: z.object({ nodeName: Text.default(""), volumes: z.array(PodVolume).nullish() }),
  status: z.object({ phase: Text.default("Unknown") }).prefault({}),
});

const isReadOnly = (modes: readonly string[]): boolean =>
  modes.length > 0 && modes.every((mode) => mode === "ReadOnlyMany");

function claimFacts(waiting: ReadonlySet<string>) {
  return ({ metadata, spec, status }: z.infer<typeof ClaimObject>): ClaimFacts => ({
    namespace: metadata.namespace,
    name: metadata.name,
    phase: status.phase,
    volume: spec.volumeName || null,
    block: spec.volumeMode === "Block",
    readOnly: isReadOnly(spec.accessModes ?? []),
    waitsForConsumer: waiting.has(spec.storageClassName ?? ""),
  });
}

const volumeFacts = ({ metadata, spec }: z.infer<typeof VolumeObject>): VolumeFacts => ({
  name: metadata.name,
  hostPath: spec.hostPath?.path ?? null,
});

const attachmentFacts = ({ spec, status }: z.infer<typeof AttachmentObject>): AttachmentFacts => ({
  node: spec.nodeName,
  volume: spec.source.persistentVolumeName ?? null,
  error: status.attachError ? (status.attachError.message ?? "no reason given") : null,
});

/** A generic ephemeral volume is a claim named after the pod and the volume. */
function usesOf({ metadata, spec, status }: z.infer<typeof PodWithVolumes>): VolumeUse[] {
  const running = status.phase === "Running" && metadata.deletionTimestamp === undefined;
  const pod = { namespace: metadata.namespace, pod: metadata.name, uid: metadata.uid, node: spec.nodeName };
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim, ephemeral, name }) => {
    if (claim) return [{ ...pod, running, claim: claim.claimName, readOnly: claim.readOnly === true }];
    return ephemeral ? [{ ...pod, running, claim: `${metadata.name}-${name}`, readOnly: false }] : [];
  });
}

const FINISHED = ["Succeeded", "Failed"];

export async function readStorage(api: KubernetesApi): Promise<StorageFacts> {
  const [claims, volumes, attachments, classes, pods] = await Promise.all([
    listAll(api, "/api/v1/persistentvolumeclaims", ClaimObject),
    listAll(api, "/api/v1/persistentvolumes", VolumeObject),
    listAll(api, `${STORAGE}/volumeattachments`, AttachmentObject),
    listAll(api, `${STORAGE}/storageclasses`, ClassObject),
    listAll(api, "/api/v1/pods", PodWithVolumes),
  ]);
  const late = classes.filter(({ volumeBindingMode }) => volumeBindingMode === "WaitForFirstConsumer");
  return {
    claims: claims.map(claimFacts(new Set(late.map(({ metadata }) => metadata.name)))),
    volumes: volumes.map(volumeFacts),
    attachments: attachments.map(attachmentFacts),
    uses: pods.filter(({ status }) => !FINISHED.includes(status.phase)).flatMap(usesOf),
  };
}
