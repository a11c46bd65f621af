import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMountStates } from "../../domain/volume-mounts";
import { lookAtVolumes } from "../../validation/node-scripts/volumes";
import { runScript } from "../helpers/local-shell";
import { tempFolder } from "../helpers/temp-folder";

const UID = "0b7c2f5e-1111-2222-3333-444455556666";

/** A line of /proc/self/mountinfo. */
const mount = (place: string, options = "rw,relatime", superOptions = "rw") =>
  `612 30 8:16 / ${place} ${options} shared:300 - ext4 /dev/longhorn/pvc-1 ${superOptions}\n`;

/** Runs the script for real, over a mount table of the test's own. */
function look(table: string, ...parameters: string[]) {
  const file = join(tempFolder(), "mountinfo");
  writeFileSync(file, table);
  const { code, stdout, stderr } = runScript(lookAtVolumes, [file, ...parameters]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const states = readMountStates(stdout, parameters.length / 2);
  return states?.map(({ state }) => state);
}

function volumeFolder(...below: string[]): string {
  const folder = join(tempFolder(), "kubelet", "pods", UID, "volumes", ...below);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const csi = (name = "pvc-1") => volumeFolder("kubernetes.io~csi", name, "mount");

test.each([
  ["of a CSI driver", () => csi()],
  ["of another plug-in", () => volumeFolder("kubernetes.io~local-volume", "pvc-1")],
])("a mounted volume %s is writable, and tells how full it is", (_what, make) => {
  const place = make();
  const file = join(tempFolder(), "mountinfo");
  writeFileSync(file, mount("/") + mount(place));

  const { stdout } = runScript(lookAtVolumes, [file, UID, "pvc-1"]);

  expect(stdout).toMatch(/^rw \d+ (\d+|-)\n$/);
});

test.each([
  ["mounted read-only", "ro,relatime", "rw"],
  ["remounted read-only by its file system", "rw,relatime", "ro,errors=remount-ro"],
])("a volume that is %s takes no writes", (_what, options, superOptions) => {
  expect(look(mount(csi(), options, superOptions), UID, "pvc-1")).toEqual(["ro"]);
});

test.each([
  ["nothing is mounted", () => mount("/")],
  ["another pod has it", () => mount(csi().replace(UID, "ffff"))],
  ["another volume is mounted", () => mount(csi("pvc-11"))],
  ["a longer name ends like its own", () => mount(csi("my-pvc-1"))],
])("a volume is missing when %s", (_what, table) => {
  expect(look(table(), UID, "pvc-1")).toEqual(["missing"]);
});

test("a mount point that cannot be looked into is silent", () => {
  expect(look(mount(`/nowhere/pods/${UID}/volumes/kubernetes.io~csi/pvc-1/mount`), UID, "pvc-1")).toEqual([
    "silent",
  ]);
});

test("folders of the host are there or missing, whatever they are called", () => {
  const odd = join(tempFolder(), "a folder; rm -rf $HOME '\"");
  mkdirSync(odd);

  expect(look("", "", odd, "", `${odd}.gone`)).toEqual(["rw", "missing"]);
});

test("many volumes are answered in order", () => {
  const [first, second] = [csi("pvc-1"), csi("pvc-2")];
  const table = mount(second, "ro") + mount(first);

  expect(look(table, UID, "pvc-1", UID, "pvc-3", UID, "pvc-2")).toEqual(["rw", "missing", "ro"]);
});

test("nothing is written: a folder is as it was", () => {
  const place = csi();
  const before = runScript({ name: "list", text: 'ls -la --time-style=full-iso "$1"' }, [place]).stdout;

  look(mount(place), UID, "pvc-1");

  expect(runScript({ name: "list", text: 'ls -la --time-style=full-iso "$1"' }, [place]).stdout).toBe(before);
});
