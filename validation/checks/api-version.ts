import { finding } from "../../domain/finding-codes";
import type { Check } from "../types";

export const apiVersion: Check = {
  id: "api-version",
  title: "the API server's own /version is the expected one",
  async run({ cluster, target }) {
    if (target === null) return "skip";
    const version = await cluster.serverVersion();
    if (version === target) return [];
    return [finding("API_VERSION", "api server", `/version says ${version}, expected ${target}`)];
  },
};
