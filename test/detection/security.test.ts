import { assessSecurity, fetchSupport, githubAt, osvAt } from "../../detection/security";
import { serve } from "../helpers/loopback";
import { rejectionOf } from "../helpers/rejection";
import { sourceWorld } from "../helpers/source-world";

const CONTROLLER = "github.com/fluxcd/source-controller";
const K3S = "github.com/k3s-io/k3s";
const SUBJECTS = [
  { package: K3S, version: "v1.32.3+k3s1" },
  { package: CONTROLLER, version: "v1.8.4" },
];

const GO_1 = {
  id: "GO-1",
  aliases: ["CVE-1"],
  summary: "Shows credentials",
  affected: [
    {
      package: { name: K3S, ecosystem: "Go" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }],
      ecosystem_specific: {
        custom_ranges: [
          { type: "ECOSYSTEM", events: [{ introduced: "1.32.0-rc1" }, { fixed: "1.32.4-rc1" }] },
        ],
      },
    },
  ],
  database_specific: { url: "https://pkg.go.dev/vuln/GO-1", severity: "MODERATE" },
};
const GO_2 = {
  id: "GO-2",
  affected: [
    {
      package: { name: CONTROLLER },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.8.5" }] }],
    },
  ],
};
const RECORDS: Readonly<Record<string, object>> = { "GO-1": GO_1, "GO-2": GO_2 };

/** In pages, as the real one does for many answers. */
async function osvServer(broken: readonly string[] = []) {
  const asked: unknown[] = [];
  const server = await serve((request, answer) => {
    const id = request.url?.split("/v1/vulns/")[1];
    if (id !== undefined)
      return broken.includes(id) ? answer.end("{}") : answer.end(JSON.stringify(RECORDS[id]));
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      const { queries } = JSON.parse(text) as {
        queries: { package: { name: string }; page_token?: string }[];
      };
      asked.push(queries);
      const results = queries.map(({ package: { name }, page_token }) => {
        if (name === K3S && page_token === undefined) return { next_page_token: "two" };
        return { vulns: [{ id: name === K3S ? "GO-1" : "GO-2", modified: "x" }] };
      });
      answer.end(JSON.stringify({ results }));
    });
    return undefined;
  });
  return { base: server.url.slice(0, -1), asked };
}

test("OSV is asked about packages, page by page, and judged here", async () => {
  const { base, asked } = await osvServer();

  const { verdicts, unknown, findings } = await assessSecurity(SUBJECTS, sourceWorld(), [osvAt(base)]);

  expect(asked).toEqual([
    [{ package: { ecosystem: "Go", name: K3S } }, { package: { ecosystem: "Go", name: CONTROLLER } }],
    [{ package: { ecosystem: "Go", name: K3S }, page_token: "two" }],
  ]);
  expect(verdicts).toEqual([
    {
      status: "affected",
      package: K3S,
      version: "v1.32.3+k3s1",
      id: "GO-1",
      aliases: ["CVE-1"],
      summary: "Shows credentials",
      severity: "medium",
      url: "https://pkg.go.dev/vuln/GO-1",
      matched: ">=1.32.0-rc1 <1.32.4-rc1",
      fixedIn: "1.32.4-rc1",
    },
    expect.objectContaining({ id: "GO-2", url: "https://osv.dev/vulnerability/GO-2", fixedIn: "1.8.5" }),
  ]);
  expect([unknown, findings]).toEqual([[], []]);
});

test("an advisory that cannot be read is told by name, and the others are judged", async () => {
  const { base } = await osvServer(["GO-1"]);

  const { verdicts, findings } = await assessSecurity(SUBJECTS, sourceWorld(), [osvAt(base)]);

  expect(verdicts.map(({ id }) => id)).toEqual(["GO-2"]);
  expect(findings).toEqual([
    expect.objectContaining({ code: "SOURCE_PARTLY_UNKNOWN", subject: "advisory GO-1" }),
  ]);
});

