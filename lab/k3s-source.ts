import { packK3s as packFromTools } from "../tools/k3s-file";
import type { PackK3s } from "./k3s-files";

/** Makes k3s files with the project's own tools: from the cache, or by building what is missing. */
export const packK3s: PackK3s = async (version, outFile, { onProgress, signal } = {}) => {
  await packFromTools(version, outFile, {
    onProgress: ({ tool, message }) => onProgress?.(`${tool}: ${message}`),
    ...(signal === undefined ? {} : { signal }),
  });
};
