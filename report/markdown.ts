/** Foreign text may hold anything; in a table it must stay in its cell, and never become a link or a tag. */
export const cell = (text: string): string =>
  text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\|<>[\]`*_]/g, (sign) => `\\${sign}`)
    .trim();

export const code = (text: string): string =>
  text === "" ? "" : `\`${text.replaceAll(/\s+/g, " ").replaceAll("`", "'")}\``;

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(" | ")} |`,
  `| ${head.map(() => "---").join(" | ")} |`,
  ...rows.map((row) => `| ${row.join(" | ")} |`),
];
