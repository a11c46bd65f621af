/** What is known of another server's etcd member while one is to be restarted. */
export interface EtcdMember {
  readonly node: string;
  /** Why it cannot be counted on; `null`: it votes and answers. */
  readonly trouble: string | null;
}

/**
 * Members that are missing for a server to be restarted: the others must keep a majority of all without it. Empty
 * when they do. Two servers have no majority without one of them in any case, so there the other one has to be well.
 */
export function missingMembers(others: readonly EtcdMember[]): readonly EtcdMember[] {
  const majority = Math.floor((others.length + 1) / 2) + 1;
  const missing = others.filter(({ trouble }) => trouble !== null);
  return others.length - missing.length >= Math.min(majority, others.length) ? [] : missing;
}

export const describeMember = ({ node, trouble }: EtcdMember): string => `${node} ${trouble ?? "answers"}`;
