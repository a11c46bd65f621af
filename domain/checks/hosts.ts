import type { HostFacts } from "../facts";
import type { Finding } from "../finding";
import { finding } from "../finding-codes";
import { compareK3s, parseK3sVersion, tryParseK3sVersion } from "../k3s-version";
import { CGROUP_V2_MINOR, CGROUP_V2_SOURCE } from "../upgrade-rules";
import type { PreflightCheck, PreflightInput } from "./context";

const MIB = 1024 * 1024;
/** A k3s file has some 70 MiB; used where the source does not say. */
const ASSUMED_BINARY = 80 * MIB;
/** k3s unpacks itself to some 300 MB per version below its data directory (rke2#8493), and images follow. */
const DATA_SPACE = 500 * MIB;
const SKEW_WARNING_MS = 5_000;
const SKEW_BLOCKER_MS = 30_000;

const mib = (bytes: number): string => `${Math.floor(bytes / MIB)} MiB`;

const forEachHost =
  (judge: (host: HostFacts, input: PreflightInput) => Finding[]): PreflightCheck =>
  (input) =>
    input.inventory.hosts.flatMap((host) => judge(host, input));

/** Old and new file lie side by side, and the old one stays for the way back. */
export const diskSpace = forEachHost(({ node, arch, freeBytes, binary, dataDir }, { assets }) => {
  const size = assets.find((asset) => asset.arch === arch)?.sizeBytes ?? ASSUMED_BINARY;
  const places = [
    { where: binary, free: freeBytes.binary, needed: 2 * size },
    { where: dataDir, free: freeBytes.data, needed: DATA_SPACE },
  ];
  return places
    .filter(({ free, needed }) => free < needed)
    .map(({ where, free, needed }) =>
      finding("DISK_FULL", `node ${node}`, `${mib(free)} are free at ${where}, ${mib(needed)} are needed`),
    );
});

/** Certificates and leases go by the clock: a host far off does not come back after its restart. */
export const clocks = forEachHost(({ node, clockSkewMs }) => {
  const off = Math.abs(clockSkewMs);
  if (off < SKEW_WARNING_MS) return [];
  const severity = off >= SKEW_BLOCKER_MS ? "blocker" : "warning";
  const message = `its clock is ${(off / 1000).toFixed(1)} s ${clockSkewMs > 0 ? "ahead of" : "behind"} this machine's`;
  return [finding("CLOCK_SKEW", `node ${node}`, message, { severity })];
});

export const cgroups = forEachHost(({ node, cgroup }, { target }) => {
  if (cgroup === "v2" || parseK3sVersion(target).minor < CGROUP_V2_MINOR) return [];
  const message = `has cgroup v1, which the kubelet of ${target} refuses (${CGROUP_V2_SOURCE})`;
  const next = "boot it with cgroup v2; with --kubelet-arg=fail-cgroupv1=false acknowledge CGROUP_V1.";
  return [finding("CGROUP_V1", `node ${node}`, message, { next })];
});

export const architectures = forEachHost((host, { inventory, assets, assetsUnknown, config, rollback }) => {
  const subject = `node ${host.node}`;
  const node = inventory.cluster.nodes.find(({ name }) => name === host.node);
  if (node !== undefined && node.arch !== host.arch) {
    return [finding("ARCH_MISMATCH", subject, `is ${node.arch}, but its host entry leads to ${host.arch}`)];
  }
  if (rollback === true || assetsUnknown !== undefined) return [];
  const asset = assets.find(({ arch }) => arch === host.arch);
  if (asset === undefined) return [finding("ASSET_MISSING", subject, `there is no file for ${host.arch}`)];
  const pins: Readonly<Record<string, string | undefined>> = config.cluster.sources.k3s.digests ?? {};
  const pin = pins[host.arch];
  if (pin === undefined || pin === asset.sha256) return [];
  return [finding("DIGEST_MISMATCH", `file ${asset.url}`, `has SHA-256 ${asset.sha256}, pinned is ${pin}`)];
});

/** The file on disk is no evidence: it may have been replaced without a restart (k3s#11347). */
export const binaries = forEachHost(({ node, binaryVersion, service }, { inventory }) => {
  const running = inventory.cluster.nodes.find(({ name }) => name === node)?.version;
  if (binaryVersion === null) return [];
  const onDisk = tryParseK3sVersion(binaryVersion)?.text ?? binaryVersion;
  if (running === undefined) return [];
  const same = tryParseK3sVersion(onDisk) !== null && compareK3s(onDisk, running) === 0;
  if (same && service.runsCurrentBinary) return [];
  return [finding("BINARY_NOT_RUNNING", `node ${node}`, `runs ${running}, the file on disk is ${onDisk}`)];
});

/** A service that restarts by itself hides its trouble behind `activating`. */
export const services = forEachHost(({ node, unit, service }) => {
  if (service.active === "active" && service.sub === "running") return [];
  return [finding("SERVICE_UNSTABLE", `node ${node}`, `${unit} is ${service.active} (${service.sub})`)];
});
