import type { Ignore } from "../../domain/config";
import type { ReleasePlaces } from "../../domain/detect/components";
import type { Finding } from "../../domain/finding";
import type { Cluster } from "../../domain/ports";
import type { SourceWorld } from "../sources";

/** What looking for updates may ask of the world. */
export interface DetectWorld extends SourceWorld {
  readonly now: Date;
  /** `null` leaves the cluster out. */
  readonly cluster: Cluster | null;
  /** Tells what is being done, for whoever waits. */
  readonly progress: (line: string) => void;
}

/** Where everything that is not a chart is published. */
export interface Places extends ReleasePlaces {
  readonly fluxDownload: string;
  readonly longhornManifests: string;
  readonly osv: string | null;
  readonly github: string | null;
  readonly endOfLife: string | null;
}

/** What targets are read with. */
export interface Reading {
  readonly places: Places;
  /** API groups that somebody uses here; definitions of others decide nothing. */
  readonly groups: ReadonlySet<string>;
}

/** A checked-out repository. */
export interface GitFolder {
  readonly folder: string;
  /** For the report: an address without credentials, or the folder. */
  readonly location: string;
  /** Address that it was cloned from, if that is known. */
  readonly remote: string | null;
  /** Folder of this cluster's entry; `null` takes all clusters of the repository. */
  readonly cluster: string | null;
}

export interface DetectRequest {
  readonly clusterName: string;
  readonly git: GitFolder | null;
  readonly places: Places;
  /** Components to report; `null` for all. */
  readonly only: string | null;
  readonly minimumReleaseAge: number;
  readonly ignore: readonly Ignore[];
  readonly prereleases: readonly string[];
  /** What was found before, such as a repository that could not be cloned. */
  readonly findings: readonly Finding[];
  /** When the bundle was written that stands in for the network. */
  readonly bundleWrittenAt: string | null;
}

/** Asks for everything, holds nothing back, and goes to the network. */
export const PLAIN_REQUEST: Omit<DetectRequest, "clusterName" | "git" | "places"> = {
  only: null,
  minimumReleaseAge: 0,
  ignore: [],
  prereleases: [],
  findings: [],
  bundleWrittenAt: null,
};
