import { cpSync, existsSync, lstatSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";

/** Of this machine's /etc only what programs need to run: names, certificates, links to alternatives. */
const FROM_ETC = [
  "alternatives",
  "group",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "nsswitch.conf",
  "os-release",
  "passwd",
  "protocols",
  "services",
  "ssl",
];

const FOLDERS = [
  "etc",
  "root",
  "tmp",
  "usr/local/bin",
  "usr/local/sbin",
  "var/lib/kubelet",
  "var/lib/rancher",
  "var/lib/cni",
  "var/log/pods",
  "var/log/containers",
  "var/tmp",
];

/** Lays out what is a real node's own below its root; what is there already stays. See enter-node.sh. */
export function layOutRoot(root: string, name: string): void {
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  if (!existsSync(join(root, "var/run"))) symlinkSync("/run", join(root, "var/run"));
  for (const entry of FROM_ETC) copyOnce(join("/etc", entry), join(root, "etc", entry));
  const hosts = join(root, "etc/hosts");
  if (!existsSync(hosts)) writeFileAtomic.sync(hosts, `127.0.0.1 localhost ${name}\n`);
  const resolver = join(root, "etc/resolv.conf");
  if (!existsSync(resolver)) writeFileAtomic.sync(resolver, "");
}

function copyOnce(from: string, to: string): void {
  // A link may point to what is only there on the node.
  if (!existsSync(from) || lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
