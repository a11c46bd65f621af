import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import type { Datastore, NodeRole } from "../../domain/facts";
import type { NodeScript, ShellOptions, ShellResult } from "../../domain/ports";

export const digestOf = (content: string | Buffer): string =>
  createHash("sha256").update(content).digest("hex");

/** A k3s file that says of itself which version it is and how it behaves. */
export const k3sFile = (version: string, behaviour: "runs" | "crashes" | "hangs" = "runs"): string =>
  `k3s version ${version} that ${behaviour}\n`;

const versionIn = (content: string): string => /k3s version (\S+)/.exec(content)?.[1] ?? "";

interface FakeFile {
  readonly content: string;
  readonly placedAt: number;
}

interface FakeService {
  active: "active" | "activating" | "inactive";
  sub: "running" | "start" | "auto-restart" | "dead";
  mainPid: number;
  restarts: number;
  startedAt: number;
  /** What the running process was started from. */
  loaded: string;
}

const RESTART_PAUSE_MS = 1_000;

const ok = (stdout = ""): ShellResult => ({ code: 0, stdout, stderr: "" });
const refused = (stderr: string, code = 4): ShellResult => ({ code, stdout: "", stderr });

/** A host as far as the fixed scripts can see one: binary, staged and kept files, one service with its process. */
export class FakeHost {
  readonly files = new Map<string, FakeFile>();
  readonly binary = "/usr/local/bin/k3s";
  readonly dataDir = "/var/lib/rancher/k3s";
  readonly unit: string;
  datastore: Datastore;
  readonly service: FakeService;
  /** Every start that was asked for: of which version, and what ran just before. */
  readonly commandedStarts: { readonly version: string; readonly before: string }[] = [];
  /** Archive that `copy-sqlite` sends; set by tests that take backups. */
  datastoreTar: string | undefined;
  /** What the host says of a volume's name or folder, unless it is well. */
  readonly mounts = new Map<string, string>();
  /** Digest of the archive that was restored last. */
  restored: string | null = null;
  readonly keptDatastores = new Set<string>();
  /** What its configuration names of joining a server. */
  joins = false;
  hasToken = true;
  /** Where its etcd data comes from; an empty member joins at its next start. */
  member: "before" | "restored" | "empty" | "joined" = "before";
  /** Versions that die on this host although their file is good. */
  readonly refuses = new Set<string>();
  /** How long k3s takes from its start until systemd calls it active. */
  bootMs = 3_000;
  private readyAt = 0;
  private pids = 100;

  constructor(
    role: NodeRole,
    version: string,
    private now: () => number,
  ) {
    this.unit = role === "server" ? "k3s.service" : "k3s-agent.service";
    this.datastore = role === "server" ? "sqlite" : "none";
    const placedAt = now() - 86_400_000;
    this.files.set(this.binary, { content: k3sFile(version), placedAt });
    this.service = {
      active: "active",
      sub: "running",
      mainPid: this.pids,
      restarts: 0,
      startedAt: placedAt + 1_000,
      loaded: k3sFile(version),
    };
  }

  /** The kubelet, and on a server the API server, live in this process. */
  get alive(): boolean {
    return this.service.active === "active";
  }

  get runningVersion(): string {
    return versionIn(this.service.loaded);
  }

  get binaryVersion(): string {
    return versionIn(this.content(this.binary));
  }

  content(path: string): string {
    return this.files.get(path)?.content ?? "";
  }

  place(path: string, content: string): void {
    this.files.set(path, { content, placedAt: this.now() });
  }

  tick(): void {
    const { service } = this;
    if (service.active !== "activating" || this.now() < this.readyAt) return;
    if (service.sub === "auto-restart") this.launch();
    else if (/crashes/.test(service.loaded) || this.refuses.has(this.runningVersion)) {
      Object.assign(service, { sub: "auto-restart", mainPid: 0, restarts: service.restarts + 1 });
      this.readyAt = this.now() + RESTART_PAUSE_MS;
    } else if (!/hangs/.test(service.loaded)) Object.assign(service, { active: "active", sub: "running" });
  }

  private shownUnit(units: readonly string[]): ShellResult {
    if (!units.some((unit) => this.unit === unit || this.unit === `${unit}.service`))
      return refused(`no unit of ${units.join(" ")} is loaded`, 3);
    const { active, sub, mainPid, restarts } = this.service;
    const command = `${this.binary} ${this.datastore === "none" ? "agent" : "server"}`;
    return ok(
      [
        `Id=${this.unit}`,
        "LoadState=loaded",
        `ActiveState=${active}`,
        `SubState=${sub}`,
        `MainPID=${mainPid}`,
        `NRestarts=${restarts}`,
        `FragmentPath=/etc/systemd/system/${this.unit}`,
        `ExecStart={ path=${this.binary} ; argv[]=${command} ; ignore_errors=no }`,
      ].join("\n"),
    );
  }

  private ownWords(): string {
    const { mainPid, startedAt } = this.service;
    return [
      `version=${this.binaryVersion}`,
      `dataDir=${this.dataDir}`,
      `datastore=${this.datastore}`,
      "machine=x86_64",
      `now=${this.now()}`,
      "freeBinary=10000000",
      "freeData=10000000",
      "cgroup=v2",
      `placed=${this.files.get(this.binary)?.placedAt ?? ""}`,
      `started=${mainPid === 0 ? 0 : startedAt}`,
    ].join("\n");
  }

