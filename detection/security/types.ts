import type { Finding } from "../../domain/finding";
import type { Advisory } from "../../domain/security";
import type { SourceWorld } from "../sources";

export type SecurityWorld = Pick<SourceWorld, "http" | "credentials" | "now">;

export interface AdvisoriesFound {
  readonly advisories: readonly Advisory[];
  /** Advisories that exist and could not be read. */
  readonly findings: readonly Finding[];
}

/** One database of advisories. `read` throws when nothing can be said. */
export interface AdvisorySource {
  readonly id: string;
  readonly title: string;
  read(packages: readonly string[], world: SecurityWorld): Promise<AdvisoriesFound>;
}
