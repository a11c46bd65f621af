import { finding } from "../../domain/finding-codes";
import type { Check } from "../types";

export const apiServer: Check = {
  id: "api-server",
  title: "the API server reports ready",
  async run({ cluster }) {
    const unready = await cluster.unreadyChecks();
    return unready.map((name) => finding("API_NOT_READY", `readyz ${name}`, `/readyz fails on ${name}`));
  },
};
