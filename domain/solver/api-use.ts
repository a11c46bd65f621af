/** `helm.toolkit.fluxcd.io/v2beta1 HelmRelease`: one API version of a kind, as text so that sets of them compare. */
export type UseId = string;

export const useId = ({
  group,
  version,
  kind,
}: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): UseId => `${group}/${version} ${kind}`;

export interface Use {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function readUse(id: UseId): Use {
  const [api = "", kind = ""] = id.split(" ");
  const slash = api.lastIndexOf("/");
  return { group: api.slice(0, slash), version: api.slice(slash + 1), kind };
}

/** Sorted and without repetition, so that equal sets are equal texts. */
export const useSet = (ids: Iterable<UseId>): readonly UseId[] => [...new Set(ids)].sort();
