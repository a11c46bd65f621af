import type { Resource } from "@pulumi/pulumi";
import type { Settings } from "../providers/settings";

/** The official plugin; it is loaded only where the configuration asks for objects in the cluster. */
export const loadKubernetes = (): typeof import("@pulumi/kubernetes") => require("@pulumi/kubernetes");

/** The cluster that the rest of the program talks to, for objects below `parent`. */
export function kubernetesProvider(
  name: string,
  parent: Resource,
  { kubeconfig, context }: Settings["kubernetes"],
) {
  const { Provider } = loadKubernetes();
  const args = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    // Going back has to work when the API server is what does not come back.
    skipUpdateUnreachable: true,
  };
  return new Provider(name, args, { parent });
}
