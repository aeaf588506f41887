import { describe, expect, it } from 'vitest';
import { microgridsOf, periodsOf } from './microgrids.ts';

const device = (bus: string, microgrid?: string) => ({ bus, labels: microgrid === undefined ? {} : { microgrid } });

describe('microgrids', () => {
  it('are the devices with the same label, wherever they are; a device without it is in none', () => {
    const { microgrids, remarks } = microgridsOf([
      device('A', 'CM2'),
      device('B'),
      device('B', 'CM1'),
      device('B', 'CM2'),
    ]);
    expect(microgrids).toEqual([
      { name: 'CM2', devices: [0, 3] },
      { name: 'CM1', devices: [2] },
    ]);
    expect(remarks).toEqual([]);
  });

  it('are the load points where no device has the label, which is remarked', () => {
    const { microgrids, remarks } = microgridsOf([device('B'), device('A'), device('B')]);
    expect(microgrids).toEqual([
      { name: 'B', devices: [0, 2] },
      { name: 'A', devices: [1] },
    ]);
    expect(remarks.map(({ id }) => id)).toEqual(['cla_microgrids_by_load_point']);
    expect(microgridsOf([])).toEqual({ microgrids: [], remarks: [] });
  });
});

describe('periods', () => {
  it('are the clock hours of the rest of a day at any width of a step', () => {
    expect(periodsOf({ hours: ['21:30', '21:45', '22:00', '22:15'] })).toEqual([
      { hour: 21, steps: [0, 1] },
      { hour: 22, steps: [2, 3] },
    ]);
    expect(periodsOf({ hours: ['00:00', '01:30', '03:00'] }).map(({ hour }) => hour)).toEqual([0, 1, 3]);
  });

  it('are one where a change of clocks repeats an hour', () => {
    const hours = ['02:00:00+02:00', '02:30:00+02:00', '02:00:00+01:00', '02:30:00+01:00', '03:00:00+01:00'];
    expect(periodsOf({ hours: hours.map((time) => `2024-10-27T${time}`) })).toEqual([
      { hour: 2, steps: [0, 1, 2, 3] },
      { hour: 3, steps: [4] },
    ]);
  });
});
