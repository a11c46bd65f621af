import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { PlanReport } from "../../domain/planning/plan-report";
import { tempFolder } from "../helpers/temp-folder";
import { statusOf, versionsIn } from "./helpers/facts";
import { Project } from "./helpers/project";

const BEFORE = "v1.35.4+k3s1";
const AFTER = "v1.36.3+k3s1";
const BLOCKED = 8;
const UPDATES = 3;
const WEB = "helmrelease/shop/web";

/** The chart's repository: what runs ends at Kubernetes 1.35, its successor does not. */
const INDEX = `apiVersion: v1
entries:
  web:
    - { apiVersion: v2, name: web, version: 1.0.0, kubeVersion: "<1.36.0-0", urls: [web-1.0.0.tgz] }
    - { apiVersion: v2, name: web, version: 1.1.0, kubeVersion: "<1.38.0-0", urls: [web-1.1.0.tgz] }
`;

const sync = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec:
  interval: 10m
  path: ./clusters/test
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
`;

const web = (repository: string): string => `# The shop's front page.
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: shop, namespace: shop }
spec: { interval: 1h, url: "${repository}" }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: shop }
spec:
  interval: 10m
  chart:
    spec:
      chart: web
      version: "1.0.0" # tried before it is raised
      sourceRef: { kind: HelmRepository, name: shop }
`;

/** One repository describes the cluster; its chart has to be updated before Kubernetes may be. */
describe("one order for k3s and what Git installs", () => {
  const project = new Project();
  const folder = tempFolder();
  const file = join(folder, "clusters/test/web.yaml");
  let server: Server;

  const git = (...words: string[]): string => execFileSync("git", words, { cwd: folder, encoding: "utf8" });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const steps = async (): Promise<string[]> => {
    const { stages } = await project.json<PlanReport>("plan");
    return stages.flatMap((stage) => stage.steps.map((step) => `${step.by}: ${step.component} ${step.to}`));
  };

  beforeAll(async () => {
    server = createServer((_request, response) => response.end(INDEX)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    write("clusters/test/flux-system/gotk-sync.yaml", sync);
    write("clusters/test/web.yaml", web(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    git("init", "-q", "-b", "main");
    git("config", "user.name", "Shop");
    git("config", "user.email", "shop@example.org");
    git("add", ".");
    git("commit", "-qm", "The shop");
    project.configure((config) => Object.assign(config, { git: { path: folder }, versions: { k3s: AFTER } }));
    await project.must("lab", "up");
  }, 120_000);
  afterAll(async () => {
    server.close();
    await project.remove();
  }, 60_000);

  test("plan puts the chart first, with the reason", async () => {
    expect(await steps()).toEqual([`propose: ${WEB} 1.1.0`, `up: k3s ${AFTER}`]);
    const { code, stdout } = await project.run("plan", "--exit-code");
    expect(code).toBe(UPDATES);
    expect(stdout).toContain(`before step 2: ${WEB} 1.0.0 needs Kubernetes <1.36.0-0`);
  }, 60_000);

  test("preview shows the same order, and up does not go past it", async () => {
    const preview = await project.run("preview");
    expect(preview.code).toBe(BLOCKED);
    expect(preview.stdout).toContain(`next  1. ${WEB} 1.0.0 -> 1.1.0`);
    expect(preview.stdout).toContain("PLAN_STEP_IN_GIT");

    const up = await project.run("up", "--yes");
    expect(up.code).toBe(BLOCKED);
    expect(up.stderr).toContain("PLAN_STEP_IN_GIT");
    expect(versionsIn(await statusOf(project))).toEqual([BEFORE, BEFORE, BEFORE]);
  }, 120_000);

  test("propose makes the commit, and when it is merged it is k3s' turn", async () => {
    const { branch } = await project.json<{ branch: string }>("propose");
    expect(readFileSync(file, "utf8")).toContain('version: "1.0.0"');

    git("merge", "-q", branch);
    expect(readFileSync(file, "utf8")).toContain('version: "1.1.0" # tried before it is raised');
    expect(await steps()).toEqual([`up: k3s ${AFTER}`]);
  }, 120_000);

  test("up performs the next stage, and then nothing is left", async () => {
    await project.must("up", "--yes");
    expect(versionsIn(await statusOf(project))).toEqual([AFTER, AFTER, AFTER]);
    expect(await project.json<PlanReport>("plan")).toMatchObject({ possible: true, stages: [], unknown: [] });
  }, 400_000);
});
