import { basename } from "node:path";
import { type ProcessEnd, ServiceProcess } from "./service-process";
import { DEAD, describeEnd, type ServiceState, type ServiceWorld } from "./service-state";
import type { UnitFile } from "./unit-file";

// k3s tells systemd that it is ready (Type=notify) right after it logs this line.
const READY_LINE = /is up and running/;
const STOP_GRACE_MS = 30_000;

/** One unit under the rules that k3s's unit asks for: Restart, RestartSec, Type=notify; or Type=oneshot. */
export class Service {
  unit: UnitFile;
  state: ServiceState = DEAD;
  private process: ServiceProcess | undefined;
  private restartTimer: NodeJS.Timeout | undefined;
  private startJobs: ((ready: boolean) => void)[] = [];

  constructor(
    private readonly readUnit: () => UnitFile,
    private readonly world: ServiceWorld,
  ) {
    this.unit = readUnit();
  }

  get name(): string {
    return basename(this.unit.path);
  }

  /** Starts the service; false when it failed, or ended before it was ready (it may be restarted all the same). */
  async start(): Promise<boolean> {
    if (this.state.active === "active") {
      return true;
    }
    const ready = new Promise<boolean>((resolve) => this.startJobs.push(resolve));
    if (this.state.active === "inactive") {
      this.move({ restarts: 0 });
      await this.launch();
    }
    return ready;
  }

  /** Stops the service and whatever it started; also ends a crash loop. */
  async stop(): Promise<void> {
    clearTimeout(this.restartTimer);
    if (this.state.active === "inactive") {
      return;
    }
    this.say(`Stopping ${this.name} - ${this.unit.description}...`);
    this.move({ active: "deactivating", sub: "stop-sigterm" });
    await this.process?.stop(STOP_GRACE_MS);
    this.move({ active: "inactive", sub: "dead", pid: 0 });
    this.settleStart(false);
    this.say(`Stopped ${this.name} - ${this.unit.description}.`);
    await this.world.events.note({ unit: this.name, event: "stop" });
  }

  /** Stops and starts; like a manual start, it sets the restart counter back. */
  async restart(): Promise<boolean> {
    await this.stop();
    return this.start();
  }

  /** Reads the unit file again; what runs keeps running as it was started. */
  reload(): void {
    this.unit = this.readUnit();
  }

  private async launch(): Promise<void> {
    this.say(`Starting ${this.name} - ${this.unit.description}...`);
    this.move({ active: "activating", sub: "start", pid: 0 });
    try {
      this.process = await ServiceProcess.run(this.unit, this.world.environment, {
        line: (pid, text) => this.onLine(pid, text),
        end: (pid, end) => this.onEnd(pid, end),
      });
      await this.onRunning(this.process);
    } catch (error) {
      this.say(`${this.name}: ${(error as Error).message}`);
      this.scheduleRestart();
    }
  }

  private async onRunning(started: ServiceProcess): Promise<void> {
    const { pid } = started;
    if (this.state.active !== "activating") {
      // Somebody asked to stop while it was being started.
      return started.stop(STOP_GRACE_MS);
    }
    this.world.remember(pid);
    this.move({ pid });
    void this.world.events.note({ unit: this.name, event: "start", pid }, this.unit.execStart[0]);
    if (!["notify", "oneshot"].includes(this.unit.type)) {
      this.onReady(pid);
    }
  }

  private onLine(pid: number, text: string): void {
    this.world.log.write(`k3s[${pid}]`, text);
    if (this.state.sub === "start" && READY_LINE.test(text)) {
      this.onReady(pid);
    }
  }

  private onReady(pid: number): void {
    this.move({ active: "active", sub: "running", activeSince: new Date() });
    this.say(`Started ${this.name} - ${this.unit.description}.`);
    void this.world.events.note({ unit: this.name, event: "ready", pid });
    this.settleStart(true);
  }

  private onEnd(pid: number, end: ProcessEnd): void {
    const result = end.signal ?? String(end.code);
    this.process = undefined;
    this.world.remember(undefined);
    void this.world.events.note({ unit: this.name, event: "exit", pid, result });
    if (this.state.active !== "deactivating") {
      this.say(`${this.name}: Main process exited, ${describeEnd(end)}`);
      this.afterEnd(end);
    }
  }

  private afterEnd({ code }: ProcessEnd): void {
    if (this.unit.restarts) {
      this.scheduleRestart();
    } else {
      this.move({ active: "inactive", sub: "dead", pid: 0 });
      this.settleStart(this.unit.type === "oneshot" && code === 0);
    }
  }

  private scheduleRestart(): void {
    this.move({ active: "activating", sub: "auto-restart", pid: 0 });
    this.settleStart(false);
    this.restartTimer = setTimeout(() => this.autoRestart(), this.unit.restartSeconds * 1000);
  }

  private autoRestart(): void {
    this.move({ restarts: this.state.restarts + 1 });
    this.say(`${this.name}: Scheduled restart job, restart counter is at ${this.state.restarts}.`);
    void this.world.events.note({ unit: this.name, event: "auto-restart" });
    void this.launch();
  }

  private settleStart(ready: boolean): void {
    const waiting = this.startJobs;
    this.startJobs = [];
    for (const settle of waiting) {
      settle(ready);
    }
  }

  private move(change: Partial<ServiceState>): void {
    this.state = { ...this.state, ...change };
  }

  private say(message: string): void {
    this.world.log.write("systemd[1]", message);
  }
}
