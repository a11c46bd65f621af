import { IANAZone } from "luxon";
import { z } from "zod";
import { DURATION, parseDuration } from "../duration";

/**
 * The leaves of the configuration. Every leaf says what it accepts in words: that text follows "accepted:" in the
 * error. Host names, users and paths become arguments of commands, so none may look like an option.
 */
export const text = (pattern: RegExp, accepted: string) =>
  z.string({ error: accepted }).regex(pattern, { error: accepted });

/** Literal such as `5m`, handed on in milliseconds. */
export const duration = () =>
  text(DURATION, 'a duration such as "30s", "5m" or "1h30m"').transform(parseDuration);

export const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

export const flag = () => z.boolean({ error: "true or false" });

export const timeZone = () => {
  const error = 'an IANA time zone, such as "Europe/Berlin"';
  return z.string({ error }).refine((value) => value.length <= 64 && IANAZone.isValidZone(value), { error });
};

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

export const dnsLabel = () =>
  text(new RegExp(`^${LABEL}$`), "a DNS label: lower-case letters, digits and inner dashes, at most 63");

export const dnsName = () =>
  text(new RegExp(`^(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*$`), "a DNS name in lower case, such as agent-1");

/** An ssh alias, a DNS name or an IP address; no leading dash, nothing that a shell reads. */
export const hostName = () =>
  text(/^[A-Za-z0-9_:][A-Za-z0-9_.:-]{0,252}$/, "a host name, ssh alias or IP address");

export const filePath = () =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is kept out.
  text(/^(?!-)[^\u0000-\u001f\u007f]{1,4096}$/, "a path without control characters or a leading dash");

export const httpUrl = () => text(/^https?:\/\/[^\s"'<>`\\]{1,2000}$/, "an http or https URL");

export const listOf = <T extends z.ZodType>(item: T, most: number, accepted: string) =>
  z.array(item, { error: accepted }).max(most, { error: `${accepted}, at most ${most}` });

/** A component as `detect` names it. */
export const componentName = () =>
  text(
    /^[A-Za-z0-9][A-Za-z0-9._/-]{0,252}$/,
    'a component as detect names it, such as "k3s" or "helmrelease/shop/web"',
  );

/** The same, with `*` for anything. */
export const componentPattern = () =>
  text(
    /^[A-Za-z0-9*][A-Za-z0-9._/*-]{0,252}$/,
    'a component, such as "k3s", the name of a chart, or "helmrelease/shop/*"',
  );
