import type { Check } from "./check";
import { charts } from "./checks/charts";
import { CONSTRAINT_CHECKS } from "./checks/constraints";
import { crds } from "./checks/crds";
import { detection } from "./checks/detection";
import { fluxRemovals } from "./checks/flux-removals";
import { K3S_CHECKS } from "./checks/k3s";
import { kubernetesRemovals } from "./checks/kubernetes-removals";
import { NOTE_CHECKS } from "./checks/notes";
import { pins } from "./checks/pins";
import { SECURITY_CHECKS } from "./checks/security";
import { SOURCE_CHECKS } from "./checks/sources";
import { speed } from "./checks/speed";
import { trees } from "./checks/trees";

/** What is checked against the corpus, in this order. */
export const CHECKS: readonly Check[] = [
  trees,
  charts,
  pins,
  crds,
  fluxRemovals,
  kubernetesRemovals,
  ...CONSTRAINT_CHECKS,
  ...K3S_CHECKS,
  ...SOURCE_CHECKS,
  ...NOTE_CHECKS,
  ...SECURITY_CHECKS,
  detection,
  speed,
];
