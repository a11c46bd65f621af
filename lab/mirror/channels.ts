import { type CatalogueChannel, CHANNELS, latestOf } from "./catalogue";
import { json, type Reply, text } from "./reply";

const REDIRECT_BASE = "https://github.com/k3s-io/k3s/releases/tag/";

/** `GET /v1-release/channels`: every channel with the version it stands at. */
export function channelList(baseUrl: string): Reply {
  const links = { self: `${baseUrl}/v1-release/channels` };
  const data = CHANNELS.map((channel) => channelEntry(channel, links.self));
  return json({ type: "collection", links, actions: {}, resourceType: "channels", data });
}

/** `GET /v1-release/channels/<id>`: a redirect whose last path element is the version. */
export function channelRedirect(id: string): Reply {
  const channel = CHANNELS.find((candidate) => candidate.name === id);
  const version = channel === undefined ? undefined : latestOf(channel);
  return version === undefined
    ? text(404, "404 page not found\n")
    : text(302, "", { location: `${REDIRECT_BASE}${version}` });
}

function channelEntry(channel: CatalogueChannel, listUrl: string): Record<string, unknown> {
  const { name, latestRegexp, excludeRegexp } = channel;
  // Undefined members vanish from the JSON, as empty ones do in the real answer.
  return {
    id: name,
    type: "channel",
    links: { self: `${listUrl}/${name}` },
    name,
    latest: latestOf(channel),
    latestRegexp,
    excludeRegexp,
  };
}
