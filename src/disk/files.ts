// Small files of a folder, written whole, with what the list of its files has of them.
import { dirname } from 'node:path';
import { type HashedFile, sha256Of } from './hash.ts';
import { makeFolder, replaceFile } from './write.ts';

/** Writes a text into a file of a folder. @throws DiskError */
export function writeText(folder: string, path: string, text: string): HashedFile {
  const file = `${folder}/${path}`;
  makeFolder(dirname(file));
  replaceFile(file, text);
  return { path, bytes: Buffer.byteLength(text), sha256: sha256Of(text) };
}

/** Writes a value as indented JSON into a file of a folder. @throws DiskError */
export const writeJson = (folder: string, path: string, data: unknown): HashedFile =>
  writeText(folder, path, `${JSON.stringify(data, null, 2)}\n`);
