import { describe, expect, it } from 'vitest';
import { small } from '../network/formats/matpower/testing/cases.ts';
import { readCase } from './case/index.ts';
import { GOOD, writeFolder } from './case/testing/folder.ts';
import { decode } from './decode.ts';
import { solveFile } from './powerflow/index.ts';

const TEXT = 'größe,€\r\n1,2\n';
const utf16le = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const utf16be = (text: string) => utf16le(text).swap16();
const utf8 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf8');

describe('the text of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', utf8(TEXT)],
    ['UTF-16, little end first', utf16le(TEXT)],
    ['UTF-16, big end first', utf16be(TEXT)],
    ['UTF-16 without a byte order mark, little end first', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 without a byte order mark, big end first', Buffer.from(TEXT, 'utf16le').swap16()],
  ])('is read from %s', (_, bytes) => {
    expect(decode(bytes)).toBe(TEXT);
  });

  it('is not guessed from Latin-1, unless only comments can hold it', () => {
    const bytes = Buffer.from('% größe\n', 'latin1');
    expect(decode(bytes)).toMatchObject({ found: 'byte 0xf6', at: 4 });
    expect(decode(bytes, true)).toBe('% größe\n');
  });

  it.each([
    ['one byte and a zero', Buffer.from('a\0b'), { found: 'UTF-16 that is cut off or damaged' }],
    ['a zero byte', Buffer.from('ab\0'), { found: 'a zero byte, so no text', at: 2 }],
    ['half a character of UTF-16', utf16le('ab').subarray(0, 5), { found: 'UTF-16 that is cut off or damaged' }],
    ['half a pair of UTF-16', utf16le('a\uD83D'), { found: 'UTF-16 that is cut off or damaged' }],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 65, 0, 0, 0]), { found: 'a zero byte, so no text' }],
  ])('is not %s', (_, bytes, fault) => {
    expect(decode(bytes, true)).toMatchObject(fault);
  });
});

describe('a case and a network file are the same in any encoding', () => {
  it.each([
    ['UTF-8 with a byte order mark', utf8],
    ['UTF-16, little end first', utf16le],
    ['UTF-16, big end first', utf16be],
    ['UTF-16 without a byte order mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('%s', async (_, encode) => {
    const dressed = Object.fromEntries(Object.entries(GOOD).map(([name, text]) => [name, encode(String(text))]));
    const of = async (files: typeof GOOD) => {
      const { resolved: _r, folder: _f, name: _n, network, ...study } = await readCase(writeFolder(files));
      return { ...study, network: { ...network, name: '' } };
    };
    expect(await of(dressed)).toEqual(await of(GOOD));
    const folder = writeFolder({ 'a.m': small(), 'b.m': encode(small()) });
    const [a, b] = [await solveFile(`${folder}/a.m`), await solveFile(`${folder}/b.m`)];
    expect(b).toEqual({ ...a, network: 'b' });
  });
});
