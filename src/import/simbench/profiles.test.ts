// Profile tables of SimBench: what is refused in several at once.
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
