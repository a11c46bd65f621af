import type { SolvedStage } from "../solver";

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, "-")
    .replaceAll(/\.{2,}/g, ".")
    .replaceAll(/^[-.]+|[-.]+$/g, "");

/** `helmrelease/shop/web` -> `web`. */
const shortName = (component: string): string => component.split("/").at(-1) ?? component;

/** The same stage always gets the same name, so that it is not proposed twice. */
export function branchName({ steps }: SolvedStage): string {
  const updates = steps.filter(({ action }) => action === "update");
  const [first] = updates.length === 0 ? steps : updates;
  if (first === undefined) return "gitops-update/nothing";
  const others = new Set(updates.map(({ component }) => component)).size - 1;
  const more = others > 0 ? `-and-${others}-more` : "";
  const what = first.action === "update" ? first.to : first.action;
  return `gitops-update/${slug(`${shortName(first.component)}-${what}${more}`)}`;
}
