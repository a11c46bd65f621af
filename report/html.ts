/** Text of others as text: nothing in it can become markup. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** Only web addresses become links: release notes may hold any other scheme. */
export function link(url: string, label: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return escapeHtml(label);
  return `<a href="${escapeHtml(url)}" rel="noreferrer noopener">${escapeHtml(label)}</a>`;
}

export const list = (items: readonly string[], kind: "ul" | "ol" = "ul"): string =>
  items.length === 0 ? "" : `<${kind}>${items.map((it) => `<li>${it}</li>`).join("")}</${kind}>`;

/** Colours of both schemes; words say everything, colour only helps. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1c2128; --soft: #57606a; --paper: #ffffff; --card: #f6f8fa; --line: #d0d7de;
  --red: #b3261e; --amber: #8a5a00; --blue: #0b5cad; --green: #1a7f37; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9da7b3; --paper: #0d1117; --card: #161b22; --line: #30363d;
    --red: #ff8b83; --amber: #e3b341; --blue: #79b8ff; --green: #56d364; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
p { margin: .25rem 0 .5rem; }
a { color: var(--blue); }
code { font: .875em/1.4 ui-monospace, monospace; }
ul, ol { margin: .25rem 0; padding-left: 1.3rem; }
li { margin: .2rem 0; }
.soft { color: var(--soft); font-size: .9rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; margin: 0; }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.2; }
.first { background: var(--card); border: 1px solid var(--line); border-left: .3rem solid var(--blue);
  border-radius: .5rem; padding: .75rem 1rem; }
.first ol { padding-left: 1.2rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; font-size: .8rem;
  font-weight: 600; white-space: nowrap; }
.red { color: var(--red); } .amber { color: var(--amber); } .blue { color: var(--blue); } .green { color: var(--green); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; }
th, td { padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .1rem .9rem; background: var(--card); }
summary { cursor: pointer; padding: .55rem 0; }
summary:focus-visible, a:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
@media (max-width: 40rem) {
  thead { position: absolute; left: -999rem; }
  tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  td { display: block; border: 0; padding: .05rem 0; }
  td:empty { display: none; }
  td[data-label]::before { content: attr(data-label) " "; color: var(--soft); } }
@media print { details { break-inside: avoid; } }
`;

/** One file that needs nothing else; its policy forbids scripts and everything from elsewhere. */
export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
