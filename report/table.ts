import Table from "cli-table3";
import { plain, type Style } from "./style";

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** Columns as wide as they need to be, like kubectl's; one string a line. */
export function renderTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style = plain,
): string[] {
  const table = new Table({
    head: head.map((title) => style.bold(title)),
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