  private launch(): void {
    const loaded = this.content(this.binary);
    if (this.member === "empty") this.member = "joined";
    this.pids += 1;
    const started = { startedAt: this.now(), mainPid: this.pids, loaded };
    Object.assign(this.service, { active: "activating", sub: "start", ...started });
    this.readyAt = this.now() + this.bootMs;
  }

  private commandStart(): ShellResult {
    const before = `${this.runningVersion} ${this.service.active}`;
    this.service.restarts = 0;
    this.launch();
    this.commandedStarts.push({ version: this.runningVersion, before });
    return ok();
  }

  private sendDatastore({ stdoutFile }: ShellOptions): ShellResult {
    if (this.datastoreTar === undefined) return refused("no database", 1);
    copyFileSync(this.datastoreTar, stdoutFile ?? "");
    return ok();
  }

  /** Answers one fixed script as the real one would on such a host. */
  run({ name }: NodeScript, parameters: readonly string[], options: ShellOptions): ShellResult {
    const script = this.scripts[name];
    if (script === undefined) throw new Error(`the fake host does not know the script ${name}`);
    return script(parameters, options);
  }

  private readonly scripts: Readonly<
    Record<string, (parameters: readonly string[], options: ShellOptions) => ShellResult>
  > = {
    "show-unit": (units) => this.shownUnit(units),
    "inspect-host": (units) => {
      const shown = this.shownUnit(units);
      return shown.code === 0 ? ok(`${shown.stdout}\n---\n${this.ownWords()}`) : shown;
    },
    "file-digest": ([path = ""]) => ok(this.files.has(path) ? `${digestOf(this.content(path))}\n` : ""),
    "receive-binary": ([path = "", want], { stdinFile }) => {
      const content = stdinFile === undefined ? "" : readFileSync(stdinFile, "utf8");
      if (digestOf(content) !== want) return refused(`digest ${digestOf(content)}, expected ${want}`);
      this.place(path, content);
      return ok(content);
    },
    "swap-binary": ([binary = "", staged = "", keep = "", want = ""]) => {
      if (!this.files.has(staged)) {
        const already = digestOf(this.content(binary)) === want;
        return already ? ok("already\n") : refused(`staged file ${staged} is missing`);
      }
      if (digestOf(this.content(staged)) !== want) {
        this.files.delete(staged);
        return refused(`staged file ${staged} has changed`);
      }
      this.place(keep, this.content(binary));
      this.place(binary, this.content(staged));
      this.files.delete(staged);
      return ok("swapped\n");
    },
    "restore-binary": ([binary = "", keep = "", want = ""]) => {
      if (want !== "" && digestOf(this.content(binary)) === want) return ok("already\n");
      if (!this.files.has(keep)) return refused(`no kept binary ${keep}`);
      if (want !== "" && digestOf(this.content(keep)) !== want)
        return refused(`kept binary ${keep} is not the recorded one`);
      this.place(binary, this.content(keep));
      return ok("restored\n");
    },
    "restart-unit": () => this.commandStart(),
    "start-unit": () => (this.service.active === "inactive" ? this.commandStart() : ok()),
    "etcd-ready": () => (this.alive ? ok("ok") : refused("connection refused", 1)),
    "stop-unit": () => {
      Object.assign(this.service, { active: "inactive", sub: "dead", mainPid: 0 });
      return ok();
    },
    "look-at-volumes": ([, ...pairs]) => {
      const names = pairs.filter((_, index) => index % 2 === 1);
      return ok(names.map((name) => `${this.mounts.get(name) ?? "rw 10 1"}\n`).join(""));
    },
    "unit-log": () =>
      ok(`2026-06-01T10:00:00+0000 server-1 k3s[42]: level=fatal msg=boom
2026-06-01T10:00:00+0000 server-1 systemd[1]: k3s.service: Main process exited, code=exited, status=1/FAILURE
`),
    "copy-sqlite": (_, options) => this.sendDatastore(options),
    "copy-etcd": (_, options) => this.sendDatastore(options),
    "copy-files": (paths, { stdoutFile }) => {
      writeFileSync(stdoutFile ?? "", `tar of ${paths.join(" ")}\n`);
      return ok();
    },
    "join-settings": () => ok(`${this.joins ? "server\n" : ""}${this.hasToken ? "token\n" : ""}`),
    "reset-etcd": (_, { stdinFile }) => {
      if (this.service.active !== "inactive" || this.joins) return refused("cannot perform cluster-reset", 1);
      this.member = "restored";
      this.restored = digestOf(readFileSync(stdinFile ?? ""));
      return ok(`${this.dataDir}/server/db/etcd-old-1\n`);
    },
    "clear-etcd": ([, old = ""]) => {
      if (this.keptDatastores.has(old)) return ok("already\n");
      if (this.service.active !== "inactive") return refused("k3s still runs", 1);
      this.keptDatastores.add(old);
      this.member = "empty";
      return ok();
    },
    "restore-sqlite": ([, old = ""], { stdinFile }) => {
      if (this.service.active !== "inactive") return refused("k3s still runs", 1);
      this.keptDatastores.add(old);
      this.restored = digestOf(readFileSync(stdinFile ?? ""));
      return ok();
    },
  };
}
