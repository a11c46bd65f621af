import type { ServiceEvents } from "./service-events";
import type { ServiceLog } from "./service-log";
import type { ProcessEnd } from "./service-process";

type ActiveState = "inactive" | "activating" | "active" | "deactivating";
type SubState = "dead" | "start" | "running" | "auto-restart" | "stop-sigterm";

/** What `systemctl show` tells of a service. */
export interface ServiceState {
  readonly active: ActiveState;
  readonly sub: SubState;
  readonly pid: number;
  readonly restarts: number;
  readonly activeSince: Date | undefined;
}

/** What a service needs from its node. */
export interface ServiceWorld {
  readonly environment: NodeJS.ProcessEnv;
  readonly log: ServiceLog;
  readonly events: ServiceEvents;
  /** Remembers the running process, so that it can be found when this daemon is killed. */
  remember(pid: number | undefined): void;
}

/** A service that was never started. */
export const DEAD: ServiceState = {
  active: "inactive",
  sub: "dead",
  pid: 0,
  restarts: 0,
  activeSince: undefined,
};

/** How a process ended, as systemd's journal says it. */
export function describeEnd(end: ProcessEnd): string {
  return end.signal === null
    ? `code=exited, status=${end.code}${end.code === 0 ? "/SUCCESS" : "/FAILURE"}`
    : `code=killed, signal=${end.signal}`;
}
