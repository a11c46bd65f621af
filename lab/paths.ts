import { createHash } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { usage } from "../domain/errors";

/** Every file and folder of one lab. */
export interface LabPaths {
  readonly name: string;
  readonly dir: string;
  /** Short folder for unix sockets: their path may have 104 bytes at most. */
  readonly runDir: string;
  readonly stateFile: string;
  readonly lockFile: string;
  readonly faultsFile: string;
  readonly inventoryFile: string;
  readonly passphraseFile: string;
  readonly environmentFile: string;
  readonly workloadsFile: string;
  readonly pkiDir: string;
  readonly logsDir: string;
  readonly mirrorDir: string;
  readonly mirrorRecordFile: string;
  readonly balancerRecordFile: string;
  readonly sshConfigFile: string;
  readonly knownHostsFile: string;
  readonly clientKeyFile: string;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,30}$/;

/** The folder in which a project's labs live. */
export function labsDir(projectDir: string): string {
  return resolve(process.env.GITOPS_UPDATES_LAB_DIR ?? join(projectDir, ".lab"));
}

/** The paths of the lab called `name` of a project. */
export function labPaths(name: string, projectDir: string): LabPaths {
  if (!NAME.test(name)) {
    const next = "use up to 31 lower-case letters, digits and dashes.";
    throw usage("LAB_NAME_INVALID", `"${name}" cannot be the name of a lab.`, next);
  }
  return labPathsAt(join(labsDir(projectDir), name));
}

/** The paths of the lab that lives in `dir`; daemons are given only the folder. */
export function labPathsAt(dir: string): LabPaths {
  const at = (...parts: string[]) => join(dir, ...parts);
  return {
    name: basename(dir),
    dir,
    runDir: runDirOf(dir),
    stateFile: at("lab.json"),
    lockFile: `${dir}.lock`,
    faultsFile: at("faults.json"),
    inventoryFile: at("inventory.yaml"),
    passphraseFile: at("passphrase"),
    environmentFile: at("environment"),
    workloadsFile: at("workloads-applied"),
    pkiDir: at("pki"),
    logsDir: at("logs"),
    mirrorDir: at("mirror"),
    mirrorRecordFile: at("mirror", "daemon.json"),
    balancerRecordFile: at("balancer.json"),
    sshConfigFile: at("ssh", "config"),
    knownHostsFile: at("ssh", "known_hosts"),
    clientKeyFile: at("ssh", "id_ed25519"),
  };
}

/** The project's folder: the nearest one upwards that has a package.json, wherever the code was compiled to. */
export function packageRoot(from: string, exists: (file: string) => boolean): string {
  if (exists(join(from, "package.json"))) {
    return from;
  }
  const parent = dirname(from);
  if (parent === from) {
    throw new Error("no package.json above the lab's own code");
  }
  return packageRoot(parent, exists);
}

function runDirOf(dir: string): string {
  const id = createHash("sha256").update(dir).digest("hex").slice(0, 8);
  return join(tmpdir(), `gitops-lab-${userInfo().uid}-${id}`);
}
