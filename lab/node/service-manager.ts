import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { writeRecord } from "../process/process-record";
import type { NodePaths } from "./node-paths";
import { Service } from "./service";
import { ServiceEvents } from "./service-events";
import { ServiceLog } from "./service-log";
import { readUnit } from "./unit-file";

/** The node's services: what stands in for systemd, as far as the product asks of it. */
export class ServiceManager {
  private readonly services = new Map<string, Service>();
  private readonly logs = new Map<string, ServiceLog>();
  private readonly events: ServiceEvents;

  constructor(
    private readonly node: NodePaths,
    private readonly mark: Readonly<Record<string, string>>,
  ) {
    this.events = new ServiceEvents(node.eventsFile);
    this.reload();
  }

  get hostname(): string {
    return this.node.name;
  }

  /** Looks for new, changed and removed unit files, as `systemctl daemon-reload` does. */
  reload(): void {
    const present = unitNames(this.node.systemdDir);
    for (const name of present) {
      this.loadUnit(name);
    }
    for (const name of [...this.services.keys()].filter((known) => !present.includes(known))) {
      this.services.delete(name);
    }
  }

  /** The service of that name (`.service` may be left out); undefined when there is no such unit. */
  find(name: string): Service | undefined {
    return this.services.get(unitName(name));
  }

  /** The journal of a unit, whether or not the unit still exists. */
  log(name: string): ServiceLog {
    const unit = unitName(name);
    const log = this.logs.get(unit) ?? new ServiceLog(join(this.node.logsDir, `${unit}.log`));
    this.logs.set(unit, log);
    return log;
  }

  /** Whether the unit starts with the node. */
  isEnabled(name: string): boolean {
    return existsSync(this.wantsLink(name));
  }

  enable(name: string): void {
    const link = this.wantsLink(name);
    mkdirSync(dirname(link), { recursive: true });
    rmSync(link, { force: true });
    symlinkSync(join(this.node.systemdDir, unitName(name)), link);
  }

  disable(name: string): void {
    rmSync(this.wantsLink(name), { force: true });
  }

  /** Starts what is enabled, as a booting node does. */
  startEnabled(): void {
    for (const [name, service] of this.services) {
      if (this.isEnabled(name)) {
        void service.start();
      }
    }
  }

  /** Stops every service, as a node that shuts down does. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.services.values()].map((service) => service.stop()));
  }

  private loadUnit(name: string): void {
    const { systemdDir, runtimeSystemdDir } = this.node;
    const known = this.services.get(name);
    if (known !== undefined) {
      known.reload();
      return;
    }
    const read = () => readUnit(join(systemdDir, name), [systemdDir, runtimeSystemdDir]);
    const environment = serviceEnvironment(this.node, this.mark);
    const remember = (pid: number | undefined) => this.remember(pid);
    this.services.set(
      name,
      new Service(read, { environment, log: this.log(name), events: this.events, remember }),
    );
  }

  private remember(pid: number | undefined): void {
    if (pid === undefined) {
      rmSync(this.node.serviceRecordFile, { force: true });
    } else {
      writeRecord(this.node.serviceRecordFile, pid);
    }
  }

  private wantsLink(name: string): string {
    return join(this.node.systemdDir, "multi-user.target.wants", unitName(name));
  }
}

/** A unit's file name; `k3s` is short for `k3s.service`, and a path is never meant. */
function unitName(name: string): string {
  const plain = basename(name);
  return plain.endsWith(".service") ? plain : `${plain}.service`;
}

function unitNames(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir).filter((file) => file.endsWith(".service")) : [];
}

/** Services get a small environment of their own, not that of whoever started the lab. */
function serviceEnvironment(node: NodePaths, mark: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: node.home,
    LANG: "C.UTF-8",
    TMPDIR: process.env.TMPDIR,
    ...mark,
  };
}
