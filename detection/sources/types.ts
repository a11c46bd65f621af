import type { z } from "zod";
import type { Listed } from "../../domain/listing";
import type { FirstSeen, Http, Readings } from "../../domain/ports";
import type { Credential } from "./credentials";

/** What a source may ask of the world. */
export interface SourceWorld {
  readonly http: Http;
  readonly firstSeen: FirstSeen;
  /** Without it everything is read anew. */
  readonly readings?: Readings;
  /** Credentials for an address, if somebody handed some in for it. */
  readonly credentials: (url: string) => Credential | null;
  /** The time of the run; decides what is young enough not to be asked for again. */
  readonly now?: Date;
}

/** What a source found; its name is added by who asked. */
export type Found = Pick<Listed, "releases" | "findings">;

/** One kind of place where releases are listed. `list` throws when nothing can be said. */
export interface Source<Query extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly title: string;
  readonly query: Query;
  /** Names what is asked, without secrets. */
  describe(query: z.output<Query>): string;
  list(query: z.output<Query>, world: SourceWorld): Promise<Found>;
}
