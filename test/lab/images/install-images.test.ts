import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installImages, place } from "../../../lab/images/install-images";
import { tempFolder } from "../../helpers/temp-folder";

const file = (content: string) => {
  const path = join(tempFolder(), "image.tar");
  writeFileSync(path, content);
  return path;
};

test("an image takes the place of an older one, and nothing else is left in the folder", async () => {
  const folder = tempFolder();
  const target = join(folder, "pause.tar");
  await place(file("old"), target);
  const next = file("new");

  await place(next, target);
  await place(next, target);

  expect(readFileSync(target, "utf8")).toBe("new");
  expect(readdirSync(folder)).toEqual(["pause.tar"]);
});

test("an image that is not there leaves the older one in its place", async () => {
  const folder = tempFolder();
  const target = join(folder, "pause.tar");
  await place(file("old"), target);

  await expect(place(join(folder, "missing"), target)).rejects.toThrow("ENOENT");

  expect(readFileSync(target, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["pause.tar"]);
});

test("an image comes over from another file system", async () => {
  const target = join("/dev/shm", `place-${process.pid}.tar`);
  try {
    await place(file("from afar"), target);
    expect(readFileSync(target, "utf8")).toBe("from afar");
  } finally {
    rmSync(target, { force: true });
  }
});

test("images that are asked for are made and lie in the folder by their names", async () => {
  const folder = join(tempFolder(), "agent", "images");

  const files = await installImages(["pause", "volume-folder"], folder);

  expect(files).toEqual([join(folder, "pause.tar"), join(folder, "volume-folder.tar")]);
  expect(readdirSync(folder)).toEqual(["pause.tar", "volume-folder.tar"]);
}, 180_000);
