import { CORDON_ANNOTATION, isForeignCordon, readCordonMark } from "../../domain/cordon";

const marked = (value: unknown) => ({
  [CORDON_ANNOTATION]: typeof value === "string" ? value : JSON.stringify(value),
});

test.each<[string, Record<string, string>, unknown]>([
  ["our mark", marked({ run: "r1", priorUnschedulable: false }), { run: "r1", priorUnschedulable: false }],
  [
    "a mark with more in it",
    marked({ run: "r1", priorUnschedulable: true, x: 1 }),
    { run: "r1", priorUnschedulable: true },
  ],
  ["no mark", {}, null],
  ["no JSON", marked("yes"), null],
  ["another shape", marked({ run: 1, priorUnschedulable: false }), null],
  ["half a mark", marked({ run: "r1" }), null],
  ["null", marked("null"), null],
])("reads %s", (_what, annotations, expected) => {
  expect(readCordonMark(annotations)).toEqual(expected);
});

test.each<[string, boolean, Record<string, string>, boolean]>([
  ["open", false, {}, false],
  ["open with an old mark", false, marked({ run: "r1", priorUnschedulable: true }), false],
  ["cordoned by somebody", true, {}, true],
  ["cordoned by us", true, marked({ run: "r1", priorUnschedulable: false }), false],
  ["cordoned before we came", true, marked({ run: "r1", priorUnschedulable: true }), true],
  ["cordoned with a mark that nobody can read", true, marked("?"), true],
])("a node that is %s", (_what, unschedulable, annotations, expected) => {
  expect(isForeignCordon({ unschedulable, annotations })).toBe(expected);
});
