import { findImage, IMAGES, imageRef } from "../../../lab/images/registry";
import { findTool } from "../../../tools/registry";

describe.each(IMAGES.map((image) => [image.name, image] as const))("the image %s", (name, image) => {
  test("has a program that is static, since there is nothing else in the image", () => {
    expect(findTool(image.tool).module.static).toBe(true);
  });

  test("has a name that the kubelet and containerd take", () => {
    expect(imageRef(name)).toMatch(/^lab\.local\/[a-z0-9]+(-[a-z0-9]+)*:[\w][\w.-]*$/);
  });

  test("has absolute, tidy paths", () => {
    const paths = [image.entrypoint[0], ...(image.files ?? []).map(({ path }) => path)];
    expect(paths.every((path) => /^(\/[\w.-]+)+$/.test(path) && !path.includes(".."))).toBe(true);
  });
});

test("no two images have one name", () => {
  expect(new Set(IMAGES.map(({ name }) => name)).size).toBe(IMAGES.length);
});

test("an unknown image is answered with those that there are", () => {
  expect(() => findImage("postgres")).toThrow("There is no image postgres; there are pause, recorder");
});
