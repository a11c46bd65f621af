import { CONSTRAINT_CHECKS } from "./constraints";
import { K3S_CHECKS } from "./k3s";
import { NOTE_CHECKS } from "./notes";
import { SECURITY_CHECKS } from "./security";
import { SOURCE_CHECKS } from "./sources";
import type { CorpusCheck } from "./types";

/** Release sources, constraints, notes and advisories against recorded real inputs. */
export const SOURCES_CHECKS: readonly CorpusCheck[] = [
  ...CONSTRAINT_CHECKS,
  ...K3S_CHECKS,
  ...SOURCE_CHECKS,
  ...NOTE_CHECKS,
  ...SECURITY_CHECKS,
];
