import { isWrittenThrough } from "../../domain/written-through";

const OLD = "storage.k8s.io/v1beta1";
const NEW = "storage.k8s.io/v1";
const entry = (apiVersion: string, minute: number | null, manager = "kubectl", subresource = "") => ({
  manager,
  apiVersion,
  subresource,
  ...(minute === null ? {} : { time: `2026-06-01T10:${String(minute).padStart(2, "0")}:00Z` }),
});

describe("an object counts as written through a version", () => {
  test.each([
    ["by its only writer", [entry(OLD, 1)]],
    ["by one of two writers, although the other came later", [entry(OLD, 1, "helm"), entry(NEW, 2)]],
    ["when its writer went back to it", [entry(NEW, 1), entry(OLD, 2)]],
    ["when nobody knows which came last", [entry(OLD, null), entry(NEW, 2)]],
    ["when both came in the same second", [entry(OLD, 1), entry(NEW, 1)]],
    ["when only the status is written anew", [entry(OLD, 1), entry(NEW, 2, "kubectl", "status")]],
  ])("%s", (_, managedFields) => {
    expect(isWrittenThrough(managedFields, OLD)).toBe(true);
  });

  test.each([
    ["nobody wrote", []],
    ["others wrote", [entry(NEW, 1)]],
    ["its writer has left since, with fields that it did not change", [entry(OLD, 1), entry(NEW, 2)]],
  ])("and not through one that %s", (_, managedFields) => {
    expect(isWrittenThrough(managedFields, OLD)).toBe(false);
  });
});
