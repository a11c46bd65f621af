import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { restartUnit, startUnit } from "../../../providers/node-scripts/service";
import { hasProgram } from "../../helpers/local-shell";
import { tempFolder } from "../../helpers/temp-folder";

const RULES = `
table ip kube-proxy {
  chain endpoint-LEFT-kube-system/traefik/tcp/web__10.42.1.4/8000 { }
  chain endpoint-USED-shop/web/tcp/__10.42.1.5/8080 { }
  chain endpoint-FULL-shop/web/tcp/__10.42.1.6/8080 { meta l4proto tcp dnat to 10.42.1.6:8080; }
  chain reject-chain { }
  chain service-AAAA-shop/web/tcp/ {
    numgen random mod 1 vmap { 0 : goto endpoint-USED-shop/web/tcp/__10.42.1.5/8080 }
  }
}`;

/** A folder with a stand-in for systemctl, to be put in front of PATH. */
function systemctl(): string {
  const folder = tempFolder();
  const file = join(folder, "systemctl");
  writeFileSync(file, '#!/bin/sh\necho "systemctl $*"\n');
  chmodSync(file, 0o755);
  return folder;
}

function run(program: string, words: readonly string[], input = ""): { stdout: string; status: number } {
  const env = { ...process.env, PATH: `${systemctl()}:${process.env.PATH}` };
  const { stdout, status } = spawnSync(program, words, { env, input, encoding: "utf8" });
  return { stdout, status: status ?? -1 };
}

test.each([
  [restartUnit, "systemctl restart --no-block k3s-agent.service\n"],
  [startUnit, "systemctl start --no-block k3s-agent.service\n"],
])("a node without rules of kube-proxy is just started", ({ name, text }, said) => {
  expect(run("/bin/sh", ["-c", text, name, "k3s-agent.service"])).toEqual({ stdout: said, status: 0 });
});

const ownNetwork = hasProgram("nft") && run("unshare", ["--net", "nft", "list", "tables"]).status === 0;

(ownNetwork ? test : test.skip)(
  "empty chains of endpoints go before k3s starts, unless they are used",
  () => {
    const script = 'nft -f - && sh -c "$1" start k3s.service && nft list chains ip';

    const { stdout, status } = run("unshare", ["--net", "sh", "-c", script, "sh", startUnit.text], RULES);

    expect(status).toBe(0);
    expect(stdout.match(/(?:endpoint|reject|service)-[A-Za-z]+/g)).toEqual([
      "endpoint-USED",
      "endpoint-FULL",
      "reject-chain",
      "service-AAAA",
    ]);
  },
);
