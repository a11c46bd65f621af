import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BackupSource } from "../types";

/** One JSON object a line, so that one of them can be looked up or put back without the datastore. */
export const objects: BackupSource = {
  id: "objects",
  title: "every ConfigMap and Secret",
  async collect({ world, folder }) {
    for (const kind of ["ConfigMap", "Secret"] as const) {
      const items = await world.cluster.dump(kind);
      const lines = items.map(
        (item) => `${JSON.stringify({ apiVersion: "v1", kind, ...(item as object) })}\n`,
      );
      writeFileSync(join(folder, `${kind.toLowerCase()}s.jsonl`), lines.join(""), { mode: 0o600 });
    }
  },
};
