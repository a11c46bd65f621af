import { type ChildProcess, execFile, spawn } from "node:child_process";
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../../lab/process/free-port";
import { checkoutRoot } from "../../../tools/checkout";
import { resolveTool } from "../../../tools/resolve";
import { tempFolder } from "../../helpers/temp-folder";

// Compiling takes its time where nothing has been compiled before.
jest.setTimeout(180_000);

interface Records {
  readonly pod: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly lost: { readonly from: number; readonly to: number }[];
  readonly damaged: { readonly line: number; readonly number: number; readonly reason: string }[];
  readonly tornBytes: number;
  readonly atStart: Omit<Records, "pod" | "atStart">;
}

let program: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  program = (await resolveTool("recorder")).file;
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

test("the programs pass their own tests", async () => {
  const cwd = join(checkoutRoot(), "lab/images/programs");
  const { stdout } = await promisify(execFile)("go", ["test", "./..."], { cwd });

  const passed = [...stdout.matchAll(/^ok .*\/([\w-]+)\t/gm)].map(([, name]) => name);
  expect(passed).toEqual(["ingress", "recorder", "volume-folder"]);
});

interface Recorder {
  readonly url: string;
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
}

async function start(...flags: string[]): Promise<Recorder> {
  const port = await freePort(new Set());
  const child = spawn(program, ["-listen", `127.0.0.1:${port}`, ...flags], {
    env: { POD_NAME: "orders-db-0", NODE_NAME: "agent-1" },
    stdio: "ignore",
  });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100 && !(await statusOf(`${url}/ready`)); tries++) await sleep(50);
  return { url, child, ended };
}

const statusOf = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => undefined,
  );

const recordsOf = async ({ url }: Recorder) => (await (await fetch(`${url}/records`)).json()) as Records;

async function atLeast(recorder: Recorder, count: number): Promise<Records> {
  for (;;) {
    const records = await recordsOf(recorder);
    if (records.count >= count) return records;
    await sleep(50);
  }
}

async function kill({ child, ended }: Recorder): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

describe("the recorder with a volume", () => {
  test("loses nothing that it has told of, however often it is killed", async () => {
    const volume = tempFolder();
    let told = 0;
    for (let round = 0; round < 5; round++) {
      const recorder = await start("-volume", volume, "-rate", "500");
      const records = await atLeast(recorder, told + 20);
      expect(records.atStart.last).toBeGreaterThanOrEqual(told);
      told = records.last;
      await kill(recorder);
    }
    const records = await recordsOf(await start("-volume", volume));

    expect(records).toMatchObject({ pod: "orders-db-0", first: 1, lost: [], damaged: [] });
    expect(records.count).toBe(records.last);
    expect(records.last).toBeGreaterThanOrEqual(told);
  });

  /** A log of at least 20 records, changed while nobody writes. */
  async function afterwards(change: (file: string, lines: string[]) => void): Promise<[Records, number]> {
    const volume = tempFolder();
    const recorder = await start("-volume", volume, "-rate", "200");
    await atLeast(recorder, 20);
    await kill(recorder);
    const file = join(volume, "records.log");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    change(file, lines);
    return [await recordsOf(await start("-volume", volume)), lines.length];
  }

  const write = (file: string, lines: readonly string[]) => writeFileSync(file, `${lines.join("\n")}\n`);

  test("names the records that are missing in the middle", async () => {
    const [{ lost, damaged }] = await afterwards((file, lines) => write(file, lines.toSpliced(6, 3)));

    expect({ lost, damaged }).toEqual({ lost: [{ from: 7, to: 9 }], damaged: [] });
  });

  test("names the records that are missing at the end", async () => {
    const [{ lost, atStart }, count] = await afterwards((file, lines) => write(file, lines.slice(0, -4)));

    expect(lost[0]?.from).toBe(count - 3);
    expect(atStart.last).toBe(count - 4);
  });

  test("names a record that was changed", async () => {
    const change = (file: string, lines: string[]) =>
      write(file, lines.with(4, `${lines[4]}`.replace("-0", "-1")));
    const [{ lost, damaged }] = await afterwards(change);

    expect(lost).toEqual([]);
    expect(damaged).toEqual([{ line: 5, number: 5, reason: expect.stringContaining("checksum") }]);
  });

  test("tells a torn last line apart from a loss", async () => {
    const [records] = await afterwards((file) => appendFileSync(file, "999 17000"));

    expect(records.atStart).toMatchObject({ tornBytes: 9, lost: [], damaged: [] });
    expect(records).toMatchObject({ tornBytes: 0, lost: [], damaged: [] });
  });

  test("an empty file where there were records is a loss of all", async () => {
    const [{ lost, atStart }] = await afterwards((file) => truncateSync(file));

    expect(atStart.count).toBe(0);
    expect(lost[0]?.from).toBe(1);
  });
});

describe("the recorder told to end", () => {
  test("is not ready but answers, finishes what it has begun, and ends well", async () => {
    const recorder = await start("-drain", "1s");
    const slow = fetch(`${recorder.url}/slow?for=2s`);
    await sleep(200);
    recorder.child.kill("SIGTERM");
    await sleep(200);

    expect(await statusOf(`${recorder.url}/ready`)).toBe(503);
    const answer = await fetch(recorder.url);
    expect(await answer.json()).toMatchObject({ pod: "orders-db-0", node: "agent-1" });
    expect(answer.headers.get("connection")).toBe("close");
    expect((await slow).status).toBe(200);
    expect(await recorder.ended).toBe(0);
  });

  test("ends by itself when that is asked for", async () => {
    const { ended } = await start("-stop-after", "300ms");

    expect(await ended).toBe(0);
  });
});
