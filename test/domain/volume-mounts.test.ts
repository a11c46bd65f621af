import type { ClaimFacts, StorageFacts, VolumeUse } from "../../domain/volume-facts";
import {
  type MountState,
  mountParameters,
  mountTargets,
  mountTrouble,
  readMountStates,
  unboundClaims,
} from "../../domain/volume-mounts";

const claim = (over: Partial<ClaimFacts> = {}): ClaimFacts => ({
  namespace: "shop",
  name: "data",
  phase: "Bound",
  volume: "pvc-1",
  block: false,
  readOnly: false,
  waitsForConsumer: true,
  ...over,
});

const use = (over: Partial<VolumeUse> = {}): VolumeUse => ({
  namespace: "shop",
  pod: "db-0",
  uid: "u-1",
  node: "agent-1",
  running: true,
  claim: "data",
  readOnly: false,
  ...over,
});

const storage = (over: Partial<StorageFacts> = {}): StorageFacts => ({
  claims: [claim()],
  volumes: [{ name: "pvc-1", hostPath: null }],
  attachments: [],
  uses: [use()],
  ...over,
});

describe("a volume must be mounted", () => {
  test("where a running pod uses it", () => {
    expect(mountTargets(storage())).toEqual([
      {
        what: "shop/db-0 data",
        node: "agent-1",
        uid: "u-1",
        volume: "pvc-1",
        hostPath: null,
        readOnly: false,
      },
    ]);
  });

  test.each<[string, Partial<StorageFacts>]>([
    ["unless the pod does not run", { uses: [use({ running: false })] }],
    ["unless it is a raw device", { claims: [claim({ block: true })] }],
    ["unless the claim has none", { claims: [claim({ volume: null })] }],
    ["unless the claim is gone", { claims: [] }],
  ])("%s", (_what, over) => {
    expect(mountTargets(storage(over))).toEqual([]);
  });

  test.each<[string, Partial<StorageFacts>]>([
    ["the pod", { uses: [use({ readOnly: true })] }],
    ["the claim", { claims: [claim({ readOnly: true })] }],
  ])("and may be read-only when %s says so", (_what, over) => {
    expect(mountTargets(storage(over))).toMatchObject([{ readOnly: true }]);
  });

  test("is looked for by pod and name, or as the folder that it is", () => {
    const [plain] = mountTargets(storage());
    const [folder] = mountTargets(storage({ volumes: [{ name: "pvc-1", hostPath: "/srv/a b" }] }));

    expect([plain, folder].map((it) => it && mountParameters(it))).toEqual([
      ["u-1", "pvc-1"],
      ["", "/srv/a b"],
    ]);
  });
});

describe("what a node says of its volumes", () => {
  test("is a line for each", () => {
    expect(readMountStates("rw 10 1\nro 99 -\nmissing - -\nsilent - -\n", 4)).toEqual([
      { state: "rw", space: 10, inodes: 1 },
      { state: "ro", space: 99, inodes: null },
      { state: "missing", space: null, inodes: null },
      { state: "silent", space: null, inodes: null },
    ]);
  });

  test.each([
    ["too few", "rw 10 1\n", 2],
    ["too many", "rw 10 1\nrw 10 1\n", 1],
    ["something else", "sudo: a password is required\n", 1],
    ["nothing", "", 1],
  ])("is not guessed from %s", (_what, text, expected) => {
    expect(readMountStates(text, expected)).toBeNull();
  });
});

describe("a volume in use is in trouble", () => {
  const seen = (over: Partial<MountState>): MountState => ({ state: "rw", space: 10, inodes: 1, ...over });
  const plain = { hostPath: null, readOnly: false };

  test.each<[string, Partial<MountState>, Partial<typeof plain>, string | undefined]>([
    ["when it is not mounted", { state: "missing" }, {}, "VOLUME_NOT_MOUNTED"],
    ["when it does not answer", { state: "silent" }, {}, "VOLUME_NOT_MOUNTED"],
    ["when it takes no writes", { state: "ro" }, {}, "VOLUME_READ_ONLY"],
    ["unless it is only to be read", { state: "ro" }, { readOnly: true }, undefined],
    ["when it is full", { space: 98 }, {}, "VOLUME_FULL"],
    ["when it has no inodes left", { inodes: 100 }, {}, "VOLUME_FULL"],
    ["unless there is a little space left", { space: 97, inodes: 97 }, {}, undefined],
    ["unless nobody counts its space", { space: null, inodes: null }, {}, undefined],
  ])("%s", (_when, state, target, code) => {
    expect(mountTrouble(seen(state), { ...plain, ...target })?.code).toBe(code);
  });
});

describe("a claim without a volume", () => {
  const unbound = (over: Partial<ClaimFacts>, uses: readonly VolumeUse[] = []) =>
    unboundClaims(storage({ claims: [claim({ volume: null, ...over })], uses })).map(({ phase }) => phase);

  test.each<[string, string[], string[]]>([
    ["may wait for its first pod", unbound({ phase: "Pending" }), []],
    ["must not keep a pod waiting", unbound({ phase: "Pending" }, [use({ node: "" })]), ["Pending"]],
    [
      "must not wait when its class binds at once",
      unbound({ phase: "Pending", waitsForConsumer: false }),
      ["Pending"],
    ],
    ["has lost it", unbound({ phase: "Lost" }), ["Lost"]],
    ["is none", unbound({ phase: "Bound" }), []],
  ])("%s", (_what, found, expected) => {
    expect(found).toEqual(expected);
  });
});
