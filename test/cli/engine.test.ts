import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openInEngine } from "../../cli/engine";
import { tempFolder } from "../helpers/temp-folder";

const SELECT_FAILS = `echo "error: no stack named 'test' found" >&2; exit 255`;

/** Opens a stack with a stand-in for the engine that says what the real one says; tells what it was asked. */
async function open({ select, init }: { readonly select: string; readonly init: string }) {
  const folder = tempFolder();
  const file = join(folder, "pulumi");
  const asked = join(folder, "asked");
  writeFileSync(join(folder, "Pulumi.yaml"), "name: gitops-updates\nruntime: nodejs\n");
  writeFileSync(
    file,
    `#!/bin/sh
made=${join(folder, "made")}
echo "$1 $2" >> ${asked}
case "$2" in
  select) [ -e "$made" ] || { ${select}; } ;;
  init) touch "$made"; ${init} ;;
esac
`,
  );
  chmodSync(file, 0o755);
  const opening = openInEngine({
    engine: { name: "pulumi", version: "v3.245.0", file, source: "path" },
    stack: "test",
    backend: undefined,
    workDir: folder,
    envVars: {},
    program: async () => ({}),
  });
  const name = await opening.then(
    (stack) => stack.name,
    (error: Error) => error.constructor.name,
  );
  return { name, asked: readFileSync(asked, "utf8").trim().split("\n") };
}

test("a stack that is not there is made", async () => {
  const { name, asked } = await open({ select: SELECT_FAILS, init: "true" });

  expect(name).toBe("test");
  expect(asked).toEqual(["stack select", "stack init"]);
});

test("a stack that another command makes at the same moment is taken", async () => {
  const already = `echo "error: stack 'organization/gitops-updates/test' already exists" >&2; exit 255`;
  const { name, asked } = await open({ select: SELECT_FAILS, init: already });

  expect(name).toBe("test");
  expect(asked).toEqual(["stack select", "stack init", "stack select"]);
});

test("any other trouble in making it is told", async () => {
  const { name, asked } = await open({ select: SELECT_FAILS, init: "echo disk full >&2; exit 255" });

  expect(name).toBe("CommandError");
  expect(asked).toEqual(["stack select", "stack init"]);
});
