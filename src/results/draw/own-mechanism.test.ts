import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { eachStep, mechanism, once } from '../../../controllers/index.ts';
import {
  columns,
  frame,
  indicator,
  lines,
  overSteps,
  type Plot,
  type Series,
  seriesBy,
  seriesOf,
  table,
  timeAxis,
} from '../../../record/index.ts';
import { readCase } from '../../case/index.ts';
import { changed, writeFolder } from '../../case/testing/folder.ts';
import { kinds } from '../../kinds.ts';
import { runCase } from '../../run.ts';
import { drawRun } from './draw.ts';

interface Count {
  readonly device: string;
  readonly count: number;
}

const counted = columns<Count>();
const counts = table('counts', 'Steps of the day so far, by device', [
  counted.column('device', 'string', 'Device', (row) => row.device),
  counted.column('step_count', 'integer', 'Steps', (row, t) => row.count + t),
]);
const daily = columns<{ readonly kw: number }>();
const totals = table('totals', 'Power of all devices', [daily.column('total_kw', 'kW', 'Power', (row) => row.kw)]);

const line = (
  id: string,
  values: (data: Series<'total_kw'>) => Series<'total_kw'>,
): Plot<{ total: Series<'total_kw'> }> => ({
  id,
  reads: { total: seriesOf(totals, ['total_kw']) },
  caption: () => `Caption of ${id}.`,
  draw: (run, { total }) =>
    frame('Power', [], {
      data: { values: overSteps(run, values(total).total_kw, {}) },
      encoding: { x: timeAxis(run) },
      layer: lines(run, { mark: { type: 'line' }, encoding: { y: { field: 'value', type: 'quantitative' } } }),
    }),
});
const power = line('own-power', (total) => total);
const perDevice: Plot<{ counts: ReadonlyMap<string, Series<'step_count'>> }> = {
  id: 'own-counts',
  reads: { counts: seriesBy(counts, 'device', ['step_count']) },
  before: 'own-power',
  caption: (_run, { counts }) => `Counts of ${counts.size} devices.`,
  draw: (run, { counts }) =>
    frame('Counts', [], {
      data: { values: [...counts].flatMap(([device, { step_count }]) => overSteps(run, step_count, { device })) },
      mark: 'line',
      encoding: { x: timeAxis(run), y: { field: 'value', type: 'quantitative' }, detail: { field: 'device' } },
    }),
};

/** It sends nothing, counts steps and adds up what was drawn. */
const counting = mechanism<object, { readonly first: number }, { readonly kw: number }>({
  kind: 'counting',
  title: 'counts steps',
  options: z.strictObject({}),
  dayAhead: ({ from }) => ({ first: from }),
  planned: {
    heading: 'What was counted',
    tables: [
      eachStep(
        counts,
        ({ devices }) =>
          () =>
            devices.map(({ id }) => ({ device: id, count: 1 })),
      ),
    ],
    indicators: [
      indicator('devices', '1', 'Devices counted', ({ devices }) => devices.length),
      indicator('first_step', '1', 'First step counted', ({ plan }) => plan.first),
    ],
  },
  settled: {
    step: ({ drawn_kw }) => ({ kw: drawn_kw.reduce((sum, kw) => sum + kw, 0) }),
    tables: [once(totals, ({ kw }) => [{ kw }])],
    indicators: [indicator('power_max_kw', 'kW', 'Largest power counted', ({ kw }) => kw, 'max')],
  },
  plots: [power, perDevice],
});

describe('a mechanism from outside', () => {
  it('has its tables, indicators and plots in the report of its run', async () => {
    const folder = writeFolder(changed('case.yaml', 'controllers: [uncontrolled]', 'controllers: [counting]'));
    const own = kinds({ controllers: [counting] });
    const study = await readCase(folder, { kinds: own });
    const out = join(folder, 'run');
    const { indicators } = await runCase(study, { out });
    expect(indicators).toMatchObject({ counting_devices: study.devices.length, counting_first_step: 0 });
    expect(indicators['counting_power_max_kw']).toBeGreaterThan(0);
    const report = () => readFileSync(join(out, 'report.html'), 'utf8');
    const page = report();
    expect(page).toContain('<h3>What was counted</h3>');
    expect(page).toContain('counting (counts steps)');
    expect(page).toContain(`Counts of ${study.devices.length} devices.`);
    expect(page.indexOf('<figure id="own-counts">')).toBeLessThan(page.indexOf('<figure id="own-power">'));
    expect(page).toContain('href="tables/counts.csv"');
    await drawRun(out, { kinds: own });
    expect(report()).toBe(page);
  });

  it('loses a plot that fails, with a remark, and no other', async () => {
    const fail = () => {
      throw new Error('x is undefined');
    };
    const reading = { ...power.reads.total, add: fail };
    const plots = [
      perDevice,
      { ...power, id: 'bad-draw', draw: fail },
      { ...power, id: 'bad-caption', caption: fail },
      { ...power, id: 'bad-reading', reads: { total: reading } },
      { ...power, id: 'bad-spec', draw: () => ({ mark: 'no such mark', encoding: { x: 3 } }) as never },
    ];
    const folder = writeFolder(changed('case.yaml', 'controllers: [uncontrolled]', 'controllers: [counting]'));
    const own = kinds({ controllers: [{ ...counting, plots } as typeof counting] });
    const out = join(folder, 'run');
    const { status, remarks } = await runCase(await readCase(folder, { kinds: own }), { out });
    expect(status).toBe('finished');
    const texts = remarks.map(({ text }) => text).filter((text) => text.startsWith('plot '));
    expect(texts).toHaveLength(4);
    for (const id of ['bad-draw', 'bad-caption', 'bad-reading']) {
      expect(texts).toContain(`plot ${id} was not drawn: x is undefined`);
    }
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(page).toContain('<figure id="own-counts">');
    expect(page).not.toContain('<figure id="bad-');
    expect(page).toContain('plot bad-spec was not drawn: ');
    const again: string[] = [];
    await drawRun(out, { kinds: own, onRemark: ({ text }) => again.push(text) });
    expect(again).toEqual(texts);
  });
});
