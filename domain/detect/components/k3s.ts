import type { ComponentPin } from "../../gitops/pins/pin";
import { sortK3s, tryParseK3sVersion } from "../../k3s-version";
import type { WrittenPin } from "../component";
import type { FindComponents, Seen } from "./seen";

/** Pins of one component, as they are written. */
export const pinsOf = ({ git }: Seen, component: ComponentPin["component"]): ComponentPin[] =>
  (git?.view.pins ?? []).filter((it) => it.component === component);

export const written = ({ pin, how, update }: ComponentPin): WrittenPin => ({ pin, how, update });

const versions = (texts: readonly string[]): string[] =>
  sortK3s(texts.map((text) => tryParseK3sVersion(text)?.text).filter((it) => it !== undefined));

/**
 * The oldest node counts: it is the one that an update is for. Git may say several versions, of test environments and
 * the like; then the newest is taken.
 */
export const k3s: FindComponents = (seen) => {
  const pins = pinsOf(seen, "k3s");
  const { channels, releases } = seen.places.k3s;
  const running = versions((seen.cluster?.nodes ?? []).map(({ version }) => version))[0];
  const pinned = versions(pins.map(({ pin }) => pin.text)).at(-1);
  if (running === undefined && (seen.cluster !== null || pinned === undefined)) return [];
  return [
    {
      id: "k3s",
      kind: "k3s",
      name: "k3s",
      owner: "",
      current: running ?? pinned ?? null,
      from: running === undefined ? "git" : "cluster",
      pins: pins.map(written),
      suspended: false,
      question: { source: "k3s", query: { channels, releases } },
      unasked: "",
    },
  ];
};
