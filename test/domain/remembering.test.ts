import { remembering } from "../../domain/remembering";

test("a text is read once, also when nothing comes of it", () => {
  const asked: string[] = [];
  const read = remembering((text) => {
    asked.push(text);
    return text === "bad" ? null : text.length;
  });

  expect([read("one"), read("bad"), read("one"), read("bad")]).toEqual([3, null, 3, null]);
  expect(asked).toEqual(["one", "bad"]);
});

test("no more is kept than the most, and what was forgotten is read again", () => {
  const asked: string[] = [];
  const read = remembering((text) => asked.push(text), 2);

  for (const text of ["a", "b", "c", "a"]) read(text);

  expect(asked).toEqual(["a", "b", "c", "a"]);
});
