// The documents: their links lead to files and headings that exist, and decisions have one form.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from './package.ts';

const root = fileURLToPath(packageFolder());
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const under = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`);

const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...under('docs', '.md'), ...under('cases', '.md')];

/** The anchors of a page, as GitHub makes them from its headings. */
function anchors(page: string): Set<string> {
  const headings = page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm);
  const slug = (heading: string) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
  return new Set([...headings].map(([, heading]) => slug(heading!).replaceAll(' ', '-')));
}

describe('links', () => {
  it.each(documents)('of %s lead to a file, and to a heading of it', (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const dead = links.filter(([, path, anchor]) => {
      const file = path === '' ? document : join(dirname(document), path!);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchors(read(file)).has(anchor);
    });
    expect(dead.map(([link]) => link)).toEqual([]);
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
