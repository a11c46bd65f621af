import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openHttp } from "../../../providers/adapters/http";
import { serve } from "../../helpers/loopback";
import { rejectionOf } from "../../helpers/rejection";
import { tempFolder } from "../../helpers/temp-folder";

const http = openHttp();

test("an answer is its status, headers and text", async () => {
  const { url } = await serve((_, answer) => answer.writeHead(404, { "x-why": "gone" }).end("nothing"));

  expect(await http.get(url)).toMatchObject({ status: 404, headers: { "x-why": "gone" }, body: "nothing" });
});

test("a server that fails for a moment is asked again", async () => {
  const { url, requests } = await serve((_, answer, count) =>
    answer.writeHead(count < 3 ? 500 : 200).end("there"),
  );

  expect(await http.get(url)).toMatchObject({ status: 200, body: "there" });
  expect(requests()).toHaveLength(3);
});

test("nobody at the address is a source that does not answer, named by host", async () => {
  const { url, close } = await serve((_, answer) => answer.end());
  await close();

  expect(await rejectionOf(http.get(url))).toMatchObject({
    kind: "waiting",
    code: "SOURCE_UNREACHABLE",
    message: expect.stringContaining(new URL(url).host),
  });
}, 20_000);

test("an answer larger than allowed is not read to its end", async () => {
  const { url } = await serve((_, answer) => answer.end("x".repeat(10_000)));

  const error = (await rejectionOf(http.get(url, { maxBytes: 100 }))) as Error;

  expect(error).toMatchObject({ kind: "waiting" });
  expect(error.message).toMatch(/larger than 100 bytes/);
}, 20_000);

test("a redirection is followed unless it is asked for", async () => {
  const { url } = await serve((request, answer) =>
    request.url === "/there" ? answer.end("there") : answer.writeHead(302, { location: "/there" }).end(),
  );

  expect(await http.get(url)).toMatchObject({ status: 200, body: "there" });
  expect(await http.get(url, { redirect: "manual" })).toMatchObject({
    status: 302,
    headers: { location: "/there" },
  });
});

test("a download lies in its file and is known by its digest", async () => {
  const content = Buffer.alloc(300_000, 7);
  const { url } = await serve((_, answer) => answer.end(content));
  const file = join(tempFolder(), "file");

  const digest = await http.download(url, file);

  expect(digest).toBe(createHash("sha256").update(content).digest("hex"));
  expect(readFileSync(file).equals(content)).toBe(true);
});

test("a download that was cut off is begun anew", async () => {
  const { url } = await serve((_, answer, count) => {
    answer.writeHead(200, { "content-length": "10" });
    if (count > 1) return answer.end("0123456789");
    return answer.write("01234", () => answer.destroy());
  });
  const file = join(tempFolder(), "file");

  const digest = await http.download(url, file);

  expect(digest).toBe(createHash("sha256").update("0123456789").digest("hex"));
  expect(readFileSync(file, "utf8")).toBe("0123456789");
});

test("a page that says there is no such file is no download", async () => {
  const { url } = await serve((_, answer) => answer.writeHead(404).end("<html>"));

  const error = (await rejectionOf(http.download(url, join(tempFolder(), "file")))) as Error;

  expect(error.message).toContain("HTTP 404");
}, 20_000);
