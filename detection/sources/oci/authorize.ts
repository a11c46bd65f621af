import { z } from "zod";
import type { HttpAnswer } from "../../../domain/ports";
import { getJson, refused, unreadable } from "../../answers";
import { authorizationOf, authorized, type Credential } from "../credentials";
import type { SourceWorld } from "../types";
import { credentialHosts, type OciReference } from "./reference";

const Token = z
  .object({ token: z.string().optional(), access_token: z.string().optional() })
  .transform(({ token, access_token }) => token ?? access_token ?? "");

/** `Bearer realm="https://...",service="...",scope="..."` */
function parametersOf(challenge: string): Readonly<Record<string, string>> {
  const pairs = [...challenge.matchAll(/([a-z]+)="([^"]*)"/gi)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
}

/** What was handed in for the registry, under any of its names. */
export function credentialFor(
  { credentials }: SourceWorld,
  { origin, repository }: OciReference,
): Credential | null {
  for (const host of credentialHosts(origin)) {
    const found = credentials(`oci://${host}/${repository}`);
    if (found !== null) return found;
  }
  return null;
}

/** The token server may be another host, but it must be as safe as the registry: it is shown the password. */
function tokenUrl(reference: OciReference, challenge: string): string {
  const { realm = "", service, scope } = parametersOf(challenge);
  const safe = realm.startsWith("https://") || reference.origin.startsWith("http://");
  if (!URL.canParse(realm) || !safe)
    throw unreadable(reference.origin, "names no safe place to get a token from");
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope ?? `repository:${reference.repository}:pull`);
  return url.href;
}

/** What a registry that answered 401 wants to see: a token that is fetched first, or the credential itself. */
export async function answerChallenge(
  world: SourceWorld,
  reference: OciReference,
  answer: HttpAnswer,
): Promise<string> {
  const challenge = answer.headers["www-authenticate"] ?? "";
  const credential = credentialFor(world, reference);
  if (/^bearer /i.test(challenge)) {
    if (credential?.kind === "bearer") return authorizationOf(credential);
    const url = tokenUrl(reference, challenge);
    const { data } = await getJson(world.http, url, Token, { secret: true, ...authorized(credential) });
    if (data !== "") return `Bearer ${data}`;
  }
  if (/^basic\b/i.test(challenge) && credential !== null) return authorizationOf(credential);
  throw refused(`${reference.origin}/v2/${reference.repository}`, answer);
}
