import "../helpers/without-kubeconfig";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { Diagnostics, fromDiagnostics } from "../../cli/automation";
import { readHistory } from "../../cli/history";
import { demandPassphrase, projectEnvironment } from "../../cli/project-environment";
import { blocked, describeError, stalled, usage } from "../../domain/errors";
import { thrownBy } from "../domain/fixtures";
import { tempFolder } from "../helpers/temp-folder";

jest.mock("node:child_process", () => {
  const actual = jest.requireActual<typeof import("node:child_process")>("node:child_process");
  const execFile = Object.assign(() => undefined, {
    [jest.requireActual<typeof import("node:util")>("node:util").promisify.custom]: (
      command: string,
      words: string[],
      options: object,
    ) => {
      const { promisify } = jest.requireActual<typeof import("node:util")>("node:util");
      return promisify(actual.execFile)(command, words, { ...options, env: { ...process.env } });
    },
  });
  return { ...actual, execFile };
});

function diagnosed(messages: readonly string[], thrown?: unknown): Diagnostics {
  const diagnostics = new Diagnostics();
  for (const message of messages)
    diagnostics.onEvent({ diagnosticEvent: { severity: "error", message, color: "never" } } as never);
  if (thrown !== undefined) diagnostics.onError(thrown);
  return diagnostics;
}

describe("what the engine says of an error", () => {
  test("is ours again, with code, finding and advice", () => {
    const said = `  <{%reset%}>${describeError(blocked("BARE_PODS", "a has b.", "move it."))}<{%reset%}>\n`;

    expect(fromDiagnostics(diagnosed(["update failed", said]), undefined)).toMatchObject({
      kind: "blocked",
      code: "BARE_PODS",
      message: "a has b.",
      next: "move it.",
    });
  });

  test("that our own program threw is that very error", () => {
    const thrown = stalled("X", "x", "x");

    expect(fromDiagnostics(diagnosed(["something else"], thrown), undefined)).toBe(thrown);
  });

  test("that kept the engine from being opened is that very error", () => {
    const missing = usage("PASSPHRASE_MISSING", "x", "set it.");

    expect(fromDiagnostics(diagnosed([]), missing)).toBe(missing);
  });

  test.each([
    ["CONFIG_INVALID", "usage"],
    ["INVENTORY_UNREADABLE", "usage"],
    ["PLAN_BLOCKED", "blocked"],
    ["DOWNLOAD_CORRUPT", "blocked"],
    ["CLUSTER_LOCKED", "blocked"],
    ["API_FORBIDDEN", "blocked"],
    ["EXTERNAL_DATASTORE", "blocked"],
    ["KUBECONFIG_UNREADABLE", "blocked"],
    ["RESTORE_BY_HAND", "blocked"],
    ["ROLLBACK_CLASS", "blocked"],
    ["SSH_DENIED", "blocked"],
    ["SSH_HOST_KEY", "blocked"],
    ["UNIT_MISSING", "blocked"],
    ["STOP_REQUESTED", "partial"],
    ["API_UNREACHABLE", "partial"],
    ["DRAIN_BLOCKED", "stalled"],
    ["NODE_ROLLED_BACK", "stalled"],
    ["VALIDATION_FAILED", "stalled"],
  ])("%s is %s", (code, kind) => {
    expect(fromDiagnostics(diagnosed([`${code}: it. Next: that.`]), undefined)).toMatchObject({ code, kind });
  });

  test.each(["ASSET_MISSING", "IDENTITY_MISSING", "NODE_UNREACHABLE", "NODE_UNKNOWN"])(
    "%s is blocked",
    (code) => {
      expect(fromDiagnostics(diagnosed([`${code}: it. Next: that.`]), undefined)).toMatchObject({
        kind: "blocked",
      });
    },
  );

  test("that holds another error keeps its own advice", () => {
    const inner = stalled("CRASH_LOOP", "it died.", "read the log.");
    const outer = stalled("NODE_ROLLED_BACK", `a is back. Seen: ${describeError(inner)}`, "find the cause.");

    expect(fromDiagnostics(diagnosed([describeError(outer)]), undefined)).toMatchObject({
      code: "NODE_ROLLED_BACK",
      next: "find the cause.",
    });
  });

  test("about a stack that is locked names the lock", () => {
    const error = new Error("the stack is currently locked by 1 lock(s)");

    expect(fromDiagnostics(diagnosed([]), error)).toMatchObject({ kind: "blocked", code: "STACK_LOCKED" });
  });

  test("in its own words is passed on, first line first", () => {
    expect(fromDiagnostics(diagnosed(["\n", "error: it broke\nin detail"]), "late")).toMatchObject({
      code: "ENGINE_FAILED",
      message: "error: it broke",
    });
    expect(fromDiagnostics(diagnosed([]), new Error("late"))).toMatchObject({ code: "ENGINE_FAILED" });
  });

  test("is kept only when it is an error", () => {
    const diagnostics = new Diagnostics();

    diagnostics.onEvent({ diagnosticEvent: { severity: "info", message: "hello" } } as never);
    diagnostics.onEvent({} as never);

    expect(diagnostics.errors).toEqual([]);
  });
});

