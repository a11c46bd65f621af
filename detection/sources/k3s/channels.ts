import type { Finding } from "../../../domain/finding";
import { finding } from "../../../domain/finding-codes";
import type { Http } from "../../../domain/ports";
import type { Channel } from "../../../domain/release";
import { refused, shownUrl, unreadable } from "../../answers";
import { fetchChannels } from "../../k3s/releases";

export interface Channels {
  readonly channels: readonly Channel[];
  readonly findings: readonly Finding[];
}

const ONE_CHANNEL = /\/channels\/([^/?#]+)\/?$/;

/** The version at the end of the address that a channel leads to; `+` may be written as `%2B`. */
function versionIn(location: string): string {
  const last = location.split(/[?#]/)[0]?.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function fetchOne(http: Http, url: string, name: string): Promise<Channel> {
  const answer = await http.get(url, { redirect: "manual" });
  const { location } = answer.headers;
  if (answer.status < 300 || answer.status > 399) throw refused(url, answer);
  if (location === undefined) throw unreadable(url, "redirects to nowhere");
  return { name, latest: versionIn(location) };
}

/** The list of channels, or the one that the address names, which answers with a redirection to its version. */
export async function readChannels(http: Http, url: string): Promise<Channels> {
  const name = ONE_CHANNEL.exec(url)?.[1];
  if (name === undefined) return { channels: await fetchChannels(http, { channels: url }), findings: [] };
  const found = `${shownUrl(url)} is one channel, which names its version and no withdrawn ones`;
  const blind = finding("WITHDRAWALS_UNKNOWN", `channel ${name}`, found);
  return { channels: [await fetchOne(http, url, name)], findings: [blind] };
}
