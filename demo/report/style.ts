/** The look of the report: one file without anything from elsewhere, for wide and narrow, light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f7f9;--card:#fff;--ink:#16202c;--soft:#5b6878;--line:#e1e6ec;--good:#2f9e6e;
--good-soft:#d9f2e6;--bad:#d6336c;--bad-soft:#fde4ec;--mark:#16202c;--p0:#4263eb;--p1:#7048e8;--p2:#1098ad;--p3:#2b8a3e;--p4:#e67700;--p5:#868e96}
@media(prefers-color-scheme:dark){:root{--paper:#0f141a;--card:#182029;--ink:#e8edf3;--soft:#93a1b1;--line:#2a3542;
--good:#40c08a;--good-soft:#143527;--bad:#ff6b9d;--bad-soft:#43182a;--mark:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:clamp(1.7rem,5.2vw,2.9rem);line-height:1.15;letter-spacing:-.02em;margin:.2em 0 .3em;font-weight:750}
h1 s{text-decoration:none;color:var(--soft);font-weight:400}
h2{font-size:1.35rem;letter-spacing:-.01em;margin:0 0 .2rem}
h3{font-size:.95rem;margin:1.6rem 0 .3rem}
p{margin:.2rem 0 .8rem;max-width:46rem}
.lead{font-size:1.08rem;color:var(--soft)}
.over{font-size:.8rem;letter-spacing:.09em;text-transform:uppercase;color:var(--soft);font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.9rem;margin:1.6rem 0 1.2rem}
.tile,.card{background:var(--card);border:1px solid var(--line);border-radius:16px}
.tile{padding:1.05rem 1.2rem}
.tile b{display:block;font-size:2.5rem;line-height:1.1;font-weight:750;letter-spacing:-.03em;font-variant-numeric:tabular-nums}
.tile span{color:var(--soft);font-size:.92rem}
.tile.ok b{color:var(--good)}.tile.no b{color:var(--bad)}
.card{padding:1.3rem 1.4rem;margin:1rem 0}
.pill{display:inline-block;padding:.12rem .6rem;border-radius:99px;font-size:.85rem;font-weight:600;vertical-align:.15em;margin-left:.5rem}
.pill.ok{background:var(--good-soft);color:var(--good)}.pill.no{background:var(--bad-soft);color:var(--bad)}
.timeline{margin:1rem 0 .4rem}
.strip{margin-bottom:.55rem}
.strip-label{font-size:.85rem;color:var(--soft)}.strip-label b{color:var(--ink)}
svg{display:block;width:100%;height:74px;border-bottom:1px solid var(--line)}
.good{fill:var(--good)}.failed{fill:var(--bad)}
.mark{stroke:var(--mark);stroke-width:1.5;stroke-dasharray:3 3;vector-effect:non-scaling-stroke;fill:none;opacity:.75}
.phases{position:relative;height:1.5rem;margin-top:.3rem}
.phases span{position:absolute;top:0;bottom:0;border-radius:5px;color:#fff;font-size:.75rem;line-height:1.5rem;padding:0 .4rem;overflow:hidden;white-space:nowrap;min-width:3px;text-overflow:clip}
.p0{background:var(--p0)}.p1{background:var(--p1)}.p2{background:var(--p2)}.p3{background:var(--p3)}.p4{background:var(--p4)}.p5{background:var(--p5)}
.axis{position:relative;height:1.3rem;font-size:.75rem;color:var(--soft);font-variant-numeric:tabular-nums}
.axis span{position:absolute;transform:translateX(-50%);white-space:nowrap}.axis span:first-child{transform:none}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;padding:0;margin:.3rem 0 0;font-size:.85rem}
.legend i{display:inline-block;width:.7em;height:.7em;border-radius:3px;margin-right:.4em}
.legend span{color:var(--soft);font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.93rem;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);font-size:.82rem}
td,th{text-align:left;padding:.42rem 1rem .42rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
tr:last-child td{border-bottom:0}
.new{color:var(--p0);font-weight:650}.ok-text{color:var(--good);font-weight:650}.no-text{color:var(--bad);font-weight:650}
@media(prefers-color-scheme:dark){.new{color:#91a7ff}}
.bar{display:grid;grid-template-columns:minmax(9rem,22rem) 6rem 1fr;gap:.2rem .9rem;align-items:center;font-size:.92rem;padding:.2rem 0}
.bar span{color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}
.bar i{display:block;height:.6rem;border-radius:99px;background:var(--p0);min-width:3px}
footer{color:var(--soft);font-size:.9rem;margin-top:1.6rem}
@media(max-width:40rem){main{padding:1.4rem .9rem 3rem}.tiles{grid-template-columns:1fr 1fr;gap:.6rem}.tile{padding:.8rem .9rem}.tile b{font-size:1.9rem}
.card{padding:1rem .95rem;border-radius:13px}.bar{grid-template-columns:1fr auto}.bar i{grid-column:1/-1}svg{height:58px}.phases span{font-size:0}}
@media print{.card,.tile{break-inside:avoid}}
`;
