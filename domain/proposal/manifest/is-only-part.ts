import { type Manifest, readManifest } from "./documents";

const hasDefinitions = ({ documents }: Manifest): boolean =>
  documents.some(({ kind }) => kind === "CustomResourceDefinition");

/** Whether somebody took a manifest apart: the release has definitions and this file has none of them. */
export const isOnlyPart = (existing: string, release: string): boolean =>
  !hasDefinitions(readManifest(existing)) && hasDefinitions(readManifest(release));
