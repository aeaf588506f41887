/** The report's style sheet: light and dark by the reader's own setting, pictures on white in both, sober on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1f2933; --quiet: #667380; --hair: #dde3e9; --page: #fbfbfa; --card: #fff; --link: #0b62a4; --alarm: #b34400; --alarm-page: #fff1e6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --quiet: #9aa7b4; --hair: #333d47; --page: #14191e; --card: #1b2229; --link: #7cc0f5; --alarm: #ff9b57; --alarm-page: #2d1d12; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 2.5rem 1.5rem 4rem; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arimo, Arial, sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; text-wrap: balance; }
h2 { margin: 2.6rem 0 0.8rem; font-size: 1.25rem; }
h3 { margin: 0 0 0.4rem; font-size: 0.95rem; }
.kicker { margin: 0 0 0.3rem; color: var(--quiet); font-size: 0.85rem; letter-spacing: 0.02em; }
.lead { margin: 0.6rem 0 0; max-width: 46rem; color: var(--quiet); }
a { color: var(--link); }
.columns { columns: 2 24rem; column-gap: 1.2rem; }
.card { break-inside: avoid; margin: 0 0 1.2rem; padding: 0.9rem 1.1rem; background: var(--card); border: 1px solid var(--hair); border-radius: 8px; }
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
figure { margin: 0 0 1.6rem; padding: 0.6rem; background: #fff; border: 1px solid var(--hair); border-radius: 8px; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; }
figcaption { padding: 0.5rem 0.6rem 0.2rem; color: #5b6672; font-size: 0.85rem; }
figcaption a { color: #0b62a4; margin-left: 0.4rem; }
.alarm { margin-top: 1.6rem; padding: 0.2rem 1.2rem 1rem; background: var(--alarm-page); border: 2px solid var(--alarm); border-radius: 8px; }
.alarm h2 { margin-top: 0.8rem; color: var(--alarm); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.2rem; margin: 0 0 1.4rem; font-size: 0.9rem; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; }
.files { width: auto; min-width: 18rem; }
@media print {
  :root { --ink: #000; --quiet: #444; --hair: #bbb; --page: #fff; --card: #fff; --link: #000; --alarm: #b34400; --alarm-page: #fff; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  figcaption a { display: none; }
}
`;
