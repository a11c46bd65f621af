import { findTool } from "../../tools/registry";
import type { Image } from "./image";

/** What images without a registry are called; nothing on the internet answers to it. */
const HOST = "lab.local";

/** The user whom images without an /etc/passwd commonly run as. */
const NOBODY = "65532:65532";

/** Every image that real nodes run. A new one is an entry here, and its program one in the tools' registry. */
export const IMAGES: readonly Image[] = [
  { name: "pause", tool: "pause", entrypoint: ["/pause"], user: NOBODY },
  { name: "recorder", tool: "recorder", entrypoint: ["/recorder"], user: NOBODY },
  { name: "volume-folder", tool: "volume-folder", entrypoint: ["/volume-folder"] },
  { name: "ingress", tool: "ingress", entrypoint: ["/ingress"], user: NOBODY },
  { name: "coredns", tool: "coredns", entrypoint: ["/coredns"] },
  { name: "local-path-provisioner", tool: "local-path-provisioner", entrypoint: ["/local-path-provisioner"] },
  {
    name: "kustomize-controller",
    tool: "kustomize-controller",
    entrypoint: ["/kustomize-controller"],
    // It unpacks what it applies there.
    files: [{ path: "/tmp", mode: 0o1777 }],
    user: NOBODY,
  },
];

/** What has to be on a node for the workloads of `workloads-real/`; containerd itself asks for `pause`. */
export const WORKLOAD_IMAGES: readonly string[] = [
  "pause",
  "recorder",
  "volume-folder",
  "ingress",
  "coredns",
  "local-path-provisioner",
];

/** What pods and containerd call the image, such as `lab.local/pause:1`. */
export function imageRef(name: string): string {
  const { tool } = findImage(name);
  return `${HOST}/${name}:${findTool(tool).version.slice(1)}`;
}

/** Finds an image by name; a missing one is a mistake in the program. */
export function findImage(name: string): Image {
  const image = IMAGES.find((candidate) => candidate.name === name);
  if (image !== undefined) return image;
  const known = IMAGES.map((candidate) => candidate.name).join(", ");
  throw new Error(`There is no image ${name}; there are ${known}.`);
}
