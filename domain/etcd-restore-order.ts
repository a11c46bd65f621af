import { blocked } from "./errors";

/** A server of the cluster that is restored. */
export interface EtcdServer {
  readonly node: string;
  /** Its unit or configuration names a server to join (`server`, `--server` or `K3S_URL`). */
  readonly joins: boolean;
  /** It has a token to join with (`token`, `token-file`, their flags or variables). */
  readonly hasToken: boolean;
}

const byHand = (found: string, next: string): Error =>
  blocked("RESTORE_BY_HAND", found, `${next}, or follow docs/rollback.md.`);

function demandTokens(joining: readonly EtcdServer[]): void {
  const without = joining.filter(({ hasToken }) => !hasToken).map(({ node }) => node);
  if (without.length === 0) return;
  const found = `${without.join(" and ")} could not join again: no token is in the k3s configuration there.`;
  throw byHand(found, "set `token` to what is in server/token of another server, and run again");
}

/**
 * The order in which servers come back: k3s resets a cluster only where no server to join is named, and one that is
 * empty and names none begins a cluster of its own (both in k3s's `pkg/cli/server` and `pkg/cluster`).
 * @throws RESTORE_BY_HAND before anything is touched, unless exactly one server joins no other and the others can
 */
export function restoreOrder(servers: readonly EtcdServer[]): string[] {
  const [first, ...more] = servers.filter(({ joins }) => !joins).map(({ node }) => node);
  const joining = servers.filter(({ joins }) => joins);
  if (first === undefined) {
    const found =
      "every server is configured to join another one, and k3s resets a cluster on none of those.";
    throw byHand(found, "take `server` out of the k3s configuration of one server and run again");
  }
  if (more.length > 0) {
    const found = `${[first, ...more].join(" and ")} join no other server: each would begin a cluster of its own.`;
    throw byHand(
      found,
      `set \`server: https://${first}:6443\` in the k3s configuration of the others and run again`,
    );
  }
  demandTokens(joining);
  return [first, ...joining.map(({ node }) => node)];
}
