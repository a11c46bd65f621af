import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileDigest, receiveBinary, restoreBinary, swapBinary } from "../../../providers/node-scripts/binary";
import { digestOf } from "../../helpers/fake-host";
import { runScript } from "../../helpers/local-shell";
import { tempFolder } from "../../helpers/temp-folder";

const OLD = "#!/bin/sh\necho old\n";
const NEW = "#!/bin/sh\necho 'k3s version new'\n";

function place(path: string, content: string): void {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
}

/** A folder whose name holds what careless scripts break on. */
function scene() {
  const folder = join(tempFolder(), 'it\'s a "folder" $HOME');
  mkdirSync(folder);
  const at = (name: string): string => join(folder, name);
  const [binary, staged, kept] = [at("k3s"), at(".k3s.new"), at(".k3s.old")];
  place(binary, OLD);
  return { folder, at, binary, staged, kept };
}

const read = (path: string): string => readFileSync(path, "utf8");

describe("receive-binary", () => {
  test("places a file with the right digest, executable, and lets it say its version", () => {
    const { at, staged } = scene();
    writeFileSync(at("upload"), NEW);

    const answer = runScript(receiveBinary, [staged, digestOf(NEW)], { stdinFile: at("upload") });

    expect(answer).toMatchObject({ code: 0, stdout: "k3s version new\n" });
    expect(statSync(staged).mode & 0o777).toBe(0o755);
  });

  test("leaves nothing behind of a file with another digest", () => {
    const { at, folder, staged } = scene();
    writeFileSync(at("upload"), "cut off");

    const answer = runScript(receiveBinary, [staged, digestOf(NEW)], { stdinFile: at("upload") });

    expect(answer.code).toBe(4);
    expect(answer.stderr).toContain(digestOf("cut off"));
    expect(readdirSync(folder).sort()).toEqual(["k3s", "upload"]);
  });
});

describe("swap-binary", () => {
  test("puts the staged file in place, keeps the old one, and does it once", () => {
    const { binary, staged, kept } = scene();
    place(staged, NEW);
    const parameters = [binary, staged, kept, digestOf(NEW)];

    expect(runScript(swapBinary, parameters)).toMatchObject({ code: 0, stdout: "swapped\n" });
    expect(runScript(swapBinary, parameters)).toMatchObject({ code: 0, stdout: "already\n" });

    expect([read(binary), read(kept), existsSync(staged)]).toEqual([NEW, OLD, false]);
  });

  test("does not overwrite the kept file with the new one when it is staged and swapped again", () => {
    const { binary, staged, kept } = scene();
    place(staged, NEW);
    runScript(swapBinary, [binary, staged, kept, digestOf(NEW)]);
    const inode = statSync(kept).ino;

    runScript(swapBinary, [binary, staged, kept, digestOf(NEW)]);

    expect([read(kept), statSync(kept).ino]).toEqual([OLD, inode]);
  });

  test.each([
    ["is missing", undefined],
    ["has changed", "something else"],
  ])("refuses a staged file that %s, and changes nothing", (_what, content) => {
    const { binary, staged, kept } = scene();
    if (content !== undefined) place(staged, content);

    const answer = runScript(swapBinary, [binary, staged, kept, digestOf(NEW)]);

    expect(answer.code).toBe(4);
    expect([read(binary), existsSync(kept), existsSync(staged)]).toEqual([OLD, false, false]);
  });
});

describe("restore-binary", () => {
  test("puts the kept file back, keeps it, and does it once", () => {
    const { binary, kept } = scene();
    place(binary, NEW);
    place(kept, OLD);
    const parameters = [binary, kept, digestOf(OLD)];

    expect(runScript(restoreBinary, parameters)).toMatchObject({ code: 0, stdout: "restored\n" });
    expect(runScript(restoreBinary, parameters)).toMatchObject({ code: 0, stdout: "already\n" });

    expect([read(binary), read(kept)]).toEqual([OLD, OLD]);
  });

  test("is placed anew, so that a process from before counts as older", () => {
    const { binary, kept } = scene();
    place(kept, OLD);
    const before = statSync(binary).ctimeMs;

    runScript(restoreBinary, [binary, kept, ""]);

    expect(statSync(binary).ctimeMs).toBeGreaterThan(before);
  });

  test.each([
    ["is missing", undefined],
    ["is another", "another"],
  ])("refuses a kept file that %s, and changes nothing", (_what, content) => {
    const { binary, kept } = scene();
    place(binary, NEW);
    if (content !== undefined) place(kept, content);

    expect(runScript(restoreBinary, [binary, kept, digestOf(OLD)]).code).toBe(4);
    expect(read(binary)).toBe(NEW);
  });
});

test("a digest is told only of what is there", () => {
  const { binary, staged } = scene();

  expect(runScript(fileDigest, [binary]).stdout.trim()).toBe(digestOf(OLD));
  expect(runScript(fileDigest, [staged])).toMatchObject({ code: 0, stdout: "" });
});
