import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { crashLoopScript } from "../faults/crash-loop-binary";
import { type DownloadFaults, downloadFaults } from "../faults/download-faults";
import { readActiveFaults } from "../faults/faults-file";
import type { K3sFile, K3sFiles } from "../k3s-files";
import type { LabPaths } from "../paths";
import { type CatalogueRelease, findRelease, RELEASES } from "./catalogue";
import { channelList, channelRedirect } from "./channels";
import { assetNames, type Download, fileDownload, sendDownload, sumsText, textDownload } from "./downloads";
import { RateLimit } from "./rate-limit";
import { type ReleaseAsset, releaseList } from "./releases";
import { type Reply, text, withEtag } from "./reply";

const DOWNLOAD = /^\/k3s-io\/k3s\/releases\/download\/([^/]+)\/([^/]+)$/;
const CHANNEL = /^\/v1-release\/channels\/([^/]+)$/;
const NOT_FOUND = text(404, "Not Found\n");

/** The lab's stand-in for update.k3s.io, GitHub's API and GitHub's downloads. */
export class MirrorServer {
  private readonly server: Server;
  private readonly rateLimit = new RateLimit(60_000);

  constructor(
    private readonly lab: LabPaths,
    private readonly files: K3sFiles,
  ) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: Error) => send(response, text(500, `${error.message}\n`)));
    });
  }

  /** Listens on a loopback port. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, "127.0.0.1", () => resolve());
    });
  }

  /** Stops answering. */
  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const base = `http://${request.headers.host}`;
    const url = new URL(request.url ?? "/", base);
    const path = decodeURIComponent(url.pathname);
    const [, version, name] = DOWNLOAD.exec(path) ?? [];
    if (version !== undefined && name !== undefined) {
      return this.download(response, version, name);
    }
    const reply = path === "/repos/k3s-io/k3s/releases" ? this.releases(base, url) : channels(base, path);
    send(response, withEtag(reply, request.headers["if-none-match"]));
  }

  private releases(baseUrl: string, url: URL): Reply {
    const number = (key: string, fallback: number) =>
      Math.max(1, Number.parseInt(url.searchParams.get(key) ?? "", 10) || fallback);
    const asked = { baseUrl, page: number("page", 1), perPage: Math.min(100, number("per_page", 30)) };
    const reply = releaseList(RELEASES, (release) => this.assets(release), asked);
    const headers = { ...reply.headers, ...this.rateLimit.count(), "cache-control": "private, max-age=60" };
    return { ...reply, headers };
  }

  /** Before a file is made, its size and digest are not known; GitHub knows no digest of old files either. */
  private assets(release: CatalogueRelease): ReleaseAsset[] {
    const file = this.files.known(release.version);
    const { binary, sums } = assetNames();
    const made = { size: file?.size ?? 0, sha256: file?.sha256 };
    return release.obtainable
      ? [
          { name: binary, ...made },
          { name: sums, size: 0, sha256: undefined },
        ]
      : [];
  }

  /** A file that is not there yet is made from now on; whoever asks is told to come back. */
  private readyFile(version: string): Promise<K3sFile | "being made"> {
    const made = this.files.get(version);
    made.catch(() => undefined);
    return Promise.race([made, sleep(PATIENCE_MS, "being made" as const, { ref: false })]);
  }

  private async download(response: ServerResponse, version: string, name: string): Promise<void> {
    const { binary, sums } = assetNames();
    if (findRelease(version)?.obtainable !== true || (name !== binary && name !== sums)) {
      return send(response, NOT_FOUND);
    }
    const file = await this.readyFile(version);
    if (file === "being made") {
      return send(response, BEING_MADE);
    }
    const faults = downloadFaults(readActiveFaults(this.lab), version);
    const served = servedFile(version, file, faults);
    if (name === binary) {
      return sendDownload(response, served, faults.spoil);
    }
    const sum = faults.wrongChecksum ? "0".repeat(64) : served.sha256;
    return sendDownload(response, textDownload(sumsText(sum)));
  }
}

/** Copying a file that exists takes a second or two; building one takes minutes. */
const PATIENCE_MS = 4_000;

const BEING_MADE: Reply = {
  status: 503,
  headers: { "content-type": "text/plain", "retry-after": "30" },
  body: "This version is being built; come back later.\n",
};

function servedFile(version: string, real: K3sFile, { crash }: DownloadFaults): Download {
  return crash === undefined
    ? fileDownload(real)
    : textDownload(crashLoopScript(version, real.path, crash.node));
}

function channels(base: string, path: string): Reply {
  if (path === "/v1-release/channels") {
    return channelList(base);
  }
  const id = CHANNEL.exec(path)?.[1];
  return id === undefined ? NOT_FOUND : channelRedirect(id);
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    ...reply.headers,
    "content-length": String(Buffer.byteLength(reply.body)),
  });
  response.end(reply.body);
}
