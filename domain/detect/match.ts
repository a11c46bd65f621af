import type { Component } from "./component";

/** `helmrelease/shop/*` as a pattern; everything but `*` is taken as it is. */
const patternOf = (glob: string): RegExp =>
  new RegExp(`^${glob.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`, "i");

/** Whether somebody means this component: by its identity, its name, its kind, or its release. */
export function isMeant(glob: string, { id, name, kind }: Pick<Component, "id" | "name" | "kind">): boolean {
  const pattern = patternOf(glob);
  const release = id.split("/").slice(1).join("/");
  return [id, name, kind, release, id.split("/").at(-1) ?? ""].some((it) => pattern.test(it));
}
