// A specification becomes files: ID.vl.json, ID.svg and, where it is asked for, ID.png.
import { existsSync } from 'node:fs';
import { InputError } from '../../../base/index.ts';
import type { Spec } from '../../../record/index.ts';
import { sha256Of } from '../../disk/hash.ts';
import { makeFolder, removeFile, replaceFile } from '../../disk/write.ts';
import type { HashedFile } from '../folder/csv.ts';
import type { RunRemark } from '../folder/remarks.ts';
import type { Figure } from '../report/report.ts';
import { DEFAULT_FORM, includes, type PlotForm } from './forms.ts';
import { unoptimised } from './unoptimised.ts';

export interface Picture {
  readonly id: string;
  readonly caption: string;
  readonly spec: Spec | undefined;
  /** Why it is not drawn, where its plot threw. */
  readonly failed?: string;
}

/** A picture, or that its plot threw, which costs no other picture. @throws InputError, which is of the input */
export function pictureOf(id: string, draw: () => Omit<Picture, 'id'>): Picture {
  try {
    return { id, ...draw() };
  } catch (error) {
    if (error instanceof InputError) throw error;
    return { id, caption: '', spec: undefined, failed: messageOf(error) };
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Of the files of a picture. */
export const EXTENSIONS = ['vl.json', 'svg', 'png'];

export interface Written {
  /** For a page. */
  readonly figures: readonly Figure[];
  readonly files: readonly HashedFile[];
  /** A remark on each picture that failed. */
  readonly remarks: readonly RunRemark[];
}

export interface WritingOptions {
  /** `svg` when absent. */
  readonly plots?: PlotForm | undefined;
  /** Where others may have files too: what was written here before, and alone is replaced. */
  readonly earlier?: readonly { readonly path: string }[];
}

/**
 * Writes what there is to show into `folder`, below `prefix`, and takes away files of these pictures that are not written again.
 * @throws InputError when a file of someone else has the name of a picture
 */
export async function writePictures(
  pictures: readonly Picture[],
  folder: string,
  prefix: string,
  { plots = DEFAULT_FORM, earlier }: WritingOptions = {},
): Promise<Written> {
  const { figures, drawn, remarks } =
    plots === 'none' ? { figures: [], drawn: [], remarks: [NOT_DRAWN] } : await drawnAs(plots, pictures, prefix);
  if (earlier) refuseStrangers(folder, drawn, earlier);
  if (drawn.length > 0) makeFolder(`${folder}/${prefix}`);
  const kept = new Set(drawn.map(({ path }) => path));
  const mine =
    earlier?.map(({ path }) => path) ?? pictures.flatMap(({ id }) => EXTENSIONS.map((e) => `${prefix}${id}.${e}`));
  for (const path of mine) if (!kept.has(path)) removeFile(`${folder}/${path}`);
  return { figures, files: drawn.map(({ path, data }) => writeDrawn(folder, path, data)), remarks };
}

const NOT_DRAWN: RunRemark = { id: 'plots_not_drawn', text: 'no plots were drawn, as --plots none asks', count: 1 };

/** The pictures as texts and bytes. */
async function drawnAs(plots: PlotForm, pictures: readonly Picture[], prefix: string) {
  // Vega and the rasteriser are heavy: loaded when there is a picture to draw
  const { renderSvg } = await import('./svg.ts');
  const { liveSpec } = await import('../report/live.ts');
  const renderPng = includes(plots, 'png') ? (await import('./png.ts')).renderPng : undefined;
  const figures: Figure[] = [];
  const drawn: { path: string; data: string | Buffer }[] = [];
  const remarks: RunRemark[] = [];
  const omit = (id: string, message: string) =>
    remarks.push({ id: `plot_not_drawn_${id}`, text: `plot ${id} was not drawn: ${message}`, count: 1 });
  const draw = async ({ id, caption, spec, failed }: Picture) => {
    if (failed !== undefined) omit(id, failed);
    if (!spec) return;
    try {
      const { svg } = await renderSvg(spec);
      const files = [
        { path: `${prefix}${id}.vl.json`, data: `${JSON.stringify(spec)}\n` },
        { path: `${prefix}${id}.svg`, data: `${svg}\n` },
        ...(renderPng ? [{ path: `${prefix}${id}.png`, data: renderPng(svg) }] : []),
      ];
      figures.push({ id, caption, svg, live: liveSpec(spec), png: renderPng !== undefined });
      drawn.push(...files);
    } catch (error) {
      omit(id, messageOf(error));
    }
  };
  await unoptimised(async () => {
    for (const picture of pictures) await draw(picture);
  });
  return { figures, drawn, remarks };
}

/** A drawn file is complete or absent; after a power failure its hash shows a damaged one. */
export function writeDrawn(folder: string, path: string, data: string | Buffer): HashedFile {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data; // encoded once
  replaceFile(`${folder}/${path}`, bytes, { durable: false });
  return { path, bytes: bytes.length, sha256: sha256Of(bytes) };
}

function refuseStrangers(
  folder: string,
  drawn: readonly { path: string }[],
  earlier: readonly { path: string }[],
): void {
  const known = new Set(earlier.map(({ path }) => path));
  const found = drawn.map(({ path }) => path).filter((path) => !known.has(path) && existsSync(`${folder}/${path}`));
  if (found.length > 0) throw strangers(folder, found);
}

/** Files of someone else that have the names of what is to be written. */
export const strangers = (folder: string, paths: readonly string[]): InputError =>
  new InputError(
    folder,
    paths.map((where) => ({
      where,
      found: 'a file that no overlay wrote',
      expected: 'a folder without it',
      hint: 'move it away, or give another folder with --out where the command has it',
    })),
  );
