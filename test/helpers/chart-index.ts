/** As Helm writes an index. */
export const index = (entries: string): string =>
  `apiVersion: v1\nentries:\n${entries}generated: "2026-06-01T00:00:00Z"\n`;
