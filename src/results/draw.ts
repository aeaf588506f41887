// Draws a run from the files of its folder alone: plots/ID.vl.json, .svg and .png, and report.html.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plots } from './plots/index.ts';
import { readRun } from './read/index.ts';
import { type Figure, report } from './report/report.ts';

/**
 * Draws everything again, whatever was drawn before.
 * @returns the files it wrote
 * @throws InputError when the folder is no run folder, or one of its files is missing or damaged; nothing is drawn then
 */
export async function drawRun(dir: string): Promise<readonly string[]> {
  const folder = resolve(dir);
  const run = await readRun(folder);
  const { renderPng, renderSvg } = await import('./plots/render.ts'); // Vega is heavy: loaded when there is a picture to draw
  const figures: Figure[] = [];
  const files: { path: string; data: string | Buffer }[] = [];
  for (const { id, caption, draw } of plots) {
    const spec = draw(run);
    if (!spec) continue;
    const { svg } = await renderSvg(spec);
    figures.push({ id, caption: caption(run), svg });
    files.push({ path: `plots/${id}.vl.json`, data: `${JSON.stringify(spec)}\n` });
    files.push({ path: `plots/${id}.svg`, data: `${svg}\n` });
    files.push({ path: `plots/${id}.png`, data: renderPng(svg) });
  }
  files.push({ path: 'report.html', data: report(run, figures) });

  mkdirSync(`${folder}/plots`, { recursive: true });
  const kept = new Set(files.map((f) => f.path));
  for (const name of readdirSync(`${folder}/plots`)) {
    const mine = plots.some(({ id }) => name.startsWith(`${id}.`));
    if (mine && !kept.has(`plots/${name}`)) rmSync(`${folder}/plots/${name}`);
  }
  for (const { path, data } of files) writeFileSync(`${folder}/${path}`, data);
  return files.map(({ path }) => `${folder}/${path}`);
}