describe("the history", () => {
  const versions = { "server-1": "v1.36.2+k3s1" };
  const type = (name: string): string => `pulumi-nodejs:dynamic/gitops-updates:${name}`;
  const resources = [
    { type: "pulumi:pulumi:Stack" },
    { type: type("Backup"), outputs: { backup: { id: "b1", sha256: "x" } } },
    { type: type("Rollout"), outputs: { observed: { versions, apiServer: "v1.36.2+k3s1" } } },
  ];
  const summary = (version: number, message: string) => ({
    kind: "update",
    result: "succeeded",
    startTime: new Date("2026-06-01T10:00:00Z"),
    message,
    version,
  });
  const stackOf = (summaries: readonly unknown[], workDir = tempFolder()): Stack =>
    ({ name: "test", history: async () => summaries, workspace: { workDir } }) as unknown as Stack;

  test("on a file backend is numbered from 1, oldest first, with each update's own checkpoint", async () => {
    const root = tempFolder();
    const folder = join(root, ".pulumi", "history", "gitops-updates", "test");
    mkdirSync(folder, { recursive: true });
    const checkpoint = (latest: unknown): string => JSON.stringify({ version: 3, checkpoint: { latest } });
    writeFileSync(join(folder, "test-100.checkpoint.json"), checkpoint(null));
    writeFileSync(join(folder, "test-200.checkpoint.json"), checkpoint({ resources }));
    writeFileSync(join(folder, "test-200.history.json"), "{}");

    const history = await readHistory(
      stackOf([summary(0, "second"), summary(0, "first")]),
      `file://${root}`,
      "gitops-updates",
    );

    expect(history).toEqual([
      {
        update: 1,
        kind: "update",
        result: "succeeded",
        startedAt: "2026-06-01T10:00:00.000Z",
        message: "first",
        versions: null,
        backup: null,
      },
      expect.objectContaining({ update: 2, message: "second", versions, backup: "b1" }),
    ]);
  });

  test("on a file backend without checkpoints is still a history", async () => {
    const history = await readHistory(
      stackOf([summary(0, "only")]),
      `file://${tempFolder()}`,
      "gitops-updates",
    );

    expect(history).toEqual([expect.objectContaining({ update: 1, versions: null })]);
  });

  test("on Pulumi Cloud keeps its numbers and asks for each state", async () => {
    const folder = tempFolder();
    const answer = JSON.stringify({ deployment: { resources } });
    writeFileSync(
      join(folder, "pulumi"),
      `#!/bin/sh\n[ "$*" = "stack export --stack test --version 7" ] && echo '${answer}' || echo '{"deployment":{}}'\n`,
    );
    chmodSync(join(folder, "pulumi"), 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${folder}:${path}`;

    const history = await readHistory(
      stackOf([summary(7, "second"), summary(3, "first")]),
      undefined,
      "gitops-updates",
    );
    process.env.PATH = path;

    expect(history.map(({ update, backup }) => [update, backup])).toEqual([
      [3, null],
      [7, "b1"],
    ]);
  });
});

describe("what the engine is told about its state", () => {
  const lab = (): { projectDir: string; stack: string } => {
    const projectDir = tempFolder();
    mkdirSync(join(projectDir, ".lab", "default"), { recursive: true });
    writeFileSync(join(projectDir, ".lab", "default", "passphrase"), "x");
    return { projectDir, stack: "test" };
  };

  test("is only what the user has not set", () => {
    const project = lab();

    expect(projectEnvironment(project, {})).toEqual({
      PULUMI_BACKEND_URL: `file://${join(project.projectDir, ".state", "pulumi")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: join(project.projectDir, ".lab", "default", "passphrase"),
    });
    expect(projectEnvironment(project, { PULUMI_ACCESS_TOKEN: "x", PULUMI_CONFIG_PASSPHRASE: "" })).toEqual(
      {},
    );
    expect(
      projectEnvironment(project, { PULUMI_BACKEND_URL: "file://x", PULUMI_CONFIG_PASSPHRASE_FILE: "y" }),
    ).toEqual({});
  });

  test("holds the lab's passphrase for the lab's stack alone", () => {
    expect(projectEnvironment({ ...lab(), stack: "prod" }, {})).not.toHaveProperty(
      "PULUMI_CONFIG_PASSPHRASE_FILE",
    );
  });

  test.each([
    ["a file backend without a passphrase", { PULUMI_BACKEND_URL: "file://x" }, true],
    ["a passphrase, be it empty", { PULUMI_BACKEND_URL: "file://x", PULUMI_CONFIG_PASSPHRASE: "" }, false],
    ["a service that keeps secrets itself", { PULUMI_BACKEND_URL: "https://api.example.org" }, false],
    ["whatever the user is logged in to", {}, false],
  ])("with %s", (_what, env, refused) => {
    const ask = () => demandPassphrase({ projectDir: tempFolder(), stack: "prod" }, env);

    if (refused) expect(thrownBy(ask)).toMatchObject({ kind: "usage", code: "PASSPHRASE_MISSING" });
    else expect(ask).not.toThrow();
  });
});
