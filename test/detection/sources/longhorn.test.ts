import { listReleases } from "../../../detection/sources";
import type { Listed } from "../../../domain/listing";
import { serve } from "../../helpers/loopback";
import { sourceWorld } from "../../helpers/source-world";

const RELEASES = [
  { tag_name: "v1.13.0", prerelease: true },
  { tag_name: "v1.12.1" },
  { tag_name: "v1.12.0", body: "> [!WARNING]\n> **Hotfix**" },
  { tag_name: "v1.13.0-rc1", prerelease: true },
];
const INDEX = `entries:
  longhorn:
  - version: 1.12.1
    kubeVersion: '>=1.26.0-0'
generated: "2026"
`;

const NEW =
  '{"versions":[{"name":"v1.12.1","minUpgradableVersion":"","tags":["latest","stable"],"extraInfo":null}]}';

async function listing(responder: string | null, index: string | null = INDEX): Promise<Listed> {
  const { url } = await serve((request, answer) => {
    const body = request.url?.startsWith("/releases")
      ? JSON.stringify(RELEASES)
      : request.method === "POST"
        ? responder
        : index;
    return body === null ? answer.writeHead(404).end() : answer.end(body);
  });
  const query = { releases: `${url}releases`, responder: `${url}check`, charts: `${url}charts` };
  return (await listReleases("longhorn", query, sourceWorld())) as Listed;
}

const field = <K extends keyof Listed["releases"][number]>({ releases }: Listed, version: string, key: K) =>
  releases.find((release) => release.version === version)?.[key];

test.each([
  ["today's keys", NEW],
  [
    "the capital keys of 2023",
    '{"Versions":[{"Name":"v1.12.1","MinUpgradableVersion":"","Tags":["latest","stable"]}]}',
  ],
])("the responder's labels are tags, with %s", async (_what, answer) => {
  const found = await listing(answer);

  expect(field(found, "v1.12.1", "tags")).toEqual(["latest", "stable"]);
  expect(field(found, "v1.12.0", "tags")).toEqual([]);
  expect(found.findings).toEqual([]);
});

test("a comma too many is forgiven and told, and texts are left as they are", async () => {
  const found = await listing('{"versions":[{"name":"v1.12.1","tags":["stable,}",],},],}');

  expect(field(found, "v1.12.1", "tags")).toEqual(["stable,}"]);
  expect(found.findings).toEqual([expect.objectContaining({ code: "SOURCE_SLOPPY" })]);
});

test("without responder and chart the releases are still known, with the Kubernetes that they are known to need", async () => {
  const found = await listing("no json at all", null);

  expect(found.kind).toBe("listed");
  expect(field(found, "v1.12.1", "kubeVersion")).toBe(">=1.25.0-0");
  expect(found.findings.map(({ code }) => code)).toEqual(["SOURCE_PARTLY_UNKNOWN", "SOURCE_PARTLY_UNKNOWN"]);
});

test("the oldest version that may go to a release is kept where the responder names one", async () => {
  const found = await listing(
    '{"versions":[{"name":"v1.12.1","minUpgradableVersion":"v1.11.0","tags":null}]}',
  );
  expect(field(found, "v1.12.1", "minimumFrom")).toBe("v1.11.0");
  expect(field(found, "v1.12.0", "minimumFrom")).toBeNull();
});

test("the chart's own constraint counts where there is one", async () => {
  const found = await listing(NEW);

  expect(field(found, "v1.12.1", "kubeVersion")).toBe(">=1.26.0-0");
  expect(field(found, "v1.13.0", "kubeVersion")).toBe(">=1.34.0-0");
});

test("marks and names are told apart", async () => {
  const found = await listing(NEW);

  expect(field(found, "v1.13.0", "provisional")).toBe(true);
  expect(field(found, "v1.13.0-rc1", "prerelease")).toBe(true);
});
