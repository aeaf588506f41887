// Sizes at which a page can be read and a folder can be searched by eye. The linter limits functions to 80 lines.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from './package.ts';

const root = fileURLToPath(packageFolder());
const ROOMS = [
  'base',
  'record',
  'network',
  'optimisation',
  'opf',
  'devices',
  'cosim',
  'controllers',
  'src',
  'bench',
  'test',
  'extras/queue/src',
];
const LINES = 300;
const FILES = 20;

const sources = ROOMS.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .map((path) => `${room}/${path}`)
    .filter((path) => path.endsWith('.ts')),
);

describe('sources', () => {
  it(`have at most ${LINES} lines`, () => {
    const lines = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;
    const pages = sources.filter((file) => !file.endsWith('.test.ts'));
    expect(pages.length).toBeGreaterThan(200);
    expect(pages.filter((file) => lines(file) > LINES)).toEqual([]);
  });

  it(`lie in folders of at most ${FILES} files, tests included`, () => {
    const folders = new Set(sources.map((file) => file.slice(0, file.lastIndexOf('/'))));
    const count = (folder: string) =>
      readdirSync(join(root, folder)).filter((name) => statSync(join(root, folder, name)).isFile()).length;
    expect([...folders].filter((folder) => count(folder) > FILES)).toEqual([]);
  });
});
