import writeFileAtomic from "write-file-atomic";
import { stringify } from "yaml";
import { kubeconfigFile } from "./kubeconfig";
import { nodeNames } from "./node/node-paths";
import { shellQuote } from "./node/shims";
import type { LabPaths } from "./paths";
import type { LabState } from "./state";

/** Where the lab's mirror answers what the product asks of the internet. */
export function mirrorSources(port: number) {
  const base = `http://127.0.0.1:${port}`;
  return {
    channels: `${base}/v1-release/channels`,
    releases: `${base}/repos/k3s-io/k3s/releases`,
    download: `${base}/k3s-io/k3s/releases/download`,
  };
}

const NO_SECURITY = { osv: null, github: null, endOfLife: null };

/** The inventory with which the product manages this lab as it would manage any cluster. */
export function inventoryText(lab: LabPaths, state: LabState): string {
  return stringify({
    name: `lab-${lab.name}`,
    kubeconfig: kubeconfigFile(lab, state.servers),
    nodes: nodeNames(state.servers, state.agents).map((name) => ({ name, host: name })),
    ssh: { configFile: lab.sshConfigFile },
    // Behind a service of simulated nodes nothing runs, and no volume of theirs is mounted.
    carriesTraffic: state.kind === "real",
    // The mirror has no advisories, and nothing of a lab is looked up on the internet.
    sources: { k3s: mirrorSources(state.ports.mirror), security: NO_SECURITY },
  });
}

/**
 * The same for every lab, and no secret: the test stack holds none. The salt that belongs to it is committed with
 * `Pulumi.test.yaml`, so that a fresh lab opens the stack that an earlier one made.
 */
const PASSPHRASE = "the embedded cluster has no secrets";

/** Writes what the product needs to work on the lab: inventory, passphrase, and a file of variables. */
export function writeProductFiles(lab: LabPaths, state: LabState): void {
  writeFileAtomic.sync(lab.inventoryFile, inventoryText(lab, state), { mode: 0o600 });
  writeFileAtomic.sync(lab.passphraseFile, `${PASSPHRASE}\n`, { mode: 0o600 });
  writeFileAtomic.sync(lab.environmentFile, environmentText(lab, state), { mode: 0o600 });
}

/** Variables for a shell (`. FILE`) in which kubectl, ssh and pulumi find the lab. */
function environmentText(lab: LabPaths, { servers }: LabState): string {
  const variables = {
    KUBECONFIG: kubeconfigFile(lab, servers),
    PULUMI_CONFIG_PASSPHRASE_FILE: lab.passphraseFile,
    GITOPS_UPDATES_INVENTORY: lab.inventoryFile,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuote(value)}\n`)
    .join("");
}
