/** What Kubernetes says about storage, as plain data; the mounts themselves are looked at on the nodes. */

export interface ClaimFacts {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  /** Name of the PersistentVolume; `null` until there is one. */
  readonly volume: string | null;
  /** A raw device: there is no file system to look at. */
  readonly block: boolean;
  /** Every access mode reads only. */
  readonly readOnly: boolean;
  /** Its class binds only when a pod wants the volume. */
  readonly waitsForConsumer: boolean;
}

export interface VolumeFacts {
  readonly name: string;
  /** A folder of the node itself, which the kubelet does not mount; `null` for every other kind. */
  readonly hostPath: string | null;
}

export interface AttachmentFacts {
  readonly node: string;
  readonly volume: string | null;
  readonly error: string | null;
}

/** A pod and one of its claims. */
export interface VolumeUse {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  /** Empty until it is scheduled. */
  readonly node: string;
  /** Its containers run and it is not being deleted, so its volumes must be mounted. */
  readonly running: boolean;
  readonly claim: string;
  readonly readOnly: boolean;
}

export interface StorageFacts {
  readonly claims: readonly ClaimFacts[];
  readonly volumes: readonly VolumeFacts[];
  readonly attachments: readonly AttachmentFacts[];
  readonly uses: readonly VolumeUse[];
}
