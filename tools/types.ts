/** The places a tool can come from, in the order in which they are asked unless the user says otherwise. */
export const SOURCE_NAMES = ["path", "cache", "download", "build"] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** One outside program at one pinned version, as data: every place it can come from reads its own part. */
export interface Tool {
  readonly name: string;
  /** The version that a download or a build gives, with its leading `v`. */
  readonly version: string;
  /** What the executable file is called. */
  readonly executable: string;
  /** How one on `PATH` is recognised; without this the tool is never taken from there. */
  readonly onPath?: PathProbe;
  /** The official release; without this the tool is never downloaded. */
  readonly release?: Release;
  readonly module: GoModule;
}

export interface PathProbe {
  /** Versions that will do, as a semver range. */
  readonly range: string;
  readonly args: readonly string[];
  /** Reads the version out of what the program printed. */
  readonly version: RegExp;
}

/** `{version}` (without the `v`), `{os}` and `{arch}` in the addresses are filled in from the tables. */
export interface Release {
  readonly url: string;
  readonly checksums: string;
  /** A `sha256sum` list, or GitHub's description of the release, in which every file has its digest. */
  readonly checksumFormat: "list" | "github";
  /** Whether the address is the executable itself or an archive with everything in one folder. */
  readonly packaging: "file" | "tar.gz";
  readonly os: Readonly<Record<string, string>>;
  readonly arch: Readonly<Record<string, string>>;
}

export interface GoModule {
  /** Folder with the pinned `go.mod`, relative to the checkout. */
  readonly dir: string;
  readonly modfile?: string;
  readonly package: string;
  /** Values set with `-X`, by the full name of the variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folder in the checkout whose files are put beside the executable. */
  readonly companions?: string;
  /** Set for a static executable; unset where the C compiler gives a better one. */
  readonly static?: boolean;
  /** Whether the sources are part of this checkout, so that changing them asks for another build. */
  readonly ownSources?: boolean;
}

export interface ToolProgress {
  readonly tool: string;
  readonly phase: "check" | "download" | "build" | "ready";
  readonly message: string;
  readonly elapsedMs: number;
}

/** What a source needs besides the tool itself. */
export interface SourceContext {
  readonly checkout: string;
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
  report(phase: ToolProgress["phase"], message: string): void;
}

export interface Found {
  readonly file: string;
  readonly version: string;
}

/** The reason is one clause that follows the name of the source in an error text. */
export interface NotFound {
  readonly reason: string;
}

export interface ToolSource {
  readonly id: SourceName;
  find(tool: Tool, context: SourceContext): Promise<Found | NotFound>;
}
