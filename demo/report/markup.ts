/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function render(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(({ text }) => text).join("");
  return String(part).replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}

/** Puts a page together; what is filled in is text unless it is marked as HTML. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  new Html(
    texts.map((text, index) => text + (index < parts.length ? render(parts[index] ?? "") : "")).join(""),
  );

export const NOTHING = new Html("");

/** A table that scrolls in itself where the page is narrow. */
export const htmlTable = (head: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html =>
  html`<div class="scroll"><table><thead><tr>${head.map((text) => html`<th>${text}</th>`)}</tr></thead><tbody>${rows.map(
    (cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
