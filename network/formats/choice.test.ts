import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';
import {
  checkFormat,
  claimant,
  endingsOf,
  folderFormatOf,
  foldersOf,
  formatOf,
  type NetworkFormat,
  readFolderAs,
  readText,
} from './index.ts';

const named = (name: string): NetworkData => ({
  ...{ name, base_mva: 1, buses: [], branches: [], switches: [], shunts: [], loads: [], generators: [] },
});
const one: NetworkFormat = {
  name: 'one',
  extensions: ['.json'],
  claims: (text) => text.includes('"one"'),
  read: (_, source) => ({ data: named(`one ${source}`) }),
};
const two: NetworkFormat = {
  ...one,
  name: 'two',
  claims: (text) => text.includes('"two"'),
  asks: ['f_hz'],
  read: (_, source, asked) => ({ data: named(`two ${source} ${asked?.f_hz}`) }),
};
const tables: NetworkFormat = {
  name: 'tables',
  extensions: [],
  folder: {
    claims: (names) => names.includes('Node.csv'),
    wants: (name) => name.endsWith('.csv'),
    read: (files, source) => ({ data: named(`${source}: ${[...files.keys()].join(', ')}`) }),
  },
};
const FORMATS = [one, tables, two];

function refusal(does: () => unknown): InputError {
  try {
    does();
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('nothing was refused');
}

describe('formats that share an ending', () => {
  it('read what they claim by its content', () => {
    expect(readText('net.JSON', '{"two": 1}', FORMATS).data.name).toBe('two net.JSON undefined');
    expect(readText('net.json', '{"one": 1}', FORMATS, { source: 'a/net.json' }).data.name).toBe('one a/net.json');
    expect(claimant('net.json', '{"two": 1}', FORMATS)).toBe(two);
    expect(formatOf('net.json', FORMATS)).toBe(one);
  });

  it('refuse a text that none of them claims, with their names', () => {
    expect(refusal(() => readText('a/net.json', '{"three": 1}', FORMATS)).problems).toEqual([
      { where: 'net.json', found: '"{\\"three\\": 1}" …', expected: 'a network in the format one or two' },
    ]);
  });

  it('take what the file may leave open only where they ask for it', () => {
    expect(readText('net.json', '{"two": 1}', FORMATS, { f_hz: 60 }).data.name).toBe('two net.json 60');
    const [problem] = refusal(() => readText('net.json', '{"one": 1}', FORMATS, { f_hz: 60 })).problems;
    expect(problem).toMatchObject({ where: 'f_hz', found: 60, expected: expect.stringContaining('the format one') });
  });
});

describe('a format of folders', () => {
  it('is found by the names of the files and given those it wants', () => {
    expect(folderFormatOf(['README', 'Node.csv'], FORMATS)).toBe(tables);
    expect(folderFormatOf(['README'], FORMATS)).toBeUndefined();
    expect(readFolderAs(tables, new Map([['Node.csv', 'x']]), 'csv').data.name).toBe('csv: Node.csv');
    expect([endingsOf(FORMATS), foldersOf(FORMATS)]).toEqual(['.json (one), .json (two)', 'tables']);
  });

  it('needs its three functions and no ending', () => {
    expect(checkFormat(tables)).toBe(tables);
    const { folder: _, ...without } = tables;
    expect(
      refusal(() => checkFormat({ ...without, folder: { claims: 1 } })).problems.map(({ where }) => where),
    ).toEqual(['format tables, folder.claims', 'format tables, folder.wants', 'format tables, folder.read']);
    expect(refusal(() => checkFormat(without)).problems.map(({ where }) => where)).toEqual([
      'format tables, extensions',
      'format tables, read',
    ]);
  });
});

it('a stored solution is checked as a network is', () => {
  const solution = { in: 'res_bus', buses: [{ bus: 'a', vm_pu: '1', va_deg: 0 }], branches: [] };
  const format = { ...one, read: () => ({ data: named('a'), solution }) } as unknown as NetworkFormat;
  expect(refusal(() => readText('a.json', '"one"', [format])).problems[0]).toMatchObject({
    where: 'format one, read: solution.buses[0].vm_pu',
  });
});
