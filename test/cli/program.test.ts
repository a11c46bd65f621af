import "../helpers/without-kubeconfig";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { completionTable } from "../../cli/commands/completion";
import { contextOf } from "../../cli/context";
import { buildProgram } from "../../cli/program";
import { readStackFile } from "../../cli/stack-file";
import { thrownBy } from "../domain/fixtures";
import { tempFolder } from "../helpers/temp-folder";

describe("the command", () => {
  const program = buildProgram();
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

  test("offers to complete every command it has, with every option", () => {
    const table = completionTable(program);

    expect(table.size).toBe(all(program).length);
    for (const { name } of program.commands.map((it) => ({ name: it.name() })))
      expect(table.get("")).toContain(name);
    expect(table.get("rollback")).toEqual(
      expect.arrayContaining(["--to", "--yes", "-y", "--dry-run", "--help"]),
    );
    expect(table.get("backup verify")).toContain("--identity");
  });

  test("describes every command and option in a sentence without a dot", () => {
    for (const command of all(program)) {
      expect(command.description()).toMatch(/\S.*[^.]$/);
      for (const { description } of command.options) expect(description).not.toBe("");
    }
  });

  test("lists the exit codes in its help", () => {
    let text = "";
    program.configureOutput({ writeOut: (part) => (text += part) });
    program.outputHelp();

    expect(text).toMatch(/ {2}75 {2}stopped in the middle/);
  });
});

describe("where a command works", () => {
  const project = (): string => {
    const folder = tempFolder();
    writeFileSync(join(folder, "Pulumi.yaml"), "name: x\n");
    return folder;
  };
  const given = (words: readonly string[]) => {
    const command = new Command().option("--cwd <dir>").option("--stack <name>").option("--output <form>");
    return contextOf(command.parse(words, { from: "user" }));
  };

  test("is the nearest folder above with a Pulumi.yaml", () => {
    const folder = project();
    mkdirSync(join(folder, "a", "b"), { recursive: true });

    expect(given(["--cwd", join(folder, "a", "b")])).toMatchObject({ projectDir: folder, output: "text" });
  });

  test("without one is a mistake that says where it looked", () => {
    const folder = tempFolder();

    expect(thrownBy(() => given(["--cwd", folder]))).toMatchObject({
      kind: "usage",
      code: "PROJECT_MISSING",
      message: expect.stringContaining(folder),
    });
  });

  test("an output that is not known is refused", () => {
    expect(thrownBy(() => given(["--cwd", project(), "--output", "xml"]))).toMatchObject({
      kind: "usage",
      code: "OUTPUT_UNKNOWN",
    });
  });

  test("the stack is the one that is named, then PULUMI_STACK, then test", () => {
    const cwd = ["--cwd", project()];
    const before = process.env.PULUMI_STACK;
    delete process.env.PULUMI_STACK;
    expect(given(cwd).stack).toBe("test");

    process.env.PULUMI_STACK = "from-env";
    expect(given(cwd).stack).toBe("from-env");
    expect(given([...cwd, "--stack", "named"]).stack).toBe("named");
    if (before === undefined) delete process.env.PULUMI_STACK;
    else process.env.PULUMI_STACK = before;
  });
});

describe("a stack's file", () => {
  const context = (text?: string) => {
    const projectDir = tempFolder();
    writeFileSync(join(projectDir, "Pulumi.other.yaml"), "config: {}\n");
    if (text !== undefined) writeFileSync(join(projectDir, "Pulumi.test.yaml"), text);
    return { projectDir, stack: "test", output: "text" } as const;
  };
  const good = `config:
  aws:region: nowhere
  gitops-updates:cluster: { name: home, nodes: [{ name: a, host: a }] }
  gitops-updates:versions: { k3s: v1.36.2+k3s1 }
  gitops-updates:backup: { directory: backups, allowUnencrypted: true }
`;

  test("gives what it says, with paths that start at the project", () => {
    const where = context(good);

    const { config, settings } = readStackFile(where);

    expect(config.versions.k3s).toBe("v1.36.2+k3s1");
    expect(settings.backup.directory).toBe(join(where.projectDir, "backups"));
    expect(settings.stateDir).toBe(join(where.projectDir, ".state", "home"));
  });

  test("that is not there names those that are", () => {
    expect(thrownBy(() => readStackFile(context()))).toMatchObject({
      kind: "usage",
      code: "STACK_UNKNOWN",
      message: expect.stringContaining("other"),
    });
  });

  test("with a wrong value names its key", () => {
    expect(thrownBy(() => readStackFile(context(good.replace("v1.36.2+k3s1", "1.36"))))).toMatchObject({
      kind: "usage",
      code: "CONFIG_INVALID",
      message: expect.stringContaining("gitops-updates:versions.k3s"),
    });
  });

  test("with an inventory that is not there says how to get one", () => {
    const text = good.replace("name: home,", "name: home, inventory: missing.yaml,");

    expect(thrownBy(() => readStackFile(context(text)))).toMatchObject({ code: "INVENTORY_UNREADABLE" });
  });

  test.each([
    ["that is empty", ""],
    ["that is no YAML", "config: [\n"],
  ])("%s is the user's mistake, not ours", (_what, text) => {
    expect(thrownBy(() => readStackFile(context(text)))).toMatchObject({ kind: "usage" });
  });
});
