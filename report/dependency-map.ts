import type { DependencyMap, MapEdge, MapNode } from "../domain/solver";

/** Mermaid ends a quoted text at `"` and reads markup in it; numbered entities are its way to write any character. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^\w .,:;@/+()-]/g, (sign) => `#${sign.codePointAt(0)};`)}"`;

const SHAPES: Readonly<Record<MapNode["kind"], readonly [string, string]>> = {
  k3s: ["[[", "]]"],
  flux: ["([", "])"],
  longhorn: ["[(", ")]"],
  chart: ["[", "]"],
  git: ["{{", "}}"],
};

const ARROWS: Readonly<Record<MapEdge["kind"], string>> = {
  range: "-->",
  requires: "-->",
  order: "-.->",
  objects: "==>",
};

function titleOf({ name, from, to }: MapNode): string {
  if (from === "") return name;
  return from === to ? `${name} ${from}` : `${name} ${from} to ${to}`;
}

/** What constrains what, as a Mermaid flowchart: GitHub and many editors draw it. */
export function dependencyMapText({ nodes, edges, free }: DependencyMap): string {
  const names = new Map(nodes.map(({ id }, i) => [id, `n${i}`]));
  const boxes = nodes.map((node) => {
    const [open, close] = SHAPES[node.kind];
    return `  ${names.get(node.id)}${open}${quoted(titleOf(node))}${close}`;
  });
  const arrows = edges.flatMap(({ from, to, kind, label }) => {
    const [a, b] = [names.get(from), names.get(to)];
    // Required, but not installed: there is nothing to point at.
    return a === undefined || b === undefined ? [] : [`  ${a} ${ARROWS[kind]}|${quoted(label)}| ${b}`];
  });
  const rest =
    free.length === 0
      ? []
      : [
          `  free[${quoted(free.length === 1 ? "1 chart that accepts any of these" : `${free.length} charts that accept any of these`)}]`,
        ];
  return ["flowchart LR", ...boxes, ...arrows, ...rest].join("\n");
}
