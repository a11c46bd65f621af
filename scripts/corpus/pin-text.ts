import { describeAt } from "../../domain/gitops/kube-object";
import { textAt } from "../../domain/gitops/place";
import type { VersionPin } from "../../domain/gitops/version-pin";

/** Complains when the place of a pin does not hold its text, with or without quotes. */
export function pinComplaints(subject: string, { at, text }: VersionPin): string[] {
  if (at === undefined) return [];
  const written = textAt(at).replace(/^(["'])(.*)\1$/, "$2");
  // Images write a version with `-` where it has a `+`.
  if (written === text || written.replace("-k3s", "+k3s") === text) return [];
  return [`${subject}: ${describeAt(at)} holds ${written}, not ${text}`];
}
