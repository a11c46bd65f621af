import { createHash } from "node:crypto";
import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { extract, list } from "tar";
import type { Image } from "../../../lab/images/image";
import { packImage } from "../../../lab/images/image-tar";
import { writeLayout } from "../../../lab/images/layout";
import { sha256Of } from "../../../lab/sha256";
import { tempFolder } from "../../helpers/temp-folder";

const image: Image = {
  name: "echo",
  tool: "echo",
  entrypoint: ["/usr/bin/echo", "-n"],
  files: [
    { path: "/etc/motd", mode: 0o644, content: "hello\n" },
    { path: "/tmp", mode: 0o1777 },
  ],
  user: "65532:65532",
};

const folder = tempFolder();
const program = join(folder, "echo");
writeFileSync(program, "not really a program", { mode: 0o700 });

const ingredients = { image, ref: "lab.local/echo:1", program, architecture: "x64" };

/** Writes the image and unpacks it; answers the folder of the layout. */
async function unpacked(): Promise<string> {
  const at = tempFolder();
  await writeLayout(join(at, "image.tar"), join(at, "layer.tar"), ingredients);
  await mkdir(join(at, "layout"));
  await extract({ file: join(at, "image.tar"), cwd: join(at, "layout") });
  return join(at, "layout");
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

/** Follows a descriptor as containerd does: the content has to have its digest and size. */
function blob(layout: string, { digest, size }: Descriptor): Buffer {
  const content = readFileSync(join(layout, "blobs", digest.replace(":", "/")));
  expect(`sha256:${createHash("sha256").update(content).digest("hex")}`).toBe(digest);
  expect(content.length).toBe(size);
  return content;
}

const parsed = (content: Buffer) => JSON.parse(content.toString());

test("the layout leads from the name to the layer, every digest and size right", async () => {
  const layout = await unpacked();
  const [named] = parsed(readFileSync(join(layout, "index.json"))).manifests;
  const manifest = parsed(blob(layout, named));
  const config = parsed(blob(layout, manifest.config));
  const [layer] = manifest.layers;
  blob(layout, layer);

  expect(named.annotations["io.containerd.image.name"]).toBe("lab.local/echo:1");
  expect(config).toMatchObject({
    architecture: "amd64",
    os: "linux",
    config: { User: "65532:65532", Entrypoint: ["/usr/bin/echo", "-n"] },
    rootfs: { diff_ids: [layer.digest] },
  });
});

test("the layer has the program, the other files and the folders on the way to them, nobody's in particular", async () => {
  const at = tempFolder();
  await writeLayout(join(at, "image.tar"), join(at, "layer.tar"), ingredients);
  const seen: unknown[] = [];
  await list({
    file: join(at, "layer.tar"),
    strict: true,
    onReadEntry: ({ path, mode, uid, mtime }) => seen.push([path, mode?.toString(8), uid, mtime?.getTime()]),
  });

  expect(seen).toEqual([
    ["etc", "755", 0, 0],
    ["etc/motd", "644", 0, 0],
    ["tmp", "1777", 0, 0],
    ["usr", "755", 0, 0],
    ["usr/bin", "755", 0, 0],
    ["usr/bin/echo", "755", 0, 0],
  ]);
});

test("the same ingredients give the same bytes, whenever and wherever", async () => {
  const [one, two] = [join(folder, "one.tar"), join(folder, "two.tar")];
  await writeLayout(one, join(folder, "layer-1"), ingredients);
  utimesSync(program, 1, 1);
  await writeLayout(two, join(folder, "layer-2"), ingredients);

  expect(await sha256Of(one)).toBe(await sha256Of(two));
});

describe("in the tool cache", () => {
  const before = process.env.XDG_CACHE_HOME;
  beforeAll(() => {
    process.env.XDG_CACHE_HOME = tempFolder();
  });
  afterAll(() => {
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });

  const pack = (changed: object = {}) => packImage({ ...ingredients, ...changed }, { report: () => {} });

  test("an image is packed once", async () => {
    const first = await pack();
    const { ino } = statSync(first);

    expect(await pack()).toBe(first);
    expect(statSync(first).ino).toBe(ino);
  });

  test("another name, file or program is another image", async () => {
    const files = [
      await pack(),
      await pack({ ref: "lab.local/echo:2" }),
      await pack({ image: { ...image, files: [] } }),
    ];
    writeFileSync(program, "another program");
    files.push(await pack());

    expect(new Set(files).size).toBe(4);
  });
});
