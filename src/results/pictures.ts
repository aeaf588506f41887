// A specification becomes three files: ID.vl.json, ID.svg and ID.png.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Spec } from './plots/plot.ts';
import type { Figure } from './report/report.ts';

export interface Picture {
  readonly id: string;
  readonly caption: string;
  readonly spec: Spec | undefined;
}

/**
 * Writes what there is to show into a folder, and takes away what lies there of pictures that have nothing to show.
 * @returns the figures, for a page, and the files it wrote
 */
export async function writePictures(
  pictures: readonly Picture[],
  folder: string,
): Promise<{ readonly figures: readonly Figure[]; readonly files: readonly string[] }> {
  const { renderPng, renderSvg } = await import('./plots/render.ts'); // Vega is heavy: loaded when there is a picture to draw
  const figures: Figure[] = [];
  const files: { name: string; data: string | Buffer }[] = [];
  for (const { id, caption, spec } of pictures) {
    if (!spec) continue;
    const { svg } = await renderSvg(spec);
    figures.push({ id, caption, svg });
    files.push({ name: `${id}.vl.json`, data: `${JSON.stringify(spec)}\n` });
    files.push({ name: `${id}.svg`, data: `${svg}\n` });
    files.push({ name: `${id}.png`, data: renderPng(svg) });
  }
  mkdirSync(folder, { recursive: true });
  const kept = new Set(files.map(({ name }) => name));
  for (const name of readdirSync(folder)) {
    const mine = pictures.some(({ id }) => name.startsWith(`${id}.`));
    if (mine && !kept.has(name)) rmSync(`${folder}/${name}`);
  }
  for (const { name, data } of files) writeFileSync(`${folder}/${name}`, data);
  return { figures, files: files.map(({ name }) => `${folder}/${name}`) };
}
