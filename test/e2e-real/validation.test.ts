import { setTimeout as sleep } from "node:timers/promises";
import { Project } from "../e2e/helpers/project";

interface CheckResult {
  readonly id: string;
  readonly outcome: string;
  readonly findings: readonly { readonly code: string; readonly subject: string; readonly message: string }[];
}

/** One thing that is broken on purpose and mended again; each command is for a shell on a node. */
interface Break {
  readonly check: string;
  readonly code: string;
  /** What the finding has to name. */
  readonly names: RegExp;
  readonly how: string;
  readonly node: string;
  readonly break: string;
  readonly mend: string;
}

const MENDED_WITHIN_MS = 60_000;

const rule = (words: string): string =>
  `nft add table ip broken && nft add chain ip broken out '{ type filter hook output priority -300; }' && nft add rule ip broken out ${words}`;
const NO_RULE = "nft delete table ip broken";
const VOLUME = "$(ls -d /var/lib/rancher/k3s/storage/pvc-*orders-db* | head -n 1)";
const withoutKubernetes = `.:53 {\\n  ready\\n  template ANY ANY {\\n    rcode NXDOMAIN\\n  }\\n}\\n`;
const restartDns = "k3s kubectl -n kube-system delete pod -l k8s-app=kube-dns --wait";
const waitDns = "k3s kubectl -n kube-system rollout status deployment/coredns --timeout=60s";

const BREAKS: readonly Break[] = [
  {
    check: "dns",
    code: "DNS_UNANSWERED|DNS_WRONG",
    names: /NXDOMAIN/,
    how: "CoreDNS runs and is ready, and has forgotten the cluster",
    node: "server-1",
    break: `k3s kubectl -n kube-system get configmap coredns -o yaml > /root/coredns.yaml && k3s kubectl -n kube-system patch configmap coredns --type merge -p '{"data":{"Corefile":"${withoutKubernetes}"}}' && ${restartDns} && ${waitDns}`,
    mend: `k3s kubectl replace --force -f /root/coredns.yaml && ${restartDns} && ${waitDns}`,
  },
  {
    check: "service",
    code: "SERVICE_UNREACHABLE|NODE_ISOLATED",
    names: /agent-1/,
    how: "one node has lost the rules of kube-proxy",
    node: "agent-1",
    break: "nft delete table ip kube-proxy",
    mend: "systemctl restart k3s-agent",
  },
  {
    check: "node-port",
    code: "NODE_PORT_CLOSED",
    names: /agent-2|30080/,
    how: "a firewall closes a node port on one node",
    node: "agent-2",
    break: rule("tcp dport 30080 drop"),
    mend: NO_RULE,
  },
  {
    check: "ingress",
    code: "INGRESS_BROKEN",
    names: /web/,
    how: "the ingress controller reaches nothing behind the rule",
    node: "server-1",
    break: `k3s kubectl -n shop patch service web --type json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":9}]'`,
    mend: `k3s kubectl -n shop patch service web --type json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":8080}]'`,
  },
  {
    check: "storage",
    code: "VOLUME_READ_ONLY",
    names: /orders-db/,
    how: "a volume was mounted anew without the right to write",
    node: "agent-1",
    break: `mount --bind ${VOLUME} ${VOLUME} && mount -o remount,ro,bind ${VOLUME}`,
    mend: `umount ${VOLUME}`,
  },
];

describe("validation of real nodes", () => {
  const project = new Project();

  const shell = (node: string, command: string) => project.must("lab", "ssh", node, "--", command);

  async function checks(): Promise<readonly CheckResult[]> {
    const { stdout } = await project.run("validate", "-o", "json");
    return (JSON.parse(stdout) as { results: CheckResult[] }).results;
  }

  const failed = (results: readonly CheckResult[]) =>
    results.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);

  beforeAll(() => project.must("lab", "up"), 300_000);
  afterAll(() => project.remove(), 60_000);

  test("finds nothing wrong with a healthy cluster, and measures all of it", async () => {
    const results = await checks();

    expect(failed(results)).toEqual([]);
    const measured = results.filter(({ outcome }) => outcome === "passed").map(({ id }) => id);
    expect(measured).toEqual(expect.arrayContaining(BREAKS.map(({ check }) => check)));
  }, 120_000);

  test.each(BREAKS)(
    "$check fails when $how",
    async (it) => {
      await shell(it.node, it.break);

      const results = await checks();

      await shell(it.node, it.mend);
      const found = results.find(({ id }) => id === it.check);
      expect(found?.outcome).toBe("failed");
      const told = found?.findings.find(({ code }) => new RegExp(it.code).test(code));
      expect(`${told?.subject} ${told?.message}`).toMatch(it.names);
      await expectMended();
    },
    240_000,
  );

  /** Endpoints and rules take a moment to come back. */
  async function expectMended(): Promise<void> {
    const deadline = Date.now() + MENDED_WITHIN_MS;
    let left = failed(await checks());
    for (; left.length > 0 && Date.now() < deadline; left = failed(await checks())) await sleep(1_000);
    expect(left).toEqual([]);
  }
});
