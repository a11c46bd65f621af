import { z } from "zod";
import { tryParseK3sVersion } from "../k3s-version";

const CHANNEL = /^channel:[a-z0-9][a-z0-9.-]{0,39}$/;
const ACCEPTED = 'a version such as "v1.35.4+k3s1" or a channel such as "channel:stable"';

/** The one form of a version that nothing downstream has to normalise. */
export const isVersion = (value: string): boolean => tryParseK3sVersion(value)?.text === value;

export const Versions = z.strictObject(
  {
    k3s: z
      .string({ error: ACCEPTED })
      .refine((value) => CHANNEL.test(value) || isVersion(value), { error: ACCEPTED })
      .describe(
        "Desired k3s version, or a channel whose latest version is meant. channel:stable crosses minors.",
      ),
  },
  { error: 'an object such as {"k3s": "channel:stable"}' },
);
export type Versions = z.infer<typeof Versions>;
