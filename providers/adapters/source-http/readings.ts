import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { sha256 as sha256Of } from "../../../domain/canonical-json";
import type { HttpAnswer, Readings } from "../../../domain/ports";

const digest = (...parts: readonly string[]): string => sha256Of(parts.join("\n"));

/** What a reading has to agree in to be handed out: the program that read, what was asked of the text, and the text. */
interface Key {
  readonly program: string;
  readonly subject: string;
  readonly sha256: string;
}

/** The first line vouches for the rest and for its key; whatever does not fit is as good as absent. */
const seal = ({ program, subject, sha256 }: Key, json: string): string =>
  digest(program, subject, sha256, json);

function find(file: string, key: Key): { readonly value: unknown } | null {
  try {
    const content = readFileSync(file, "utf8");
    const end = content.indexOf("\n");
    const json = content.slice(end + 1);
    return content.slice(0, end) === seal(key, json) ? { value: JSON.parse(json) } : null;
  } catch {
    return null;
  }
}

/** Not flushed to the disk: what a power cut leaves of it does not fit its first line. */
function keep(dir: string, file: string, key: Key, value: unknown): void {
  const json = JSON.stringify(value);
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    writeFileAtomic.sync(file, `${seal(key, json)}\n${json}`, { mode: 0o600, fsync: false });
  } catch {
    // A full or read-only disk costs the next run the reading; this one has it.
  }
}

/**
 * What this very program was compiled of, as the compiler noted it, and with which libraries. `null` where nothing was
 * compiled, as in tests: there is no telling then whether two programs are the same.
 */
export function programDigest(root = join(__dirname, "..", "..", "..")): string | null {
  const files = [join(root, ".tsbuildinfo"), join(root, "..", "package.json")];
  try {
    return digest(...files.map((file) => readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Readings on disk, beside the answers: a file for each subject, which its next reading replaces. */
export function openReadings(cacheDir: string, program: string | null): Readings {
  const dir = join(cacheDir, "readings");
  return {
    of<T>(subject: string, { sha256 }: Pick<HttpAnswer, "sha256">, read: () => T): T {
      if (program === null || sha256 === undefined) return read();
      const key: Key = { program, subject, sha256 };
      const file = join(dir, digest(subject).slice(0, 32));
      const known = find(file, key);
      if (known !== null) return known.value as T;
      const value = read();
      keep(dir, file, key, value);
      return value;
    },
  };
}
