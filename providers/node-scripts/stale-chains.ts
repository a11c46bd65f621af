/**
 * Shell lines that remove the empty chains that a kube-proxy in nftables mode left behind.
 *
 * It empties the chain of an endpoint that it no longer uses, and removes it with the next change, which may be an
 * hour away. The kube-proxy of 1.35 and before, when it starts, takes a chain of that name for a finished one. So a
 * node that goes back from 1.36, which has no use for these chains, would refuse connections to every service whose
 * pods have not changed meanwhile. Nobody jumps to the chains that are removed: nft refuses the others.
 */
export const DROP_STALE_CHAINS = `
PATH="$PATH:/usr/sbin:/sbin:/var/lib/rancher/k3s/data/current/bin/aux"
for family in ip ip6; do
  nft -t list table "$family" kube-proxy 2> /dev/null |
    awk '$1 == "chain" { chain = $2; next } $1 == "}" && chain ~ /^endpoint-/ { print chain } { chain = "" }' |
    while read -r chain; do nft delete chain "$family" kube-proxy "$chain" 2> /dev/null || true; done
done`;
