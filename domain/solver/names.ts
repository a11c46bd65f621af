import type { Component } from "./problem";
import { RULES } from "./rules";

/** As it stands in sentences: `Flux`, `apps/grafana`. */
export const nameOf = ({ id, kind }: Component): string => (kind === "chart" ? id : RULES[kind].title);
