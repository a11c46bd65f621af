// First, as in the command itself.
import "../cli/process-setup";
import { type DetectRequest, detect, PLAIN_REQUEST } from "../detection/detect";
import type { Clock } from "../domain/ports";
import {
  openFirstSeen,
  openReadings,
  openSourceHttp,
  programDigest,
} from "../providers/adapters/source-http";

const FRESH_MS = 3_600_000;

const requestFor = (folder: string, url: string): DetectRequest => ({
  ...PLAIN_REQUEST,
  clusterName: "bench",
  git: { folder, location: folder, remote: null, cluster: null },
  places: {
    k3s: { channels: `${url}/channels`, releases: `${url}/k3s` },
    flux: { releases: `${url}/flux` },
    longhorn: { releases: `${url}/longhorn`, responder: null },
    fluxDownload: `${url}/flux-files`,
    longhornManifests: `${url}/longhorn-files`,
    osv: `${url}/osv`,
    github: `${url}/github`,
    endOfLife: `${url}/eol`,
  },
});

/** One look in a process of its own, from its start on: what a user waits for, without the network's share. */
async function main([folder = "", url = "", cacheDir = "", hours = "0"]: readonly string[]): Promise<void> {
  const clock: Clock = {
    now: () => new Date(Date.now() + Number(hours) * 3_600_000),
    elapsedMs: () => performance.now(),
    sleep: async () => undefined,
  };
  const http = openSourceHttp({ cacheDir, clock, freshMs: FRESH_MS });
  const world = {
    http,
    firstSeen: openFirstSeen(cacheDir, clock),
    readings: openReadings(cacheDir, programDigest()),
    credentials: () => null,
    now: clock.now(),
    cluster: null,
    progress: () => {},
  };
  const { report } = await detect(requestFor(folder, url), world);
  const { components, unknown } = report.summary;
  // Since the process began. On a busy machine the clock measures the others as well; the processor's time does not.
  const { user, system } = process.cpuUsage();
  const seconds = Math.min(performance.now() / 1000, (user + system) / 1_000_000);
  const rss = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds, requests: http.sent(), components, unknown, rss }));
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
