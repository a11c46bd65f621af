import { imagesOf, tagPin } from "../containers";
import { instanceSpec } from "../flux/instance";
import { type GitFinding, gitFinding } from "../report";
import { isTrue, scalarOf, stringValue, textOf } from "../value";
import { pinOf, type VersionPin } from "../version-pin";
import { fromCharts, fromRemotes, objectsIn } from "./common";
import type { ComponentPin, FindPins, PinContext } from "./pin";

const HEADER = /^# Flux Version: (v?\d\S*)/m;
/** The header stands before the first object. */
const HEADER_LENGTH = 1000;

/** What `flux install --export` and bootstrap write at the head of gotk-components.yaml. */
const fromHeader: FindPins = ({ tree }) =>
  [...tree.files.values()].flatMap(({ source }) => {
    const match = HEADER.exec(source.text.slice(0, HEADER_LENGTH));
    const version = match?.[1];
    if (match === null || version === undefined) return [];
    const start = match.index + match[0].length - version.length;
    const at = { source, document: 0, start, end: start + version.length, inside: true } as const;
    const pin = pinOf({ ...stringValue(version), at }, "exact");
    return [
      {
        component: "flux",
        how: "gotk-components",
        scheme: "release",
        update: "manifest",
        pin,
        owner: null,
        suspended: false,
      },
    ];
  });

const LABELS = ["metadata", "labels"] as const;

/** Manifests without the header still carry Flux's version as a label of its namespace. */
const fromLabel: FindPins = (context) => {
  const namespaces = objectsIn(context).filter(
    ({ kind, value }) =>
      kind === "Namespace" && textOf(value, ...LABELS, "app.kubernetes.io/part-of") === "flux",
  );
  return namespaces.flatMap((owner) => {
    const version = scalarOf(owner.value, ...LABELS, "app.kubernetes.io/version");
    const file = owner.value.at?.source.text.slice(0, HEADER_LENGTH) ?? "";
    if (version === undefined || HEADER.test(file)) return [];
    return [
      {
        component: "flux",
        how: "label",
        scheme: "release",
        update: "manifest",
        pin: pinOf(version),
        owner,
        suspended: false,
      },
    ];
  });
};

/** flux-operator's FluxInstance, or the values of its chart. */
const fromInstance: FindPins = (context) =>
  objectsIn(context).flatMap((owner) => {
    const version = scalarOf(instanceSpec(owner), "distribution", "version");
    if (version === undefined) return [];
    const suspended = isTrue(owner.value, "spec", "suspend");
    return [
      {
        component: "flux",
        how: "FluxInstance",
        scheme: "release",
        update: "edit",
        pin: pinOf(version),
        owner,
        suspended,
      },
    ];
  });

export const FLUX_PINS: readonly FindPins[] = [
  fromHeader,
  fromLabel,
  fromInstance,
  fromCharts("flux", ["flux2"]),
  fromRemotes("flux", /fluxcd\/flux2\/(?:releases\/download\/|[^?]*\?ref=)(v\d[^/&]*)/),
];

const CONTROLLER =
  /(?:^|\/)((?:source|kustomize|helm|notification|image-reflector|image-automation)-controller|source-watcher)$/;

/** Versions of the controllers that Flux is made of; security notes are written about them. */
export function fluxControllers(context: PinContext): ReadonlyMap<string, VersionPin> {
  const images = objectsIn(context).flatMap(imagesOf);
  return new Map(
    images.flatMap((image) => {
      const name = CONTROLLER.exec(image.name)?.[1];
      return name === undefined || image.tag === "" ? [] : [[name, tagPin(image)] as const];
    }),
  );
}

/** A downloaded install.yaml names the controllers' own versions only, and those count differently from Flux'. */
export function judgeFluxVersion(
  pins: readonly ComponentPin[],
  controllers: ReadonlyMap<string, VersionPin>,
): GitFinding[] {
  const [first] = controllers;
  if (first === undefined || pins.some(({ component }) => component === "flux")) return [];
  const [name, { text, at }] = first;
  return [gitFinding("FLUX_VERSION_UNWRITTEN", at, `${name} ${text} is here, and no version of Flux.`)];
}
