// Names with a meaning in JavaScript: __proto__ is refused everywhere, all others are valid.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { runCase } from '../../run.ts';
import { readCase } from '../index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../testing/folder.ts';

const yaml = (from: string | RegExp, to: string) => changed('case.yaml', from, to);
const renamed = (file: string, from: string | RegExp, to: string): Folder => changed(file, from, to);

/** Every place of a case where a user gives a name, with the given name there. */
const places = (name: string): readonly (readonly [what: string, folder: Folder])[] => [
  ['a label', yaml('profile: pv }', `profile: pv, labels: { ${name}: x } }`)],
  ['the text of a label', yaml('profile: pv }', `profile: pv, labels: { owner: ${name} } }`)],
  ['a label of a population', yaml('count: 2', `count: 2\n    labels: { ${name}: x }`)],
  ['a column of labels', renamed('batteries.csv', 'labels.owner', `labels.${name}`)],
  ['a member of a label', renamed('batteries.csv', 'labels.owner', `labels.${name}.x`)],
  ['a device', yaml('id: pv-b', `id: ${name}`)],
  ['a device of a table', renamed('batteries.csv', 'bat-c', name)],
  ['a load', renamed('loads.csv', 'lb', name)],
  ['a population', yaml('id: home', `id: ${name}`)],
  [
    'a bus',
    {
      ...GOOD,
      'case.yaml': String(GOOD['case.yaml']).replace('[b, c]', `[b, ${name}]`),
      'buses.csv': String(GOOD['buses.csv']).replace('c,pq', `${name},pq`),
      'lines.csv': String(GOOD['lines.csv']).replace('bc,b,c', `bc,b,${name}`),
      'loads.csv': String(GOOD['loads.csv']).replace('lc,c', `lc,${name}`),
      'batteries.csv': String(GOOD['batteries.csv']).replace('bat-c,c', `bat-c,${name}`),
    },
  ],
  ['a line', renamed('lines.csv', 'ab,a', `${name},a`)],
  [
    'a profile',
    {
      ...yaml('profile: pv', `profile: ${name.toLowerCase()}`),
      'shapes.csv': String(GOOD['shapes.csv']).replace('pv_pu', `${name}_pu`),
    },
  ],
  ['a variant', yaml('outputs:', `variants: { ${name}: { set: { seed: 8 } } }\noutputs:`)],
  ['a key of the source', yaml('made for tests }', `made for tests, ${name}: x }`)],
  ['an input', renamed('inputs.csv', 'line-length', name)],
];

const WORDS = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

describe('a name with a meaning in JavaScript', () => {
  it.each(places('__proto__'))('is refused by name when it is __proto__: %s', async (_what, folder) => {
    const error: unknown = await readCase(writeFolder(folder)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    const named = (error as InputError).problems.filter(({ found }) => String(found).includes('__proto__'));
    expect(named.map(({ expected }) => expected)).toContain('another name: __proto__ is reserved');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it.each(WORDS)('is valid when it is another: %s', async (word) => {
    for (const [what, folder] of places(word)) {
      if (what === 'a member of a label') continue; // a label holds a text
      const study = await readCase(writeFolder(folder));
      const all = JSON.stringify([
        study.devices,
        study.network,
        study.profiles,
        study.variants,
        study.source,
        study.inputs,
      ]);
      expect(all.toLowerCase().includes(`"${word.toLowerCase()}`), what).toBe(true); // headers are lower case
    }
  });

  it('is refused or valid as a unit, a section and a key of a change', async () => {
    for (const word of [...WORDS, '__proto__']) {
      const error = await readCase(writeFolder(yaml('furlong: 201.168 m', `${word}: 201.168 m`))).catch(String);
      if (word === '__proto__') expect(error).toMatch(/found "__proto__" +expected a unit name of letters only/);
      else expect(error).toHaveProperty('title');
      const changes = [`${word}=1`, `devices.${word}.p_kw=1`, `clock.${word}=1`];
      for (const set of changes) await expect(readCase(writeFolder(GOOD), { set: [set] })).rejects.toThrow(InputError);
    }
    await expect(readCase(writeFolder(GOOD), { set: ['devices.pv-b.labels={ __proto__: x }'] })).rejects.toThrow(
      /reserved/,
    );
  });

  it('can be run in every place where it is valid', async () => {
    const all = {
      ...places('constructor').find(([what]) => what === 'a bus')![1],
      'case.yaml': String(GOOD['case.yaml'])
        .replace('[b, c]', '[b, constructor]')
        .replace('id: pv-b', 'id: toString')
        .replace('days: 1', 'steps: 2')
        .replace('profile: pv }', 'profile: pv, labels: { valueOf: constructor, aggregator: constructor } }'),
    };
    const folder = writeFolder(all);
    const { steps, failed } = await runCase(await readCase(folder), { out: join(folder, 'run') });
    expect([steps, failed]).toEqual([2, []]);
  });
});
