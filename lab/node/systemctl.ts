import type { Service } from "./service";
import type { ServiceManager } from "./service-manager";
import { answered, refused, type ToolAnswer } from "./tool-answer";
import { showUnit } from "./unit-properties";

interface Request {
  readonly verb: string;
  readonly units: readonly string[];
  readonly options: ReadonlyMap<string, string>;
}

type Verb = (manager: ServiceManager, request: Request) => ToolAnswer | Promise<ToolAnswer>;

/** The verbs of systemctl that the lab knows; each answers in systemctl's own words. */
const VERBS: Record<string, Verb> = {
  show: (manager, { units, options }) =>
    answered(units.map((unit) => showUnit(manager, unit, options)).join("\n")),
  cat: forEach((service) => answered(service.unit.text)),
  start: job((service) => service.start()),
  restart: job((service) => service.restart()),
  stop: job((service) => service.stop().then(() => true)),
  "is-active": (manager, { units }) =>
    stateOf(units.map((unit) => manager.find(unit)?.state.active ?? "inactive")),
  "is-enabled": forEach((service, manager) =>
    manager.isEnabled(service.name) ? answered("enabled\n") : { stdout: "disabled\n", stderr: "", code: 1 },
  ),
  enable: forEach((service, manager) => {
    manager.enable(service.name);
    return answered();
  }),
  disable: forEach((service, manager) => {
    manager.disable(service.name);
    return answered();
  }),
  "daemon-reload": (manager) => {
    manager.reload();
    return answered();
  },
};

/** Answers a call of systemctl. */
export async function systemctl(manager: ServiceManager, args: readonly string[]): Promise<ToolAnswer> {
  const request = parseRequest(args);
  const verb = VERBS[request.verb];
  if (verb === undefined) {
    return refused(
      `Unknown command verb '${request.verb}' (the lab knows ${Object.keys(VERBS).join(", ")}).`,
    );
  }
  return verb(manager, request);
}

/** Splits arguments into verb, units and options; `-p X` and `--property X` are written as `--property=X`. */
function parseRequest(args: readonly string[]): Request {
  const joined = args
    .join("\0")
    .replace(/(^|\0)(?:-p\0?|--property[\0=])/g, "$1--property=")
    .split("\0");
  const options = joined.filter((arg) => arg.startsWith("-"));
  const [verb = "", ...units] = joined.filter((arg) => arg !== "" && !arg.startsWith("-"));
  return { verb, units, options: new Map(options.map(splitOption)) };
}

function splitOption(option: string): [string, string] {
  const at = option.indexOf("=");
  return at < 0 ? [option, ""] : [option.slice(0, at), option.slice(at + 1)];
}

function forEach(answer: (service: Service, manager: ServiceManager) => ToolAnswer): Verb {
  return (manager, { units }) => {
    const answers = units.map((unit) => {
      const service = manager.find(unit);
      return service === undefined ? notFound(unit) : answer(service, manager);
    });
    return merge(answers);
  };
}

/** A verb that changes what runs: waited for, unless the caller said --no-block. */
function job(run: (service: Service) => Promise<boolean>): Verb {
  return async (manager, { units, options }) => {
    const jobs = units.map(async (unit) => {
      const service = manager.find(unit);
      if (service === undefined) {
        return notFound(unit);
      }
      const done = run(service);
      return options.has("--no-block") || (await done) ? answered() : jobFailed(service);
    });
    return merge(await Promise.all(jobs));
  };
}

function merge(answers: ToolAnswer[]): ToolAnswer {
  return {
    stdout: answers.map((answer) => answer.stdout).join(""),
    stderr: answers.map((answer) => answer.stderr).join(""),
    code: Math.max(0, ...answers.map((answer) => answer.code)),
  };
}

function stateOf(states: string[]): ToolAnswer {
  const code = states.some((state) => state === "active") ? 0 : 3;
  return { stdout: `${states.join("\n")}\n`, stderr: "", code };
}

function notFound(unit: string): ToolAnswer {
  return refused(`Unit ${unit.includes(".") ? unit : `${unit}.service`} could not be found.`, 5);
}

function jobFailed({ name }: Service): ToolAnswer {
  return refused(
    `Job for ${name} failed because the control process exited with error code.\n` +
      `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`,
  );
}
