import type { z } from "zod";
import { describeError, isUpdateError } from "../domain/errors";
import "./end-with-parent";

/**
 * The host side of every dynamic resource, written once: inputs are parsed, `diff` compares desire with what was
 * last seen, and a failure keeps its progress in the state so that the next `up` takes the resource up again.
 * A preview asks for check and diff alone, so what a resource touches with lies in `work/` and is loaded when needed.
 */

export interface Outcome {
  /** Observation, stored as outputs beside the inputs. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface HostResource<Inputs> {
  /** Shown in errors. */
  readonly name: string;
  readonly inputs: z.ZodType<Inputs>;
  id(inputs: Inputs): string;
  /** Makes the desire true; called for create and update alike, so it looks before it acts. */
  ensure(inputs: Inputs): Promise<Outcome>;
  /** Looks without touching. */
  observe(inputs: Inputs): Promise<Outcome>;
  /** Whether what was seen last falls short of the desire. */
  behind(inputs: Inputs, outputs: Readonly<Record<string, unknown>>): boolean;
}

type Properties = Record<string, unknown>;

/** The engine's word for a value that is not known before its resource exists. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const hasUnknowns = (value: unknown): boolean => JSON.stringify(value).includes(UNKNOWN);

/** Thrown with id and properties, the engine stores both and asks for an update next time. */
class PartialFailure extends Error {
  override readonly name = "PartialFailure";
  readonly reasons: string[];
  constructor(
    readonly id: string,
    readonly properties: Properties,
    cause: unknown,
  ) {
    super(describeError(cause), { cause });
    this.reasons = [this.message];
  }
}

const withoutProvider = ({ __provider: _, ...rest }: Properties): Properties => rest;

function stable(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
      : inner,
  );
}

async function ensured<Inputs>(resource: HostResource<Inputs>, properties: Properties) {
  const raw = withoutProvider(properties);
  const inputs = resource.inputs.parse(raw);
  const id = resource.id(inputs);
  try {
    const { outputs } = await resource.ensure(inputs);
    return { id, outs: { ...raw, ...outputs } };
  } catch (error) {
    throw new PartialFailure(id, { ...properties, failed: describeError(error) }, error);
  }
}

/** A cluster that is away is remembered as it was last seen, with a word that it could not be asked. */
async function observed<Inputs>(resource: HostResource<Inputs>, inputs: Inputs): Promise<Properties> {
  try {
    return { ...(await resource.observe(inputs)).outputs, unreachable: null };
  } catch (error) {
    if (!isUpdateError(error) || error.kind !== "waiting") throw error;
    return { unreachable: describeError(error) };
  }
}

/** The six verbs of a Pulumi dynamic provider over one resource. */
export function hostProvider<Inputs>(resource: HostResource<Inputs>) {
  return {
    async check(_olds: Properties, news: Properties) {
      const parsed = hasUnknowns(news) ? undefined : resource.inputs.safeParse(withoutProvider(news));
      const issues = parsed?.error?.issues ?? [];
      const failures = issues.map(({ path, message }) => ({ property: path.join("."), reason: message }));
      return { inputs: news, failures };
    },
    async diff(_id: string, olds: Properties, news: Properties) {
      if (hasUnknowns(news)) return { changes: true };
      const inputs = resource.inputs.parse(withoutProvider(news));
      const changed = ["target", "mode", "restore"].some((key) => stable(olds[key]) !== stable(news[key]));
      // An upgrade is never a replacement: there is no second cluster to replace it with.
      return { changes: changed || resource.behind(inputs, olds), replaces: [] };
    },
    create: (inputs: Properties) => ensured(resource, inputs),
    async update(_id: string, _olds: Properties, news: Properties) {
      return { outs: (await ensured(resource, news)).outs };
    },
    async read(id: string, properties: Properties) {
      const inputs = resource.inputs.parse(withoutProvider(properties));
      const outputs = await observed(resource, inputs);
      return { id, props: { ...properties, ...outputs }, inputs: { ...inputs } };
    },
    /** Only relinquishes: a line that left the configuration never uninstalls anything. */
    async delete() {},
  };
}
