// The style sheet of the pages: light and dark by the reader's own setting, narrow screens, and paper.
// Plots are drawn in the colours of a light page. On a dark one the rules below replace their neutral colours, by attribute, in
// the static pictures and the interactive ones; on paper the static pictures are printed as they were drawn.

/** Neutral colours of the plots (plots/theme.ts), and what they are on a dark page. */
const DARK: Readonly<Record<string, string>> = {
  white: '#1b2229',
  '#1f2933': '#e4e9ee',
  '#6b7785': '#9aa7b4',
  '#3c4753': '#aab6c2',
  '#e3e7ec': '#2e3740',
  '#b6bec8': '#4d5863',
};

const darkPlots = Object.entries(DARK)
  .flatMap(([light, dark]) => ['fill', 'stroke'].map((part) => `figure svg [${part}="${light}"] { ${part}: ${dark}; }`))
  .join('\n');

export const style = `
:root { color-scheme: light dark; --ink: #1f2933; --quiet: #5b6672; --hair: #dde3e9; --page: #fbfbfa; --card: #fff; --link: #0b62a4; --alarm: #b34400; --alarm-page: #fff1e6; --note-page: #eef4fa; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.5rem 4rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arimo, Arial, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; text-wrap: balance; }
h2 { margin: 2.6rem 0 0.8rem; font-size: 1.25rem; }
h3 { margin: 0 0 0.4rem; font-size: 0.95rem; }
.kicker { margin: 0 0 0.3rem; color: var(--quiet); font-size: 0.85rem; letter-spacing: 0.02em; }
.lead { margin: 0.6rem 0 0; max-width: 46rem; color: var(--quiet); }
a { color: var(--link); }
.keys { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.8rem; margin: 1.6rem 0; padding: 0; list-style: none; }
.keys li { padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--hair); border-radius: 8px; break-inside: avoid; }
.keys b { display: block; font-size: 1.5rem; font-weight: 600; line-height: 1.25; font-variant-numeric: tabular-nums; }
.keys b span { font-size: 0.9rem; font-weight: 400; color: var(--quiet); }
.columns { columns: 2 24rem; column-gap: 1.2rem; }
.card { break-inside: avoid; margin: 0 0 1.2rem; padding: 0.9rem 1.1rem; background: var(--card); border: 1px solid var(--hair); border-radius: 8px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
td, th { padding: 0.28rem 0.7rem 0.28rem 0; border-top: 1px solid var(--hair); text-align: left; vertical-align: baseline; }
tr:first-child td { border-top: 0; }
thead th { border-top: 0; color: var(--quiet); font-weight: 400; }
tbody tr:first-child td { border-top: 0; }
thead + tbody tr:first-child td { border-top: 1px solid var(--hair); }
.n { text-align: right; white-space: nowrap; }
thead .n { white-space: normal; }
.unit { width: 3.2rem; color: var(--quiet); }
.quiet { color: var(--quiet); font-size: 0.85em; }
details { margin-top: 0.5rem; font-size: 0.9rem; }
summary { color: var(--quiet); cursor: pointer; }
figure { margin: 0 0 1.6rem; padding: 0.6rem; background: var(--card); border: 1px solid var(--hair); border-radius: 8px; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
.still, .live { overflow-x: auto; }
.live, .hint { display: none; }
.on .live { display: block; }
.on .live svg { max-width: none; }
.on .hint { display: inline; }
.on .still { display: none; }
figcaption { padding: 0.5rem 0.6rem 0.2rem; color: var(--quiet); font-size: 0.85rem; }
figcaption a { margin-left: 0.4rem; }
.tip { position: fixed; z-index: 1; max-width: 20rem; padding: 0.35rem 0.6rem; background: var(--card); color: var(--ink); border: 1px solid var(--quiet); border-radius: 6px; font-size: 0.8rem; line-height: 1.4; pointer-events: none; }
.tip span { color: var(--quiet); margin-right: 0.3rem; }
.alarm { margin-top: 1.6rem; padding: 0.2rem 1.2rem 1rem; background: var(--alarm-page); border: 2px solid var(--alarm); border-radius: 8px; }
.alarm h2 { margin-top: 0.8rem; color: var(--alarm); }
.remarks { margin-top: 1.6rem; padding: 0.2rem 1.2rem 0.6rem; background: var(--note-page); border: 1px solid var(--link); border-radius: 8px; overflow-wrap: anywhere; }
.remarks h2 { margin: 0.8rem 0 0.4rem; font-size: 1rem; }
.remarks ul { margin: 0.4rem 0; padding-left: 1.2rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.2rem; margin: 0 0 1.4rem; font-size: 0.9rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.files { width: auto; min-width: 18rem; }
@media (max-width: 46rem) {
  body { padding: 1.2rem 0.8rem 3rem; }
  h1 { font-size: 1.45rem; }
  .keys { grid-template-columns: 1fr 1fr; }
  .keys b { font-size: 1.2rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  /* text of a plot stays legible: it scrolls in its own frame */
  .still svg { max-width: none; width: 46rem; }
}
@media screen and (prefers-color-scheme: dark) {
:root { --ink: #e4e9ee; --quiet: #9aa7b4; --hair: #333d47; --page: #14191e; --card: #1b2229; --link: #7cc0f5; --alarm: #ff9b57; --alarm-page: #2d1d12; --note-page: #16222e; }
${darkPlots}
figure svg { background: var(--card) !important; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #444; --hair: #bbb; --page: #fff; --card: #fff; --link: #000; --alarm-page: #fff; --note-page: #fff; }
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h2, h3 { break-after: avoid; }
  h2 { margin-top: 1.2rem; }
  figure { margin-bottom: 0.6rem; padding: 0; border: 0; }
  .still svg { max-width: 100%; width: auto; max-height: 102mm; }
  .on .still { display: block; }
  .on .live, .on .hint, .tip, figcaption a { display: none; }
  .keys { grid-template-columns: repeat(5, 1fr); }
  .columns { columns: 2 14rem; }
  .card { break-inside: auto; overflow: visible; padding: 0.5rem 0.7rem; }
  tr { break-inside: avoid; }
  .keys b { font-size: 1.1rem; }
}
`;
