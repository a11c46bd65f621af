import type { Finding } from "../finding";
import type { Choice } from "./choice";
import type { Component } from "./component";
import type { Demand } from "./refusals";

/** What everything that is installed asks of Kubernetes, the same of one chart and version once. */
export function demandsOf(choices: ReadonlyMap<Component, Choice | null>): Demand[] {
  const demands = [...choices].flatMap(([{ kind, name }, choice]): Demand[] => {
    const kubeVersion = choice?.installed?.kubeVersion ?? null;
    if (kind === "k3s" || choice === null || kubeVersion === null) return [];
    return [{ component: name, version: choice.current, kubeVersion }];
  });
  return [...new Map(demands.map((it) => [JSON.stringify(it), it])).values()];
}

const DANGERS: ReadonlySet<string> = new Set(["LONGHORN_ROLLBACK", "LONGHORN_REINSTALL"]);

/** Settings that would make a failed upgrade of Longhorn lose data, as sentences. */
export const longhornDangers = (blockers: readonly Finding[]): string[] =>
  blockers
    .filter(({ code }) => DANGERS.has(code))
    .map(({ message, subject }) => `${message.replace(/\.$/, "")} (${subject})`);
