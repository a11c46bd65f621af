import { type At, textAt } from "../place";

/** What is written at a place, and what to write there instead; quotes and signs around it stay. */
export interface FindReplace {
  readonly find: string;
  readonly replace: string;
}

/**
 * The edit of one apiVersion. `null` where nothing takes its place, or where something else than the plain API
 * version is written: then a person has to look.
 */
export function apiVersionEdit(at: At, apiVersion: string, replacement: string): FindReplace | null {
  const find = textAt(at);
  if (replacement === "" || find.replaceAll(/["']/g, "") !== apiVersion) return null;
  return { find, replace: find.replace(apiVersion, replacement) };
}
