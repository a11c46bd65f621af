/** Annotation that says we cordoned a node and how it was before, so that only our own cordon is ever undone. */
export const CORDON_ANNOTATION = "gitops-updates/cordoned";

export interface CordonMark {
  readonly run: string;
  readonly priorUnschedulable: boolean;
}

/** Our mark on a node; `null` when there is none or it is not ours to read. */
export function readCordonMark(annotations: Readonly<Record<string, string>>): CordonMark | null {
  const text = annotations[CORDON_ANNOTATION];
  if (text === undefined) return null;
  try {
    const mark: Partial<CordonMark> | null = JSON.parse(text);
    if (typeof mark?.run !== "string" || typeof mark.priorUnschedulable !== "boolean") return null;
    return { run: mark.run, priorUnschedulable: mark.priorUnschedulable };
  } catch {
    return null;
  }
}

/** Cordoned by somebody else, or by somebody else before we came: not ours to undo. */
export function isForeignCordon(node: {
  readonly unschedulable: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}): boolean {
  const mark = readCordonMark(node.annotations);
  return node.unschedulable && (mark === null || mark.priorUnschedulable);
}

/** Cordoned by a run of ours that has not come to the point of opening it again. */
export function isOurCordon(node: Parameters<typeof isForeignCordon>[0]): boolean {
  return node.unschedulable && !isForeignCordon(node);
}