describe("the advisories of repositories", () => {
  const LONGHORN = { package: "github.com/longhorn/longhorn", version: "v1.9.1" };
  const advisory = (ghsa_id: string, over: object) => ({
    ghsa_id,
    severity: "high",
    html_url: `x/${ghsa_id}`,
    ...over,
  });
  const range = (text: string, name: string | null = null) => ({
    package: { ecosystem: "other", name },
    vulnerable_version_range: text,
  });

  test("are read to the last page; free text is unclear, not fine", async () => {
    const { url } = await serve((request, answer) => {
      if (request.url?.includes("after="))
        return answer.end(
          JSON.stringify([advisory("GHSA-2", { vulnerabilities: [range("every old one")] })]),
        );
      const first = [
        advisory("GHSA-1", { cve_id: "CVE-9", vulnerabilities: [range("< v1.9.2", "longhorn-manager")] }),
        advisory("GHSA-3", { vulnerabilities: [range("< v1.5.0")] }),
        advisory("GHSA-4", { withdrawn_at: "2026-01-01T00:00:00Z", vulnerabilities: [] }),
      ];
      const next = `<http://${request.headers.host}${request.url}&after=x>; rel="next"`;
      return answer.writeHead(200, { link: next }).end(JSON.stringify(first));
    });

    const { verdicts } = await assessSecurity([LONGHORN], sourceWorld(), [githubAt(url.slice(0, -1))]);

    expect(verdicts).toEqual([
      expect.objectContaining({
        id: "GHSA-1",
        status: "affected",
        matched: "<1.9.2",
        severity: "high",
        url: "x/GHSA-1",
      }),
      expect.objectContaining({ id: "GHSA-2", status: "unclear", matched: '"every old one"' }),
    ]);
  });

  test("of one repository that is away leave the others known", async () => {
    const { url } = await serve((request, answer) =>
      request.url?.includes("fluxcd") ? answer.writeHead(404).end("{}") : answer.end("[]"),
    );
    const { findings, unknown } = await assessSecurity(SUBJECTS, sourceWorld(), [githubAt(url.slice(0, -1))]);

    expect(findings).toEqual([expect.objectContaining({ subject: `advisories of ${CONTROLLER}` })]);
    expect(unknown).toEqual([]);
  });
});

test("a database that does not answer is unknown, and the other one is heard", async () => {
  const { base } = await osvServer();
  const { url } = await serve((_, answer) =>
    answer.writeHead(403, { "x-ratelimit-remaining": "0" }).end("{}"),
  );

  const { verdicts, unknown } = await assessSecurity(SUBJECTS, sourceWorld(), [
    osvAt(base),
    githubAt(url.slice(0, -1)),
  ]);

  expect(verdicts).toHaveLength(2);
  expect(unknown).toEqual([expect.objectContaining({ kind: "unknown", code: "SOURCE_LIMITED" })]);
});

test("support dates come with where they are from; k3s has those of Kubernetes", async () => {
  const cycles = [
    { cycle: "1.36", eol: "2027-06-28", latest: "1.36.4" },
    { cycle: 1.35, eol: false },
    { cycle: "1.2", eol: true },
  ];
  const { url } = await serve((request, answer) =>
    request.url === "/kubernetes.json" ? answer.end(JSON.stringify(cycles)) : answer.writeHead(404).end(),
  );
  const { http } = sourceWorld();

  expect(await fetchSupport(http, "k3s", url.slice(0, -1))).toEqual({
    evidence: `${url}kubernetes.json`,
    cycles: [
      { cycle: "1.36", ends: "2027-06-28", ended: null, latest: "1.36.4" },
      { cycle: "1.35", ends: null, ended: false, latest: null },
      { cycle: "1.2", ends: null, ended: true, latest: null },
    ],
  });
  expect(await rejectionOf(fetchSupport(http, "flux", url.slice(0, -1)))).toMatchObject({
    code: "SOURCE_REFUSED",
  });
});
