import { mapLimited } from "../../domain/map-limited";

test("keeps the order and never has more than the limit under way", async () => {
  let running = 0;
  let most = 0;
  const doubled = await mapLimited([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, item));
    running--;
    return item * 2;
  });
  expect(doubled).toEqual([10, 2, 8, 4, 6]);
  expect(most).toBe(2);
});

test("throws the first failure, and does nothing with nothing", async () => {
  await expect(mapLimited([1, 2], 1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await mapLimited([], 3, () => Promise.resolve(1))).toEqual([]);
});
