import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { findOnPath } from "../../tools/sources/path";
import { command } from "./command";

/** Something of this machine that real nodes need, and the Debian package that brings it. */
interface Part {
  readonly name: string;
  readonly package: string;
  isThere(): Promise<boolean>;
}

/** Where distributions put the CNI plugins. */
const CNI_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];

/** The folder with the CNI plugins, if this machine has them. */
export const cniFolder = (): string | undefined =>
  CNI_FOLDERS.find((folder) => existsSync(`${folder}/bridge`) && existsSync(`${folder}/host-local`));

const program = (name: string, packageName: string): Part => ({
  name,
  package: packageName,
  isThere: async () => (await findOnPath(name, `${process.env.PATH ?? ""}:/usr/sbin:/sbin`)) !== undefined,
});

const PARTS: readonly Part[] = [
  program("ip", "iproute2"),
  program("unshare", "util-linux"),
  program("nft", "nftables"),
  program("runc", "runc"),
  {
    name: "CNI plugins",
    package: "containernetworking-plugins",
    isThere: async () => cniFolder() !== undefined,
  },
];

/** Whether nodes can be real here; if not, why not, and which packages would change that. */
export interface Ability {
  readonly possible: boolean;
  /** One clause. */
  readonly reason: string;
  /** Debian's packages that are missing; empty when packages are not what is missing. */
  readonly packages: readonly string[];
}

const never = (reason: string): Ability => ({ possible: false, reason, packages: [] });

/** Looks at this machine; nothing is changed. */
export async function realNodesAbility(): Promise<Ability> {
  if (process.platform !== "linux") return never("containers need Linux");
  if (userInfo().uid !== 0) return never("containers need root");
  const missing: Part[] = [];
  for (const part of PARTS) if (!(await part.isThere())) missing.push(part);
  if (missing.length > 0) {
    const packages = missing.map((part) => part.package);
    return { possible: false, reason: `missing: ${missing.map(({ name }) => name).join(", ")}`, packages };
  }
  const namespaces = ["--mount", "--pid", "--fork", "--uts", "--ipc", "--net", "true"];
  return command("unshare", ...namespaces).then(
    () => ({ possible: true, reason: "everything is there", packages: [] }),
    (error: Error) => never(`no namespaces can be made (${error.message})`),
  );
}

/** Installs packages where apt can; other distributions have their own names for them. */
export async function installPackages(packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  if ((await findOnPath("apt-get")) === undefined) {
    throw new Error(`there is no apt-get here: install what corresponds to ${packages.join(", ")} by hand`);
  }
  const environment = ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"];
  await command("env", ...environment, "update");
  await command("env", ...environment, "install", "--yes", "--no-install-recommends", ...packages);
}
