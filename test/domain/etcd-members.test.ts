import { type EtcdMember, missingMembers } from "../../domain/etcd-members";

/** `yn` are two other members, of which the first is well. */
const others = (letters: string): EtcdMember[] =>
  [...letters].map((letter, index) => ({
    node: `server-${index + 2}`,
    trouble: letter === "y" ? null : "is away",
  }));

test.each([
  ["", []],
  ["y", []],
  ["n", ["server-2"]],
  ["yy", []],
  ["yn", ["server-3"]],
  ["nn", ["server-2", "server-3"]],
  ["yyy", []],
  ["yyn", ["server-4"]],
  ["yyyy", []],
  ["yyyn", []],
  ["yynn", ["server-4", "server-5"]],
])("one server beside %p may be restarted when nobody of %j is missing", (letters, missing) => {
  expect(missingMembers(others(letters)).map(({ node }) => node)).toEqual(missing);
});
