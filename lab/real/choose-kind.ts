import { blocked, type UpdateError, usage } from "../../domain/errors";
import { NodeKind } from "../state";
import { type Ability, installPackages, realNodesAbility } from "./parts";

export interface KindWish {
  /** What was asked for; else the variable GITOPS_UPDATES_LAB_NODES; else real ones where they can be had. */
  readonly kind?: NodeKind | undefined;
  readonly installPackages?: boolean | undefined;
  /** Takes one line that says why the nodes are not real. */
  readonly tell: (line: string) => void;
}

/** Reads the kind from a command line or an environment. */
export function parseKind(text: string): NodeKind {
  const parsed = NodeKind.safeParse(text);
  if (parsed.success) return parsed.data;
  throw usage("LAB_NODES_UNKNOWN", `nodes cannot be "${text}".`, "use real or simulated.");
}

/** Throws, with what would change that, where nodes cannot be real. */
export async function demandRealNodes(mayInstall: boolean): Promise<void> {
  const ability = await look(mayInstall);
  if (!ability.possible) throw impossible(ability);
}

const impossible = (ability: Ability): UpdateError =>
  blocked("LAB_REAL_NODES_IMPOSSIBLE", `nodes cannot be real here: ${ability.reason}.`, remedy(ability));

/** Decides what kind of nodes a new lab gets. */
export async function chooseKind({ kind, installPackages: mayInstall, tell }: KindWish): Promise<NodeKind> {
  const variable = process.env.GITOPS_UPDATES_LAB_NODES;
  const wished = kind ?? (variable ? parseKind(variable) : undefined);
  if (wished === "simulated") return "simulated";
  const ability = await look(mayInstall === true);
  if (ability.possible) return "real";
  if (wished === "real") throw impossible(ability);
  tell(`The nodes are simulated (${ability.reason}). ${remedy(ability)}`);
  return "simulated";
}

async function look(mayInstall: boolean): Promise<Ability> {
  const ability = await realNodesAbility();
  if (ability.packages.length === 0 || !mayInstall) return ability;
  await installPackages(ability.packages);
  return realNodesAbility();
}

function remedy({ packages }: Ability): string {
  if (packages.length === 0) return "Run it as root on Linux for real ones.";
  return `For real ones install ${packages.join(", ")}, or add --install-packages.`;
}
