import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readCredentials } from "../detection/chart-credentials";
import type { DetectRequest, DetectWorld, GitFolder } from "../detection/detect";
import type { StackConfig } from "../domain/config";
import type { Bundle } from "../domain/detect/bundle";
import { isUpdateError } from "../domain/errors";
import type { Finding } from "../domain/finding";
import { findingOf } from "../domain/finding-codes";
import type { Clock, Cluster } from "../domain/ports";
import { BundleRecorder } from "./adapters/bundle/record";
import { replayFirstSeen, replayHttp } from "./adapters/bundle/replay";
import { cloneRepository, readRemote } from "./adapters/git";
import { openCluster } from "./adapters/kubernetes/cluster";
import { openFirstSeen, openReadings, openSourceHttp, programDigest } from "./adapters/source-http";
import { pathIn, type ResolvedConfig } from "./resolve-config";
import { type Environment, githubCredentials, secretFrom } from "./source-credentials";

/** Releases come a few times a week at most; an hour later is soon enough to ask again. */
const FRESH_MS = 3_600_000;

export interface DetectSetup extends ResolvedConfig {
  readonly clock: Clock;
  readonly env: Environment;
  readonly progress: (line: string) => void;
  /** Git folder that goes before the configured one. */
  readonly gitFolder?: string | undefined;
  readonly withCluster: boolean;
  readonly bundle: Bundle | null;
  /** Confirms every answer instead of trusting young ones. */
  readonly refresh: boolean;
}

export interface Prepared {
  readonly world: DetectWorld;
  readonly request: Omit<DetectRequest, "only">;
  /** What was read so far, to be handed on. */
  readonly recorder: BundleRecorder;
  readonly close: () => void;
}

interface GitReady {
  readonly git: GitFolder | null;
  readonly findings: readonly Finding[];
  readonly close: () => void;
}

const nothing = (): void => {};

async function workingTree(folder: string, cluster: string | null): Promise<GitReady> {
  const remote = await readRemote(folder).catch(() => null);
  return { git: { folder, location: folder, remote, cluster }, findings: [], close: nothing };
}

async function clone(
  { url = "", ref, tokenFrom, cluster }: NonNullable<StackConfig["git"]>,
  env: Environment,
): Promise<GitReady> {
  const folder = mkdtempSync(join(tmpdir(), "gitops-updates-git-"));
  const close = (): void => rmSync(folder, { recursive: true, force: true });
  const token = tokenFrom === undefined ? null : secretFrom(env, tokenFrom, "gitops-updates:git.tokenFrom");
  try {
    await cloneRepository({
      url,
      folder,
      ...(ref === undefined ? {} : { ref }),
      ...(token === null ? {} : { token: token.reveal() }),
    });
  } catch (error) {
    close();
    if (!isUpdateError(error) || error.kind === "usage") throw error;
    return { git: null, findings: [findingOf("GIT_UNKNOWN", url, error)], close: nothing };
  }
  return { git: { folder, location: url, remote: url, cluster: cluster ?? null }, findings: [], close };
}

async function gitReady({ config, settings, env, gitFolder }: DetectSetup): Promise<GitReady> {
  const { git } = config;
  if (gitFolder !== undefined) return workingTree(resolve(gitFolder), git?.cluster ?? null);
  if (git === undefined) return { git: null, findings: [], close: nothing };
  if (git.path !== undefined) return workingTree(pathIn(settings.projectDir, git.path), git.cluster ?? null);
  return clone(git, env);
}

function foreign({
  bundle,
  settings,
  clock,
  refresh,
}: DetectSetup): Pick<DetectWorld, "http" | "firstSeen" | "readings"> {
  if (bundle !== null) return { http: replayHttp(bundle), firstSeen: replayFirstSeen(bundle) };
  const cacheDir = join(settings.stateDir, "sources");
  const freshMs = refresh ? 0 : FRESH_MS;
  return {
    http: openSourceHttp({ cacheDir, clock, freshMs }),
    firstSeen: openFirstSeen(cacheDir, clock),
    readings: openReadings(cacheDir, programDigest()),
  };
}

function requestOf({ config, bundle }: DetectSetup, { git, findings }: GitReady): Prepared["request"] {
  const { sources, name } = config.cluster;
  return {
    clusterName: name,
    git,
    places: {
      k3s: { channels: sources.k3s.channels, releases: sources.k3s.releases },
      flux: { releases: sources.flux.releases },
      longhorn: { releases: sources.longhorn.releases, responder: sources.longhorn.responder },
      fluxDownload: sources.flux.download,
      longhornManifests: sources.longhorn.manifests,
      ...sources.security,
    },
    minimumReleaseAge: config.policy.minimumReleaseAge ?? 0,
    ignore: config.detection.ignore,
    prereleases: config.detection.prereleases,
    findings,
    bundleWrittenAt: bundle?.writtenAt ?? null,
  };
}

/** Opens everything that one look needs; `close` removes what was only for it. */
export async function prepareDetection(setup: DetectSetup): Promise<Prepared> {
  const { config, settings, clock, env, progress, withCluster } = setup;
  const ready = await gitReady(setup);
  const recorder = new BundleRecorder();
  const outside = foreign(setup);
  const cluster: Cluster | null = withCluster ? openCluster(settings.kubernetes) : null;
  const charts = cluster === null ? null : await readCredentials(cluster);
  const github = githubCredentials(env, config.cluster.sources);
  const world: DetectWorld = {
    ...outside,
    http: recorder.http(outside.http),
    firstSeen: recorder.firstSeen(outside.firstSeen),
    credentials: (url) => github(url) ?? charts?.credentials(url) ?? null,
    now: clock.now(),
    cluster,
    progress,
  };
  const request = requestOf(setup, ready);
  return {
    world,
    request: { ...request, findings: [...request.findings, ...(charts?.findings ?? [])] },
    recorder,
    close: ready.close,
  };
}
