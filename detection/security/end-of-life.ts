import { z } from "zod";
import type { Http } from "../../domain/ports";
import type { SupportCycle } from "../../domain/security";
import { getJson } from "../answers";

const ENDOFLIFE = "https://endoflife.date/api";

/** Products that endoflife.date knows; k3s is supported as long as its Kubernetes. */
export const EOL_PRODUCTS = { k3s: "kubernetes", flux: "flux", longhorn: "longhorn" } as const;

const Cycle = z
  .object({
    cycle: z.union([z.string(), z.number().transform(String)]),
    eol: z.union([z.string(), z.boolean()]).nullish(),
    latest: z.string().nullish(),
  })
  .transform(
    ({ cycle, eol, latest }): SupportCycle => ({
      cycle,
      ends: typeof eol === "string" ? eol : null,
      ended: typeof eol === "boolean" ? eol : null,
      latest: latest ?? null,
    }),
  );

/** Dates of support change a few times a year. */
const YOUNG_MS = 86_400_000;

export interface Support {
  readonly cycles: readonly SupportCycle[];
  /** Where this is known from. */
  readonly evidence: string;
}

/** Until when each line of a product gets fixes. Throws when that is unknown. */
export async function fetchSupport(
  http: Http,
  product: keyof typeof EOL_PRODUCTS,
  base = ENDOFLIFE,
  now?: Date,
): Promise<Support> {
  const url = `${base}/${EOL_PRODUCTS[product]}.json`;
  const young = now === undefined ? {} : { since: new Date(now.getTime() - YOUNG_MS).toISOString() };
  return { cycles: (await getJson(http, url, z.array(Cycle), young)).data, evidence: url };
}
