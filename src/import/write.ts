// An imported case → its folder: complete and valid, or not at all.
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { InputError } from '../../base/index.ts';
import { type CaseSummary, validateCase } from '../case/index.ts';
import { csvOf } from '../case/network/write.ts';
import { shortPath } from '../case/text/locate.ts';
import { makeFolder, onDisk, replaceFile } from '../disk/write.ts';
import type { ImportedCase } from './importer.ts';

export interface Written {
  readonly folder: string;
  /** Names of the files in it, sorted. */
  readonly files: readonly string[];
  readonly summary: CaseSummary;
}

/** @throws InputError where the path is taken */
export function checkFree(out: string): void {
  if (!existsSync(out)) return;
  const hint = 'nothing is overwritten; choose another folder';
  throw new InputError('import', [
    { where: '--out', found: shortPath(resolve(out)), expected: 'a folder that does not exist yet', hint },
  ]);
}

/**
 * Writes the case into a folder next to `out`, validates it, and gives it the name `out`.
 * @param command that made it, for the README
 * @param signal aborted where nothing is to be written any more
 * @returns undefined after it was aborted
 * @throws InputError where the path is taken, or the case is not valid; then nothing remains
 */
export async function writeCase(
  imported: ImportedCase,
  out: string,
  command: string,
  signal?: AbortSignal,
): Promise<Written | undefined> {
  checkFree(out);
  const target = resolve(out);
  makeFolder(dirname(target));
  const temporary = onDisk(target, () => mkdtempSync(join(dirname(target), `.${basename(target)}-`)));
  try {
    const files = filesOf(imported, command);
    for (const [file, text] of files) replaceFile(join(temporary, file), text, { durable: false });
    const summary = await validated(temporary, out);
    await new Promise(setImmediate); // Ctrl-C
    if (signal?.aborted) {
      rmSync(temporary, { recursive: true, force: true });
      return undefined;
    }
    checkFree(out);
    onDisk(target, () => renameSync(temporary, target));
    return { folder: target, files: [...files.keys()].sort(), summary: { ...summary, name: basename(target) } };
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Problems of the written case are problems of the import. */
async function validated(folder: string, out: string): Promise<CaseSummary> {
  try {
    return await validateCase(folder);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${out}, as imported`, error.problems);
    throw error;
  }
}

function filesOf(imported: ImportedCase, command: string): ReadonlyMap<string, string> {
  const { inputs, files } = imported;
  return new Map([
    ['case.yaml', yamlOf(imported)],
    ...files,
    [
      'inputs.csv',
      csvOf(inputs.map(({ id, value, unit, provenance, basis }) => ({ id, value, unit, provenance, basis }))),
    ],
    ['README.md', readmeOf(imported, command)],
  ]);
}

function yamlOf({ title, source, clock, network, profiles, devices, variants }: ImportedCase): string {
  return stringify(
    {
      title,
      source: { ...source, corrections: [], ours: [] },
      clock,
      network,
      ...(profiles.length > 0 ? { profiles: profiles.map((file) => ({ file, repeat: 'span', fill: 'hold' })) } : {}),
      devices,
      ...(Object.keys(variants).length > 0 ? { variants } : {}),
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function readmeOf({ title, source, lost, variants }: ImportedCase, command: string): string {
  const listed = lost.length > 0 ? lost.map(({ text }) => `- ${text}`) : ['Nothing.'];
  const studies = Object.entries(variants).map(([name, { title: what }]) => `- \`${name}\`: ${what}`);
  return `${[
    `# ${title}`,
    `Source: ${source.cite}.`,
    `Licence: ${source.licence ?? 'that of the source; the file does not give one'}.`,
    `Made by \`${command}\`.`,
    ...(studies.length > 0 ? ['## Variants', studies.join('\n')] : []),
    '## What the case does not contain, or contains otherwise',
    listed.join('\n'),
  ].join('\n\n')}\n`;
}
