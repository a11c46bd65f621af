import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloneRepository, readGitState, readRemote } from "../../../providers/adapters/git";
import { serve } from "../../helpers/loopback";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

const identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"];
const git = (folder: string, ...words: string[]): string =>
  execFileSync("git", [...identity, ...words], { cwd: folder, encoding: "utf8" }).trim();

/** A repository with two commits; the first one has a tag. */
function repository(): string {
  const folder = tempFolder();
  git(folder, "init", "--quiet", "--initial-branch=main");
  for (const text of ["one", "two"]) {
    writeFileSync(join(folder, "a.yaml"), text);
    git(folder, "add", "a.yaml");
    git(folder, "commit", "--quiet", "-m", text);
    if (text === "one") git(folder, "tag", "first");
  }
  return folder;
}

const protocols = ["file"];

test("fetches the default branch, a tag and a commit", async () => {
  const from = repository();
  git(from, "config", "uploadpack.allowAnySHA1InWant", "true");
  const commit = git(from, "rev-parse", "first");
  for (const [ref, text] of [
    [undefined, "two"],
    ["first", "one"],
    ["main", "two"],
    [commit, "one"],
  ] as const) {
    const folder = join(tempFolder(), "clone");
    await cloneRepository({
      url: `file://${from}`,
      folder,
      protocols,
      ...(ref === undefined ? {} : { ref }),
    });
    expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe(text);
    expect((await readGitState(folder))?.dirty).toBe(false);
  }
});

test("does not use a transport that is not allowed", async () => {
  const folder = join(tempFolder(), "clone");
  const error = await rejectionOf(cloneRepository({ url: `file://${repository()}`, folder }));
  expect(error).toMatchObject({ code: "GIT_UNREACHABLE", kind: "waiting" });
});

test.each([
  ["--upload-pack=touch /tmp/x", undefined, "GIT_URL_INVALID"],
  ["ext::sh -c true", undefined, "GIT_URL_INVALID"],
  ["https://example.org/ext::x", undefined, "GIT_URL_INVALID"],
  ["https://example.org/a", "--upload-pack=x", "GIT_REF_INVALID"],
  ["https://example.org/a", "+main:main", "GIT_REF_INVALID"],
  ["https://example.org/a", "a..b", "GIT_REF_INVALID"],
])("refuses %s %s", async (url, ref, code) => {
  const folder = join(tempFolder(), "clone");
  const error = await rejectionOf(cloneRepository({ url, folder, ...(ref === undefined ? {} : { ref }) }));
  expect(error).toMatchObject({ code });
  expect(existsSync(folder)).toBe(false);
});

test("reads the address without a password", async () => {
  const folder = repository();
  expect(await readRemote(folder)).toBeNull();
  git(folder, "remote", "add", "origin", "https://me:secret@example.org/a.git");
  expect(await readRemote(folder)).toBe("https://example.org/a.git");
});

test("a token is sent as a header by git itself, and is in no message", async () => {
  const seen: string[] = [];
  const { url } = await serve((request, answer) => {
    seen.push(request.headers.authorization ?? "");
    answer.writeHead(404).end();
  });
  const asked = { url: `${url}cluster.git`, folder: tempFolder(), protocols: ["http"], token: "s3cret" };

  const error = await rejectionOf(cloneRepository(asked));

  expect(error).toMatchObject({ kind: "waiting", code: "GIT_UNREACHABLE" });
  expect(String(error)).not.toContain("s3cret");
  expect(seen.map((it) => Buffer.from(it.replace("Basic ", ""), "base64").toString())).toEqual([
    "x-access-token:s3cret",
  ]);
});
