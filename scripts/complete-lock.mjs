// Completes package-lock.json with the packages of other platforms: a registry that lacks them makes npm leave them
// out, and then `npm ci` refuses the lock everywhere. Run after every `npm install`; --check only says what is missing.
import { readFileSync, writeFileSync } from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(readFileSync(file, "utf8"));

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "s390x",
  "riscv64",
  "loong64",
  "mips64el",
  "wasm32",
];

/** `@biomejs/cli-linux-x64-musl` -> what npm would have read from the package itself. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((key) =>
    words.some((word) => word === key || (key === "arm" && /^armv/.test(word))),
  );
  const libc = words.some((word) => word.startsWith("musl")) ? { libc: ["musl"] } : {};
  return { ...(cpu.length > 0 ? { cpu } : {}), ...(os.length > 0 ? { os } : {}), ...libc };
}

/** Where npm would have put it: beside its dependent, or above. */
const isThere = (path, name) => {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${folder}${folder === "" ? "" : "/"}node_modules/${name}`] !== undefined) return true;
    if (folder === "" || !folder.includes("/node_modules/"))
      return lock.packages[`node_modules/${name}`] !== undefined;
  }
};

const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isThere(path, name)) continue;
    const version = /^\d+\.\d+\.\d+$/.test(range) ? range : undefined;
    const platform = platformOf(name);
    if (version === undefined || platform.os === undefined) continue;
    const dev = entry.dev === true ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = { version, ...dev, optional: true, ...platform };
    added.push(name);
  }
}

if (process.argv.includes("--check")) {
  if (added.length > 0)
    console.error(`package-lock.json lacks ${added.join(", ")}; run: node scripts/complete-lock.mjs`);
  process.exitCode = added.length === 0 ? 0 : 1;
} else if (added.length > 0) {
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
  console.log(`added ${added.length} packages of other platforms`);
}
