import { detectionHtml } from "../../report/detect-html";
import { detectionMarkdown } from "../../report/detect-markdown";
import { detectionText } from "../../report/detect-text";
import { reportOf, updateOf } from "./detection-report";

const EVIL = `<script>alert(1)</script>|"'\`](javascript:alert(2))`;

const evil = updateOf({
  name: EVIL,
  advice: EVIL,
  changelog_url: "javascript:alert(3)",
  breaking_changes: [
    { kind: "breaking", title: EVIL, text: EVIL, version: "1.1.0", source: "release-notes" },
  ],
  security: [
    {
      id: EVIL,
      aliases: [],
      severity: "high",
      summary: EVIL,
      url: "javascript:alert(4)",
      package: "p",
      version: "1.0.0",
      matched: EVIL,
      fixed_in: null,
      status: "affected",
      fixed_by_update: true,
    },
  ],
});

describe("what others wrote", () => {
  test("is text in HTML, and only web addresses are links", () => {
    const html = detectionHtml(reportOf(evil));
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/href="(?!https?:|#)/);
  });

  test("stays in its cell in Markdown, and is no link and no tag", () => {
    // Within backticks everything is text.
    const markdown = detectionMarkdown(reportOf(evil)).replaceAll(/(?<!\\)`[^`\n]*`/g, "");
    expect(markdown).not.toMatch(/[^\\]<script/);
    expect(markdown).not.toMatch(/[^\\]\]\(javascript/);
    const rows = markdown.split("\n").filter((line) => line.startsWith("| "));
    expect(new Set(rows.map((line) => line.match(/(?<!\\)\|/g)?.length))).toEqual(new Set([8]));
  });
});

test("HTML is one file that loads nothing", () => {
  const html = detectionHtml(reportOf(updateOf()));
  expect(html).toContain("default-src 'none'");
  expect(html).not.toMatch(/<(?:img|script|link|iframe)|url\(/);
});

test("what is unknown is told by its reason, once", () => {
  const away = { status: "unknown", available_version: null, unknown_because: "it is away" } as const;
  const text = detectionText(reportOf(updateOf({ ...away, name: "a" }), updateOf({ ...away, name: "b" })));
  expect(text).toContain("? a, b: it is away");
  expect(text.split("\n")[0]).toBe("0 updates, 2 unknown, 0 up to date");
});

test("one chart in several releases is one thing to do", () => {
  const others = ["shop", "blog"].map((ns) =>
    updateOf({ id: `helmrelease/${ns}/web`, owner: `HelmRelease ${ns}/web` }),
  );
  const report = reportOf(...others);
  expect(report.summary.first).toHaveLength(1);
  expect(report.summary.first[0]?.advice).toContain("The same for HelmRelease shop/web");
});
