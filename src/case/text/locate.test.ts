// Titles are read from their lines alone, and are those of the whole text.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { titleOf } from './locate.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-title-'));
afterAll(() => rmSync(folder, { recursive: true }));

const texts = [
  'title: A day\nclock: {}\n',
  'clock: {}\r\ntitle: "A: day"   # of winter\r\nseed: 1\r\n',
  'title: >\n  A day\n\n  in winter\n\nclock: { title: none }\n',
  'title:\n  a day that is\n  long\nclock: {}\n',
  'clock:\n  title: no\n"title": quoted\n',
  '{ "clock": {}, "title": "JSON" }',
  'title: [no, text]\n',
  'clock: {}\n',
];

describe('the title of a case', () => {
  it.each(texts)('is that of the whole text: %j', (text) => {
    const file = join(folder, 'case.yaml');
    writeFileSync(file, text);
    const { title } = parse(text) as { title?: unknown };
    expect(titleOf(file)).toBe(typeof title === 'string' ? title : '');
  });
});
