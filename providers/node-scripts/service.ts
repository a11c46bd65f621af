import type { NodeScript } from "../../domain/ports";
import { DROP_STALE_CHAINS } from "./stale-chains";

/**
 * Never waits: k3s units are `Type=notify` with `TimeoutStartSec=0`, so a plain `systemctl restart` of a broken
 * k3s would hang for ever. What became of it is observed afterwards.
 */
export const restartUnit: NodeScript = {
  name: "restart-unit",
  text: `${DROP_STALE_CHAINS}
systemctl restart --no-block "$1"`,
};

export const startUnit: NodeScript = {
  name: "start-unit",
  text: `${DROP_STALE_CHAINS}
systemctl start --no-block "$1"`,
};

export const stopUnit: NodeScript = { name: "stop-unit", text: `systemctl stop "$1"` };

/**
 * The last lines of a unit's log with their time and who wrote them (`k3s[4711]: `), for an error that says what was
 * seen.
 */
export const unitLog: NodeScript = {
  name: "unit-log",
  text: `journalctl -u "$1" -n "$2" --no-pager -o short-iso`,
};
