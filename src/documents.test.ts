// The documents: links lead to files and headings that exist, so do names of sources and functions; decisions have one form; the
// language is plain technical English.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from '../docs/schema/files.ts';
import { packageFolder } from './package.ts';

const root = fileURLToPath(packageFolder());
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const DOCUMENTS = ['*.md', 'docs/**/*.md', 'cases/*/README.md', 'templates/*/README.md'];

/** Where the language is checked: all text of a document, the comments of a source. */
const LANGUAGE = [
  ...DOCUMENTS,
  'base/**/*.ts',
  'network/**/*.ts',
  'cosim/**/*.ts',
  'bench/**/*.ts',
  'devices/**/*.ts',
  'record/**/*.ts',
  'src/**/*.ts',
  'extras/**/*.ts',
];
/** Generated from the schemas in the sources. */
const GENERATED = Object.keys(generatedFiles);

/** Words of prose for which the field has a term: set point, default behaviour, reported, listed, similar, next to. */
const NOT_PLAIN = /\b(told|stands|alike|beside|habits?|leaves? it to|has its say|for the sake of)\b/gi;

/** The files of a glob with `*` and `**` + `/`. */
function files(glob: string): string[] {
  const folder = glob.slice(0, glob.search(/[^/]*\*/));
  const parts = { '.': '\\.', '*': '[^/]*', '**/': '(?:.*/)?' };
  const pattern = new RegExp(`^${glob.replace(/\.|\*\*\/|\*/g, (part) => parts[part as keyof typeof parts])}$`);
  const names = readdirSync(join(root, folder), { recursive: folder !== '', encoding: 'utf8' });
  return names.map((name) => folder + name).filter((file) => pattern.test(file));
}

/** The prose of a file, everything else blank: a document without its code, a source without all but its comments. */
function prose(file: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  if (file.endsWith('.md')) return read(file).replace(/^```[\s\S]*?^```|`[^`\n]*`|\]\([^)]*\)/gm, blank);
  return read(file).replace(/(\/\*[\s\S]*?\*\/|\/\/.*)|[^\n]/g, (_, comment?: string) => comment ?? ' ');
}

/** The anchors of a page, as GitHub makes them from its headings. */
function anchors(page: string): Set<string> {
  const headings = page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm);
  const slug = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return new Set([...headings].map(([, heading]) => slug(heading!).replaceAll(' ', '-')));
}

it.each(GENERATED)('%s is as the schemas generate it', (file) => {
  expect(read(file), `${file} is out of date; npm run schema writes it`).toBe(generatedFiles[file]!());
});

describe('links', () => {
  it.each(DOCUMENTS.flatMap(files))('of %s lead to a file, and to a heading of it', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const dead = links.filter(([, path, anchor]) => {
      const file = path === '' ? document : join(dirname(document), path!);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchors(read(file)).has(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });
});

describe('sources', () => {
  const ROOMS = ['base', 'record', 'network', 'optimisation', 'opf', 'devices', 'cosim', 'controllers', 'src'];
  const sources = [...ROOMS, 'docs', 'test', 'extras'].flatMap((room) => files(`${room}/**/*.ts`));
  const called = (name: string) => sources.filter((file) => `/${file}`.endsWith(`/${name}`));
  /** One that is to be written (`devices/NAME/NAME.ts`), or of a user (`./my-controller.ts`). */
  const imagined = (name: string) => /[A-Z]{4}|^\.|^my-/.test(name);

  it.each(DOCUMENTS.flatMap(files))('that %s names exist, and have the functions that it names in them', (document) => {
    const text = read(document).replace(/^```[\s\S]*?^```/gm, '');
    const names = [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, name]) => name!);
    const missing = names.filter((name) => !imagined(name) && called(name).length === 0);
    const functions = [...text.matchAll(/`(\w+)` in `([\w./-]+\.ts)`/g)].filter(
      ([, name, file]) => !called(file!).some((source) => new RegExp(`\\b${name}\\b`).test(read(source))),
    );
    expect([...missing, ...functions.map(([place]) => place)]).toEqual([]);
  });
});

describe('docs/decisions.md', () => {
  const lines = read('docs/decisions.md').split('\n');

  it('has lines of at most 132 characters, and a heading of its own for every entry', () => {
    const headings = lines.filter((line) => line.startsWith('#'));
    expect(lines.filter((line) => line.length > 132)).toEqual([]);
    expect(headings.filter((heading, i) => headings.indexOf(heading) !== i)).toEqual([]);
    expect(headings.filter((heading) => !/^#{1,3} /.test(heading))).toEqual([]);
  });
});

describe('the language', () => {
  const checked = LANGUAGE.flatMap(files).filter((file) => !GENERATED.includes(file));
  const found = (file: string) =>
    prose(file)
      .split('\n')
      .flatMap((line, i) => [...line.matchAll(NOT_PLAIN)].map(([word]) => `${file}:${i + 1}: ${word}`));

  it('of documents and comments has the terms of the field', () => {
    expect(checked.length).toBeGreaterThan(15);
    expect(checked.flatMap(found)).toEqual([]);
  });
});
