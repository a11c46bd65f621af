import { sourceOrder } from "../../tools/source-order";

describe("the order of sources", () => {
  test.each([
    [undefined, ["path", "cache", "download", "build"]],
    ["", ["path", "cache", "download", "build"]],
    ["build", ["build"]],
    ["cache,path", ["cache", "path"]],
    [" cache , build ", ["cache", "build"]],
    ["cache,cache", ["cache"]],
  ])("%p gives %p", (choice, order) => {
    expect(sourceOrder(choice)).toEqual(order);
  });

  test("names what it does not know", () => {
    expect(() => sourceOrder("cache,internet")).toThrow(/internet; it may name path, cache, download, build/);
  });
});
