import fc from "fast-check";

/** Any well-formed version, with few distinct numbers so that equal parts are met often. */
export const anyVersion = fc
  .record({
    minor: fc.integer({ min: 20, max: 23 }),
    patch: fc.integer({ min: 0, max: 12 }),
    pre: fc.option(fc.tuple(fc.constantFrom("alpha", "beta", "rc"), fc.integer({ min: 0, max: 12 }))),
    build: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ minor, patch, pre, build }) => {
    const candidate = pre === null ? "" : `-${pre[0]}${pre[1]}`;
    return `v1.${minor}.${patch}${candidate}+k3s${build}`;
  });
