import { type KubeObject, kubeObject } from "../kube-object";
import {
  entriesOf,
  isMap,
  itemsOf,
  type MapValue,
  scalarOf,
  stringValue,
  textOf,
  type Value,
  withPath,
} from "../value";
import { withImages } from "./images";

/** Kinds without a namespace. kustomize takes every kind that it does not know as namespaced, and so do we. */
const CLUSTER_WIDE = new Set(
  (
    "Namespace Node PersistentVolume ClusterRole ClusterRoleBinding CustomResourceDefinition StorageClass " +
    "IngressClass PriorityClass RuntimeClass APIService CSIDriver CSINode VolumeAttachment " +
    "MutatingWebhookConfiguration ValidatingWebhookConfiguration ValidatingAdmissionPolicy " +
    "ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding " +
    "CertificateSigningRequest FlowSchema PriorityLevelConfiguration ComponentStatus DeviceClass " +
    "ResourceSlice IPAddress ServiceCIDR VolumeAttributesClass ClusterTrustBundle"
  ).split(" "),
);

export const isClusterWide = (kind: string): boolean => CLUSTER_WIDE.has(kind);

const changed = (object: KubeObject, value: Value): KubeObject => kubeObject(value) ?? object;

function withNamespace(object: KubeObject, namespace: Value): KubeObject {
  if (isClusterWide(object.kind)) return object;
  return changed(object, withPath(object.value, ["metadata", "namespace"], namespace));
}

/** Namespaces and definitions keep their names; everything else gets the prefix and suffix. */
function renamed(object: KubeObject, prefix: string, suffix: string): KubeObject {
  if (object.kind === "Namespace" || object.kind === "CustomResourceDefinition") return object;
  const name = stringValue(`${prefix}${object.name}${suffix}`);
  return changed(object, withPath(object.value, ["metadata", "name"], name));
}

/** Labels matter only because the targets of later patches may select by them. */
function withMetadata(
  object: KubeObject,
  field: string,
  pairs: readonly (readonly [string, Value])[],
): KubeObject {
  const value = pairs.reduce<MapValue>(
    (map, [key, text]) => withPath(map, ["metadata", field, key], text),
    object.value,
  );
  return changed(object, value);
}

const labelsOf = (kustomization: Value): readonly (readonly [string, Value])[] => [
  ...entriesOf(kustomization, "commonLabels"),
  ...itemsOf(kustomization, "labels").flatMap((it) => entriesOf(it, "pairs")),
];

function transformOne(object: KubeObject, kustomization: Value): KubeObject {
  const [prefix, suffix] = [textOf(kustomization, "namePrefix"), textOf(kustomization, "nameSuffix")];
  const namespace = scalarOf(kustomization, "namespace");
  const placed = namespace === undefined ? object : withNamespace(object, namespace);
  const named = prefix || suffix ? renamed(placed, prefix ?? "", suffix ?? "") : placed;
  const labelled = withMetadata(named, "labels", labelsOf(kustomization));
  return withMetadata(labelled, "annotations", entriesOf(kustomization, "commonAnnotations"));
}

/** The transformers of a kustomization that change whom an object is or what it runs, in kustomize's order. */
export function transform(objects: readonly KubeObject[], kustomization: Value): KubeObject[] {
  const images = itemsOf(kustomization, "images");
  return objects.map((object) => {
    const transformed = transformOne(object, kustomization);
    if (images.length === 0 || !isMap(transformed.value)) return transformed;
    return changed(transformed, withImages(transformed.value, images));
  });
}
