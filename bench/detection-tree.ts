import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** As large as the recorded repository that the promise was made for: 60 releases in 645 files. */
const RELEASES = 60;
const FILES = 645;
export const REPOSITORIES = 6;

const chartOf = (index: number): string => `chart-${Math.floor(index / REPOSITORIES)}`;

const release = (index: number): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: app-${index}
spec:
  interval: 30m
  chart:
    spec:
      chart: ${chartOf(index)}
      version: 1.${index}.0
      sourceRef:
        kind: HelmRepository
        name: repository-${index % REPOSITORIES}
        namespace: flux-system
`;

const object = (index: number): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings-${index}
data:
${Array.from({ length: 12 }, (_, i) => `  key-${i}: "value ${i} of ${index}"`).join("\n")}
`;

const repository = (index: number, url: string): string => `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: repository-${index}, namespace: flux-system }
spec: { url: "${url}/charts/${index}" }
`;

const kustomization = (namespace: string, files: readonly string[]): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${namespace}\nresources:\n${files.map((it) => `- ${it}\n`).join("")}`;

const ENTRY = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
`;

/** A working tree as Flux' users have them: a folder an application, namespaces from kustomize. */
function files(url: string): Map<string, string> {
  const tree = new Map<string, string>();
  const perApp = Math.floor((FILES - 20) / RELEASES) - 2;
  for (let app = 0; app < RELEASES; app++) {
    const others = Array.from({ length: perApp }, (_, i) => `settings-${i}.yaml`);
    for (const [i, name] of others.entries()) tree.set(`apps/app-${app}/${name}`, object(app * 100 + i));
    tree.set(`apps/app-${app}/release.yaml`, release(app));
    tree.set(`apps/app-${app}/kustomization.yaml`, kustomization(`app-${app}`, ["release.yaml", ...others]));
  }
  for (let i = 0; i < REPOSITORIES; i++) tree.set(`apps/sources/repository-${i}.yaml`, repository(i, url));
  const folders = ["sources", ...Array.from({ length: RELEASES }, (_, i) => `app-${i}`)];
  const sources = Array.from({ length: REPOSITORIES }, (_, i) => `repository-${i}.yaml`);
  tree.set("apps/sources/kustomization.yaml", kustomization("flux-system", sources));
  tree.set("apps/kustomization.yaml", `resources:\n${folders.map((it) => `- ${it}\n`).join("")}`);
  tree.set("clusters/home/apps.yaml", ENTRY);
  tree.set("clusters/home/flux-system/gotk-components.yaml", "# Flux Version: v2.6.4\n# Components: all\n");
  tree.set("metal/k3s.yml", "k3s_version: v1.33.4+k3s1\n");
  return tree;
}

export function makeTree(url: string): string {
  const folder = mkdtempSync(join(tmpdir(), "gu-bench-tree-"));
  for (const [path, text] of files(url)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
