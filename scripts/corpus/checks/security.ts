import { deepStrictEqual, ok } from "node:assert";
import { z } from "zod";
import { OsvRecord } from "../../../detection/security";
import { readFluxManifest } from "../../../detection/sources";
import { tryParseK3sVersion } from "../../../domain/k3s-version";
import { evaluateAdvisories, securitySubjects, supportByCount, supportOf } from "../../../domain/security";
import { asserting, type Check } from "../check";
import type { Corpus } from "../corpus";

const advisories = (corpus: Corpus) =>
  corpus.files("osv", ".json").map((file) => OsvRecord.parse(corpus.json(file)));

function customRanges(corpus: Corpus): string {
  const affected = corpus
    .text("k3s/k3s-upgrade-tags.txt")
    .trim()
    .split("\n")
    .filter((tag) => tryParseK3sVersion(tag) !== null)
    .filter((version) => {
      const subjects = securitySubjects({ k3s: version });
      return subjects.some((subject) => evaluateAdvisories(advisories(corpus), subject).length > 0);
    });
  const minors = new Set(affected.map((tag) => tag.split(".").slice(0, 2).join(".")));
  deepStrictEqual([...minors], ["v1.32"]);
  ok(affected.includes("v1.32.3+k3s1") && !affected.includes("v1.32.4+k3s1"), affected.join(" "));
  return `GO-2025-3646 concerns ${affected.length} tags, all of 1.32 before 1.32.4`;
}

function controllers(corpus: Corpus): string {
  const verdictsOf = (file: string) => {
    const { version, controllers: found } = readFluxManifest(corpus.text(file));
    const installed = { flux: version ?? "", controllers: found };
    return securitySubjects(installed).flatMap((subject) => evaluateAdvisories(advisories(corpus), subject));
  };
  const old = verdictsOf("flux/gotk-components/v2.7.5.yaml");
  deepStrictEqual(
    old.map(({ id, package: name, matched, fixedIn }) => [id, name, matched, fixedIn]),
    [["GO-2026-5419", "github.com/fluxcd/notification-controller", "<1.8.3", "1.8.3"]],
  );
  deepStrictEqual(verdictsOf("flux/gotk-components/v2.8.8.yaml"), []);
  return "Flux 2.7.5 is affected through its notification-controller";
}

const Dates = z.object({ versions: z.record(z.string(), z.object({ name: z.string(), date: z.string() })) });

function endOfLife(corpus: Corpus): string {
  const released = (product: string) =>
    Object.values(Dates.parse(corpus.json(`endoflife/${product}.json`)).versions).map(({ name, date }) => ({
      version: name,
      date,
    }));
  const cycles = supportByCount(released("flux"), 3);
  const now = new Date("2026-08-20T00:00:00Z");
  const statusOf = (version: string) => supportOf(cycles, version, now, "release dates").status;
  deepStrictEqual(cycles.find(({ cycle }) => cycle === "2.6")?.ends, "2026-06-30");
  deepStrictEqual(["v2.9.4", "v2.7.5", "v2.6.4"].map(statusOf), ["supported", "supported", "ended"]);
  const kubernetes = released("kubernetes").length;
  ok(kubernetes > 400 && released("longhorn").length > 40);
  return `Flux 2.6 ended 2026-06-30; ${kubernetes} dates of Kubernetes`;
}

export const SECURITY_CHECKS: readonly Check[] = [
  asserting("OSV's custom ranges: k3s is not vulnerable for ever", customRanges),
  asserting("Flux is judged by its controllers", controllers),
  asserting("support ends", endOfLife),
];
