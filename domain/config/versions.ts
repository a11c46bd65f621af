import { z } from "zod";
import { parseVersion } from "../constraints";
import { tryParseK3sVersion } from "../k3s-version";
import { componentPattern } from "./fields";

const CHANNEL = /^channel:[a-z0-9][a-z0-9.-]{0,39}$/;
const ACCEPTED = 'a version such as "v1.35.4+k3s1" or a channel such as "channel:stable"';
const OTHERS = 'a version such as "2.8.3" or "channel:latest"';

/** The one form of a version that nothing downstream has to normalise. */
export const isVersion = (value: string): boolean => tryParseK3sVersion(value)?.text === value;

const released = () =>
  z
    .string({ error: OTHERS })
    .refine((value) => CHANNEL.test(value) || parseVersion(value) !== null, { error: OTHERS });

export const Versions = z.strictObject(
  {
    k3s: z
      .string({ error: ACCEPTED })
      .refine((value) => CHANNEL.test(value) || isVersion(value), { error: ACCEPTED })
      .describe(
        "Desired k3s version, or a channel whose latest version is meant. channel:stable crosses minors.",
      ),
    flux: released()
      .optional()
      .describe(
        "Desired Flux version, or channel:latest; default: it moves only where another must have it.",
      ),
    longhorn: released()
      .optional()
      .describe(
        "Desired Longhorn version, or channel:latest or channel:stable, as Longhorn marks its releases; default as for flux.",
      ),
    charts: z
      .record(componentPattern(), released(), {
        error: 'an object such as {"helmrelease/shop/*": "channel:latest"}',
      })
      .default({})
      .describe(
        "Chart (its name or helmrelease/NAMESPACE/NAME, with `*` for anything) -> version or channel:latest. The first that fits counts.",
      ),
  },
  { error: 'an object such as {"k3s": "channel:stable"}' },
);
export type Versions = z.infer<typeof Versions>;
