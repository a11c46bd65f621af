import { deepStrictEqual, ok } from "node:assert";
import { z } from "zod";
import { Channel, ChannelList } from "../../../detection/k3s/schema";
import { readYaml } from "../../../detection/sources/yaml";
import { bumpKind, compareK3s, sortK3s, tryParseK3sVersion } from "../../../domain/k3s-version";
import { componentChanges, majorChanges, readComponentPage } from "../../../domain/notes";
import { isWithdrawn } from "../../../domain/release";
import { asserting, type Check } from "../check";
import type { Corpus } from "../corpus";

const lines = (corpus: Corpus): string[] => corpus.text("k3s/k3s-upgrade-tags.txt").trim().split("\n");

/** In their one normal form; the list holds tags of releases and of images. */
function tags(corpus: Corpus): string[] {
  const parsed = lines(corpus).flatMap((tag) => tryParseK3sVersion(tag)?.text ?? []);
  return [...new Set<string>(parsed)];
}

const isStable = (tag: string): boolean => tryParseK3sVersion(tag)?.pre === null;

function order(corpus: Corpus): string {
  const all = tags(corpus);
  const sorted = sortK3s(all);
  deepStrictEqual(sortK3s([...all].reverse()), sorted);
  for (const [i, tag] of sorted.entries()) {
    const next = sorted[i + 1];
    if (next !== undefined) deepStrictEqual([tag, next, compareK3s(tag, next)], [tag, next, -1]);
  }
  const stable = sorted.filter(isStable);
  const rebuilds = stable.filter((tag) => (tryParseK3sVersion(tag)?.build ?? 0) > 1);
  for (const tag of rebuilds) {
    const before = stable[stable.indexOf(tag) - 1] ?? "";
    if (tryParseK3sVersion(before)?.core === tryParseK3sVersion(tag)?.core)
      deepStrictEqual([tag, bumpKind(before, tag)], [tag, "rebuild"]);
  }
  const odd = lines(corpus).filter((tag) => tryParseK3sVersion(tag) === null);
  ok(odd.length <= 5, `not read: ${odd.join(" ")}`);
  return `${stable.length} stable tags, ${rebuilds.length} rebuilds, ${odd.length} malformed ones left out`;
}

const ChannelFile = z.object({ channels: z.array(Channel) });

function withdrawn(corpus: Corpus): string {
  const { channels } = ChannelFile.parse(readYaml(corpus.text("k3s/channel.yaml")));
  const taken = tags(corpus).filter((tag) => isWithdrawn(tag, channels));
  const known = ["v1.24.9+k3s1", "v1.25.5+k3s1", "v1.26.0+k3s1"];
  deepStrictEqual(
    known.filter((tag) => isWithdrawn(tag, channels)),
    known,
  );
  deepStrictEqual(
    taken.filter((tag) => !known.includes(tag)),
    [],
  );
  return `${known.length} withdrawn, none of the others`;
}

function channels(corpus: Corpus): string {
  const list = ChannelList.parse(corpus.json("k3s/channels-response-2023-02.json"));
  deepStrictEqual(list.find(({ name }) => name === "stable")?.latest, "v1.25.6+k3s1");
  return `${list.length} channels of the recorded answer`;
}

const page = (corpus: Corpus, minor: string) =>
  readComponentPage(corpus.text(`k3s/release-notes/v${minor}.X.md`));

function majors(corpus: Corpus): string {
  const all = page(corpus, "1.32");
  const [from, to] = [all.get("v1.32.1+k3s1"), all.get("v1.32.2+k3s1")];
  ok(from !== undefined && to !== undefined, "the page lacks the releases");
  const found = majorChanges(componentChanges(from, to)).map((it) => `${it.component} ${it.from} ${it.to}`);
  deepStrictEqual(found, ["Containerd v1.7.23-k3s2 v2.0.2-k3s2", "Traefik v2.11.18 v3.3.2"]);
  return found.join(", ");
}

function etcd(corpus: Corpus): string {
  const newest = (minor: string): string =>
    page(corpus, minor)
      .get(sortK3s([...page(corpus, minor).keys()]).at(-1) ?? "")
      ?.get("Etcd") ?? "";
  const [before, after] = [newest("1.33"), newest("1.34")];
  ok(before.startsWith("v3.5.") && after.startsWith("v3.6."), `${before} ${after}`);
  return `etcd ${before} in 1.33, ${after} in 1.34`;
}

export const K3S_CHECKS: readonly Check[] = [
  asserting("k3s tags have one order, and every rebuild is newer", order),
  asserting("releases that k3s withdrew are known as withdrawn", withdrawn),
  asserting("the channel server's answer is read", channels),
  asserting("Traefik and containerd change their major inside k3s v1.32.2", majors),
  asserting("etcd changes its minor between k3s 1.33 and 1.34", etcd),
];
