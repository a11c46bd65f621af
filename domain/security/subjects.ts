import type { Subject } from "./evaluate";

/** What is installed, or would be. */
export interface Installed {
  readonly k3s?: string;
  readonly longhorn?: string;
  readonly flux?: string;
  /** Flux' controllers and their own versions, from its manifest. */
  readonly controllers?: ReadonlyMap<string, string>;
}

const at = (name: string, version: string | undefined): Subject[] =>
  version === undefined ? [] : [{ package: `github.com/${name}`, version }];

/** Faults of Flux are filed on the controller that has them, which counts its versions by itself. */
export function securitySubjects({ k3s, longhorn, flux, controllers = new Map() }: Installed): Subject[] {
  return [
    ...at("k3s-io/k3s", k3s),
    ...at("longhorn/longhorn", longhorn),
    ...at("fluxcd/flux2", flux),
    ...[...controllers].flatMap(([name, version]) => at(`fluxcd/${name}`, version)),
  ];
}
