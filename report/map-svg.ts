import { Graph, layout } from "@dagrejs/dagre";
import type { PlanReport } from "../domain/planning/plan-report";
import { escapeHtml } from "./html";

type Drawing = PlanReport["map"];
type Box = Drawing["nodes"][number];

/** What the layout adds to an edge: its bends, and where its label goes. */
interface Drawn {
  readonly points?: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

const LINE = 18;
const PADDING = 12;
/** Pixels of a sign on average, at the size of the text; boxes are a little wide rather than too narrow. */
const SIGN = 7.4;
const SMALL = 6.2;

const versions = ({ from, to }: Box): string => (from === to || to === "" ? from : `${from} → ${to}`);

const widthOf = (box: Box): number =>
  Math.max(box.name.length * SIGN, versions(box).length * SMALL) + 2 * PADDING;
const heightOf = (box: Box): number => (versions(box) === "" ? LINE : 2 * LINE) + PADDING;

function arranged({ nodes, edges }: Drawing): Graph {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 70, marginx: 4, marginy: 4 });
  for (const box of nodes) graph.setNode(box.id, { width: widthOf(box), height: heightOf(box) });
  for (const [i, { from, to, label }] of edges.entries()) {
    // Required, but not installed: there is nothing to point at.
    if (!graph.hasNode(from) || !graph.hasNode(to)) continue;
    const size = { width: label.length * SMALL, height: LINE, labelpos: "c" };
    graph.setEdge(from, to, size, String(i));
  }
  layout(graph);
  return graph;
}

const round = (value: number): string => value.toFixed(1);

function boxSvg(graph: Graph, box: Box): string {
  const { x, y } = graph.node(box.id);
  const [width, height] = [widthOf(box), heightOf(box)];
  const said = versions(box);
  const line = (text: string, dy: number, kind: string): string =>
    `<text class="${kind}" x="${round(x)}" y="${round(y + dy)}">${escapeHtml(text)}</text>`;
  const texts = said === "" ? line(box.name, 5, "name") : line(box.name, -4, "name") + line(said, 14, "said");
  return `<rect class="${box.kind}" x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="6"/>${texts}`;
}

function edgeSvg(graph: Graph, { from, to, kind, label }: Drawing["edges"][number], name: string): string {
  const edge = graph.edge(from, to, name) as Drawn | undefined;
  if (edge?.points === undefined) return "";
  const path = edge.points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");
  const text =
    edge.x === undefined || edge.y === undefined
      ? ""
      : `<text class="said" x="${round(edge.x)}" y="${round(edge.y - 5)}">${escapeHtml(label)}</text>`;
  return `<path class="edge ${kind}" d="${path}" marker-end="url(#tip)"/>${text}`;
}

const STYLE = `<style>
.map rect { fill: var(--card); stroke: var(--line); stroke-width: 1.5; }
.map rect.k3s { stroke: var(--blue); } .map rect.flux { stroke: var(--green); } .map rect.longhorn { stroke: var(--amber); }
.map text { text-anchor: middle; fill: var(--ink); font: 13px system-ui, sans-serif; }
.map text.name { font-weight: 600; } .map text.said { fill: var(--soft); font-size: 11px; }
.map path.edge { fill: none; stroke: var(--soft); } .map path.order { stroke-dasharray: 5 4; }
.map #tip path { fill: var(--soft); }
</style>`;

const TIP = `<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>`;

const others = (count: number): string =>
  `${count} more ${count === 1 ? "chart accepts" : "charts accept"} every Kubernetes in question.`;

/** What constrains what, as a picture that needs no script; empty when nothing constrains anything. */
export function mapSvg(map: Drawing): string {
  if (map.nodes.length === 0) return "";
  const graph = arranged(map);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const edges = map.edges.map((edge, i) => edgeSvg(graph, edge, String(i))).join("");
  const boxes = map.nodes.map((box) => boxSvg(graph, box)).join("");
  const free = map.free.length === 0 ? "" : `<p class="soft">${others(map.free.length)}</p>`;
  return `${STYLE}<div class="scroll"><svg class="map" role="img" aria-label="What depends on what" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}">${TIP}${edges}${boxes}</svg></div>${free}`;
}
