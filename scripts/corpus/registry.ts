import type { Check } from "./check";
import { charts } from "./checks/charts";
import { crds } from "./checks/crds";
import { fluxRemovals } from "./checks/flux-removals";
import { kubernetesRemovals } from "./checks/kubernetes-removals";
import { pins } from "./checks/pins";
import { speed } from "./checks/speed";
import { trees } from "./checks/trees";

/** What is checked against the corpus, in this order. */
export const CHECKS: readonly Check[] = [trees, charts, pins, crds, fluxRemovals, kubernetesRemovals, speed];
