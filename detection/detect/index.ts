import type { Choice } from "../../domain/detect/choice";
import type { Component } from "../../domain/detect/component";
import { componentsOf } from "../../domain/detect/components";
import { longhornDangers } from "../../domain/detect/context";
import type { Evidenced, Surroundings } from "../../domain/detect/evidence";
import { judge } from "../../domain/detect/judge";
import type { DetectionReport } from "../../domain/detect/report";
import { unseenIn } from "../../domain/detect/unseen";
import { type Finding, isBlocker } from "../../domain/finding";
import { writtenObjects } from "../../domain/gitops/tree";
import { assemble } from "./assemble";
import { chooseAll, contextOf, type Listings, wanted } from "./choices";
import { askAll } from "./listings";
import { type Looked, lookAround } from "./look";
import { judgeSecurity, supportFor } from "./security";
import { readTarget } from "./targets";
import type { DetectRequest, DetectWorld, Reading } from "./types";
import { readValues } from "./values";

export {
  type DetectRequest,
  type DetectWorld,
  type GitFolder,
  PLAIN_REQUEST,
  type Places,
  type Reading,
} from "./types";

/** What was found out, and the report of it. Whoever plans with it takes `evidenced`, which has every candidate. */
export interface Detection {
  readonly report: DetectionReport;
  readonly looked: Looked;
  readonly evidenced: readonly Evidenced[];
}

type Found = Evidenced & { readonly findings: readonly Finding[] };

/** What is to be read about one component, once it is known what is chosen. */
async function findOut(
  component: Component,
  choice: Choice | null,
  listings: Listings,
  reading: Reading,
  world: DetectWorld,
): Promise<Found> {
  const [target, values, supported] = await Promise.all([
    readTarget(component, choice, reading, world),
    readValues(component, choice, reading.places, world),
    supportFor(component, reading.places, world),
  ]);
  const listing = listings(component);
  const told = listing?.kind === "listed" ? listing.findings : [];
  return {
    component,
    listing,
    choice,
    target,
    values,
    support: supported.support,
    findings: [...supported.findings, ...told],
  };
}

const controllersIn = ({ git }: Looked): ReadonlyMap<string, string> =>
  new Map([...(git?.view.controllers ?? [])].map(([name, { text }]) => [name, text]));

const inUse = ({ cluster, git }: Looked): Surroundings["inUse"] => ({
  objects: git === null ? [] : writtenObjects(git.tree),
  uses: cluster?.apiUses ?? [],
  crds: cluster?.crds ?? [],
});

/** API groups that somebody uses here. */
export function groupsInUse(looked: Looked): ReadonlySet<string> {
  const { objects, uses, crds } = inUse(looked);
  return new Set([...objects, ...uses, ...crds].map(({ group }) => group));
}

/** Looks for updates of everything that is there. Throws only for mistakes of who asks. */
export async function detect(request: DetectRequest, world: DetectWorld): Promise<Detection> {
  const looked = await lookAround(request, world);
  const components = componentsOf({ ...looked, places: request.places });
  const { asked, told } = wanted(components, request.only, unseenIn(looked.findings));
  const listings = await askAll(asked, world);
  const choices = chooseAll(asked, listings, contextOf(request, world, looked, components));
  const reading: Reading = { places: request.places, groups: groupsInUse(looked) };
  const found = await Promise.all(
    told.map((it) => findOut(it, choices.get(it) ?? null, listings, reading, world)),
  );
  const controllers = controllersIn(looked);
  const security = await judgeSecurity(found, controllers, request.places, world);
  const around: Surroundings = {
    verdicts: security.verdicts,
    inUse: inUse(looked),
    controllers,
    longhornDangers: longhornDangers(looked.findings.filter(isBlocker)),
  };
  const report = assemble({
    request,
    now: world.now,
    looked,
    evidenced: found,
    reports: found.map((it) => judge(it, around)),
    findings: [...found.flatMap(({ findings }) => findings), ...security.findings],
  });
  return { report, looked, evidenced: found };
}
