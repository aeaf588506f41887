// Profile tables of SimBench: what is refused in several at once, and how a table is split.
import { expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { Profiles } from './profiles.ts';

it('name what is wrong with every table in use, and nothing of the others', () => {
  const profiles = new Profiles(
    new Map([
      ['LoadProfile.csv', 'time;H0-A_pload\n01.02.2016 00:00;0,5\n01.02.2016 00:15;1\n'],
      ['RESProfile.csv', 'time;PV1\n01.02.2016 00:00;1\n'],
      ['StorageProfile.csv', 'time;S1\n01.02.2016 00:15;1\n01.02.2016 00:00;1\n'],
      ['PowerPlantProfile.csv', 'time;P1\n01.02.2016 00:00;none\n'],
    ]),
  );
  profiles.use('Load.csv:2', 'Load', 'H0-A');
  profiles.use('RES.csv:2', 'RES', 'PV1');
  profiles.use('Storage.csv:2', 'Storage', 'S1');
  expect(profiles.problems).toEqual([]);
  let refused: unknown;
  try {
    profiles.tables('grid');
  } catch (reason) {
    refused = reason;
  }
  expect(refused).toBeInstanceOf(InputError);
  expect((refused as InputError).problems).toEqual([
    { where: 'LoadProfile.csv:2, H0-A_pload', found: '0,5', expected: 'a number' },
    { where: 'RESProfile.csv', found: '1 rows', expected: 'two rows, the second later' },
    { where: 'StorageProfile.csv', found: '2 rows', expected: 'two rows, the second later' },
  ]);
});

it('are split by columns where a table is larger than a file may be', () => {
  const rows = Array.from({ length: 20 }, (_, i) => `01.02.2016 ${String(i).padStart(2, '0')}:00;0.${i};0.5;1`);
  const text = `time;A;B;C\n${rows.join('\n')}\n`;
  const split = (fileBytes?: number) => {
    const profiles = new Profiles(new Map([['RESProfile.csv', text]]));
    for (const column of ['A', 'B', 'C']) profiles.use('RES.csv:2', 'RES', column);
    return [...profiles.tables('grid', fileBytes).files];
  };
  expect(split().map(([file]) => file)).toEqual(['res-profiles.csv']);
  const whole = Buffer.byteLength(split()[0]![1]);
  expect(split(whole)).toHaveLength(1); // of exactly the limit
  expect(split(whole - 1)).toHaveLength(2);
  const files = split(540);
  expect(files.map(([file, table]) => [file, table.split('\n')[0]])).toEqual([
    ['res-profiles-1.csv', 'time,a_res_pu,b_res_pu'],
    ['res-profiles-2.csv', 'time,c_res_pu'],
  ]);
  for (const [, table] of files) expect(Buffer.byteLength(table)).toBeLessThanOrEqual(540);
  expect(files[1]![1].split('\n').slice(1, 3)).toEqual(['2016-02-01T00:00,1', '2016-02-01T01:00,1']);
});
