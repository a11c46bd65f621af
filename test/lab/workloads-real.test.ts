import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { imageRef, WORKLOAD_IMAGES } from "../../lab/images/registry";
import { checkoutRoot } from "../../tools/checkout";

const simulated = join(checkoutRoot(), "lab/workloads");
const real = join(checkoutRoot(), "lab/workloads-real");

const read = (folder: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));

const kustomization = (folder: string) => parse(readFileSync(join(folder, "kustomization.yaml"), "utf8"));

const imagesIn = (folder: string) =>
  read(folder).flatMap(({ text }) => [...text.matchAll(/\bimage: (\S+)/g)].map(([, image]) => `${image}`));

const replacements: { name: string; newName: string; newTag: string }[] = kustomization(real).images;

test.each([simulated, real])("%s lists every file that lies in it", (folder) => {
  const files = read(folder).map(({ file }) => file);
  const listed = (kustomization(folder).resources as string[]).filter((resource) =>
    resource.endsWith(".yaml"),
  );

  expect(listed.concat("kustomization.yaml").sort()).toEqual(files.sort());
});

test("every image of the simulated workloads has one that can be had", () => {
  const simulatedNames = imagesIn(simulated).map((image) => image.replace(/:[^:/]*$/, ""));

  expect(replacements.map(({ name }) => name).sort()).toEqual(simulatedNames.sort());
});

test("the images that real nodes get are those that the workloads name, at the version that is built", () => {
  const named = [...imagesIn(real), ...replacements.map(({ newName, newTag }) => `${newName}:${newTag}`)];
  const provided = WORKLOAD_IMAGES.map(imageRef);

  expect(new Set([...named, imageRef("pause")])).toEqual(new Set(provided));
});
