import { cordonedIn, statusOf, versionsIn } from "../e2e/helpers/facts";
import { Project } from "../e2e/helpers/project";
import { clearFaults, readyWorkloads } from "./real-lab";

export const BEFORE = "v1.35.4+k3s1";
export const REBUILD = "v1.35.4+k3s2";
export const MINOR = "v1.36.3+k3s1";
export const MINOR_REBUILD = "v1.36.3+k3s2";

export const DONE = 0;
export const ROLLED_BACK = 5;
export const BLOCKED = 8;
export const RESUMABLE = 75;

export interface FaultStory {
  readonly project: Project;
  readonly goTo: (k3s: string) => void;
  readonly onMinor: (minor: "drain" | "cordon") => void;
  readonly expectAllOpen: () => Promise<void>;
  readonly expectFinished: (version: string) => Promise<void>;
}

/** A lab of real nodes for one suite: every fault strikes in the middle of an upgrade, and the next run goes on. */
export function faultStory(): FaultStory {
  const project = new Project();
  let workloads: Record<string, number> = {};

  beforeAll(async () => {
    project.configure(({ policy }) => {
      Object.assign(policy ?? {}, { nodeTimeout: "75s", settleTimeout: "90s" });
      Object.assign((policy?.drain as object) ?? {}, { timeout: "60s" });
    });
    await project.must("lab", "up", "--nodes", "real");
    workloads = await readyWorkloads(project);
  }, 300_000);
  afterEach(() => clearFaults(project), 60_000);
  afterAll(() => project.remove(), 60_000);

  async function expectAllOpen(): Promise<void> {
    const status = await statusOf(project);
    expect(cordonedIn(status)).toEqual([]);
    expect(status.lockedBy).toBeNull();
  }

  async function expectFinished(version: string): Promise<void> {
    const status = await statusOf(project);
    expect(versionsIn(status)).toEqual([version, version, version]);
    expect(status.unfinished).toBeNull();
    await expectAllOpen();
    expect(await readyWorkloads(project)).toEqual(workloads);
  }

  return {
    project,
    goTo: (k3s) => project.configure(({ versions }) => Object.assign(versions ?? {}, { k3s })),
    onMinor: (minor) =>
      project.configure(({ policy }) => Object.assign((policy?.drain as object) ?? {}, { minor })),
    expectAllOpen,
    expectFinished,
  };
}
