import { tryParseK3sVersion } from "../../k3s-version";
import type { KubeObject } from "../kube-object";
import { kubeObject } from "../kube-object";
import { parseImage } from "../kustomize/images";
import { partOf } from "../part";
import { type ScalarValue, scalarOf, textOf } from "../value";
import { pinOf, type VersionPin } from "../version-pin";
import { objectsIn } from "./common";
import type { ComponentPin, FindPins } from "./pin";

/** `v1.33.10-k3s1`, as images are tagged, and `1.33.10+k3s1` are versions of k3s as well. */
function versionPin(scalar: ScalarValue): VersionPin {
  const version = tryParseK3sVersion(scalar.text.startsWith("v") ? scalar.text : `v${scalar.text}`);
  if (version === null) return pinOf(scalar);
  return { ...pinOf(scalar, scalar.unknown === undefined ? "exact" : "unknown"), text: version.text };
}

function imagePin(image: ScalarValue | undefined): VersionPin | null {
  const { tag } = parseImage(image?.text ?? "");
  return image === undefined || tag === "" ? null : versionPin({ ...partOf(image, tag), text: tag });
}

/** `version` goes before `channel`; a Plan without either runs the tag of its image. */
function planPin({ value }: KubeObject): VersionPin | null {
  const version = scalarOf(value, "spec", "version");
  if (version !== undefined) return versionPin(version);
  const channel = scalarOf(value, "spec", "channel");
  if (channel !== undefined) return pinOf(channel, "channel");
  return imagePin(scalarOf(value, "spec", "upgrade", "image"));
}

/** Plans upgrade other things as well; the image says what. */
const isK3sPlan = ({ group, kind, value }: KubeObject): boolean =>
  group === "upgrade.cattle.io" &&
  kind === "Plan" &&
  /k3s-upgrade$/.test(parseImage(textOf(value, "spec", "upgrade", "image") ?? "").name);

const fromPlans: FindPins = (context) =>
  objectsIn(context)
    .filter(isK3sPlan)
    .flatMap((owner): ComponentPin[] => {
      const pin = planPin(owner);
      if (pin === null) return [];
      return [
        { component: "k3s", how: "Plan", scheme: "release", update: "edit", pin, owner, suspended: false },
      ];
    });

/** What Ansible's roles for k3s call it. */
const VARIABLES = ["k3s_version", "k3s_release_version"];

/** Variables of Ansible beside the manifests: often the only place that says which k3s runs. */
const fromVariables: FindPins = ({ tree }) =>
  [...tree.files.values()].flatMap(({ documents }) =>
    documents.flatMap(({ value }): ComponentPin[] => {
      if (kubeObject(value) !== null) return [];
      return VARIABLES.flatMap((name) => {
        const scalar = scalarOf(value, name);
        if (scalar === undefined || tryParseK3sVersion(scalar.text) === null) return [];
        const pin = versionPin(scalar);
        return [
          {
            component: "k3s",
            how: name,
            scheme: "release",
            update: "edit",
            pin,
            owner: null,
            suspended: false,
          },
        ];
      });
    }),
  );

export const K3S_PINS: readonly FindPins[] = [fromPlans, fromVariables];
