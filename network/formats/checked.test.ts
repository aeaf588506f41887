import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';
import { checkFormat, formatOf, type NetworkFormat, readAs, writeAs } from './index.ts';

const DATA: NetworkData = {
  name: 'two',
  base_mva: 1,
  buses: [
    { bus: 'a', kind: 'slack', vn_kv: 11 },
    { bus: 'b', kind: 'pq', vn_kv: 11, v_pu: 1 },
  ],
  branches: [],
  switches: [],
  shunts: [],
  loads: [{ load: 'l', bus: 'b', p_mw: 1, q_mvar: 0, zip: { z: 1, i: 0, p: 0 } }],
  generators: [],
};

const toy = (read: () => unknown): NetworkFormat => ({
  name: 'toy',
  extensions: ['.toy'],
  read: read as NonNullable<NetworkFormat['read']>,
});

/** The lines of the message. */
function faultOf(does: () => unknown): string[] {
  try {
    does();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n').map((line) => line.trim().replace(/ {2,}/g, '  '));
  }
  throw new Error('nothing was refused');
}

describe('a text is read', () => {
  it('by a format that gives the network alone', () => {
    expect(
      readAs(
        toy(() => ({ data: DATA })),
        '',
        'net.toy',
      ),
    ).toEqual({
      data: DATA,
      notes: [],
      isolated: [],
      notHeld: [],
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'result  found "nothing"  expected an object { data: NetworkData }'],
    ['a promise', Promise.resolve({ data: DATA }), 'data  found "nothing"  expected an object { data: NetworkData }'],
    ['the data alone', DATA, 'data  found "nothing"  expected an object { data: NetworkData }'],
    ['no table', { data: { ...DATA, loads: undefined } }, 'data.loads  found "nothing"  expected a list of rows'],
    ['null as a row', { data: { ...DATA, loads: [null] } }, 'data.loads[0]  found "null"  expected an object'],
    [
      'a number as text',
      { data: { ...DATA, buses: [{ ...DATA.buses[0], vn_kv: '11' }] } },
      'data.buses[0].vn_kv  found "11"  expected a number',
    ],
    [
      'another word',
      { data: { ...DATA, buses: [{ ...DATA.buses[0], kind: 'ref' }] } },
      'data.buses[0].kind  found "ref"  expected slack, pv, pq',
    ],
    [
      'a number that may be absent as text',
      { data: { ...DATA, buses: [{ ...DATA.buses[0], v_pu: '1' }] } },
      'data.buses[0].v_pu  found "1"  expected a number, or none',
    ],
    [
      'a part of a row that is incomplete',
      { data: { ...DATA, loads: [{ ...DATA.loads[0], zip: { z: 1, i: 0 } }] } },
      'data.loads[0].zip.p  found nothing  expected a number',
    ],
    ['notes that are not a list', { data: DATA, notes: 'none' }, 'notes  found "a string"  expected a list, or none'],
  ])('not by one that gives %s', (_what, given, fault) => {
    expect(
      faultOf(() =>
        readAs(
          toy(() => given),
          '',
          'net.toy',
        ),
      ),
    ).toEqual([
      'net.toy: 1 problem, nothing was run',
      `format toy, read: ${fault}. Hint: the fault is in the format, not in the file`,
    ]);
  });

  it('not by one that throws another error; an InputError passes unchanged', () => {
    const broken = toy(() => {
      throw new TypeError('x is undefined');
    });
    expect(faultOf(() => readAs(broken, '', 'net.toy'))[1]).toBe(
      'format toy, read  found "TypeError: x is undefined"  expected an InputError where the network is wrong. Hint: the fault is in the format, not in the file',
    );
    const refusal = new InputError('net.toy', [{ where: 'net.toy:3', found: 'x', expected: 'a number' }]);
    const strict = toy(() => {
      throw refusal;
    });
    expect(() => readAs(strict, '', 'net.toy')).toThrow(refusal);
  });
});

describe('a network is written', () => {
  it('not by a format that returns no text', () => {
    const format = { ...toy(() => undefined), write: () => 3 as unknown as string };
    expect(faultOf(() => writeAs(format, DATA, 'out.toy'))[1]).toBe(
      'format toy, write  found "a number"  expected a text',
    );
  });
});

describe('a format', () => {
  it('needs a name, file endings in small letters and `read`; `write` is optional', () => {
    const whole = toy(() => ({ data: DATA }));
    expect(checkFormat(whole)).toBe(whole);
    const { name: _, extensions: __, ...rest } = whole;
    expect(faultOf(() => checkFormat({ ...rest, write: 'yes' }))).toEqual([
      'network format: 3 problems, nothing was run',
      'format, name  found nothing  expected the name of the format',
      "format, extensions  found nothing  expected file endings in small letters, ['.m']",
      'format, write  found "a string"  expected a function (data), or no write',
    ]);
    expect(faultOf(() => checkFormat({ ...whole, extensions: ['toy'], read: undefined }))).toEqual([
      'network format: 2 problems, nothing was run',
      `format toy, extensions  found ["toy"]  expected file endings in small letters, ['.m']`,
      'format toy, read  found "nothing"  expected a function (text, source)',
    ]);
    expect(faultOf(() => checkFormat(null))).toHaveLength(4);
  });

  it('is found by the file ending in upper or lower case, and checked', () => {
    const whole = toy(() => ({ data: DATA }));
    expect(formatOf('NET.TOY', [whole])).toBe(whole);
    expect(formatOf('net.m', [whole])).toBeUndefined();
    const { extensions: _, ...without } = whole;
    expect(faultOf(() => formatOf('net.toy', [without as NetworkFormat]))[1]).toMatch(/^format toy, extensions/);
  });
});
