// The effect of a change: the item of its path, and the value that it replaces.
import { describe, expect, it } from 'vitest';
import { InputError, readHeader, show } from '../../../base/index.ts';
import { deviceKinds } from '../../../devices/index.ts';
import { readCase } from '../index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../testing/folder.ts';
import { shapeOf, unitOfField } from '../text/shape.ts';

/** The good case with these sections in place of its devices and populations. */
const withSections = (sections: string): Folder =>
  changed('case.yaml', /devices:[\s\S]*?controllers:/, `${sections}\ncontrollers:`);

const GOOD_FORECAST = changed(
  'case.yaml',
  'controllers:',
  'forecast: { load: { error: 10 %, correlation: 3 h } }\ncontrollers:',
);

async function problems(folder: Folder, set: readonly string[]): Promise<string[]> {
  const error: unknown = await readCase(writeFolder(folder), { set }).then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error === undefined) return [];
  if (!(error instanceof InputError)) throw error;
  return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
}

/** Nominal power of every load of `devices`, by id. */
async function powers(folder: Folder, ...set: string[]): Promise<Record<string, number>> {
  const { devices } = await readCase(writeFolder(folder), { set });
  const loads = devices.filter(({ kind, at }) => kind === 'load' && !at.startsWith('loads.csv'));
  return Object.fromEntries(loads.map(({ id, params }) => [id, (params as { p_kw: number }).p_kw]));
}

const loads = (...ids: string[]): Folder =>
  withSections(`devices: [${ids.map((id) => `{ id: ${id}, kind: load, bus: b, p_kw: 10 }`).join(', ')}]`);

describe('an item of a list', () => {
  it('is the one with that id, before the one at that position', async () => {
    const folder = loads('0', '2', '1', '101', '007');
    expect(await powers(folder, 'devices.1.p_kw=0')).toEqual({ 0: 10, 2: 10, 1: 0, 101: 10, '007': 10 });
    expect(await powers(folder, 'devices.101.p_kw=0', 'devices.007.p_kw=3')).toMatchObject({ 101: 0, '007': 3, 1: 10 });
  });

  it('is taken by its position where no id is a number', async () => {
    expect(await powers(loads('a', 'b'), 'devices.1.p_kw=0')).toEqual({ a: 10, b: 0 });
  });

  it('is refused for a number that is not an id, where other ids are numbers', async () => {
    expect(await problems(loads('0', '2', '1', '101'), ['devices.3.p_kw=0', 'devices.9.p_kw=0'])).toEqual([
      '--set devices.3.p_kw=0 | "devices.3" | the id of an item: 0, 2, 1, 101 | the item at place 3 has the id 101',
      '--set devices.9.p_kw=0 | "devices.9" | the id of an item: 0, 2, 1, 101',
    ]);
  });

  it.each(['LV1.101', 'a b', '1.5', '1e3', 'ö-ß', 'kind', 'id', 'constructor', 'toString', '"x"'])(
    'is found by an id such as %s',
    async (id) => {
      const found = await powers(loads('x0', `'${id}'`, 'LV1'), `devices.${id}.p_kw=0`);
      expect(found).toEqual({ x0: 10, [id]: 0, LV1: 10 });
    },
  );

  it.each([
    ['LV1.101 Load 1', '"LV1.101 Load 1"'],
    ['a=b', '"a=b"'],
    ['a.p_kw', '"a.p_kw"'],
    ['*', '"*"'],
    ['x0', '"x0"'],
    ['say "x"', 'say "x"'],
  ])('is found by its id %s written as %s', async (id, written) => {
    const others = { x0: 10, LV1: 10, a: 10 };
    const folder = loads(...Object.keys(others), ...(id in others ? [] : [`'${id}'`]));
    expect(await powers(folder, `devices.${written}.p_kw=0`)).toEqual({ ...others, [id]: 0 });
    const named = withSections(
      `${String(folder['case.yaml']).match(/devices: .*/)![0]}
variants: { less: { set: { '${`devices.${written}.p_kw`}': 3 } }, listed: { set: ['${`devices.${written}.p_kw`}=4'] } }`,
    );
    for (const [variant, p_kw] of [
      ['less', 3],
      ['listed', 4],
    ] as const) {
      const { devices } = await readCase(writeFolder(named), { variant });
      expect(devices.find((device) => device.id === id)!.params).toMatchObject({ p_kw });
    }
  });

  it('with points is suggested in quotes', async () => {
    const folder = loads("'LV1.101 Load 1'", 'b');
    const hint = 'the number, the id or the kind of an item in the list | did you mean "LV1.101 Load 1"?';
    expect(await problems(folder, ['devices.LV1.101 Load 2.p_kw=0', 'devices."LV1.101 Load 3".p_kw=0'])).toEqual([
      `--set devices.LV1.101 Load 2.p_kw=0 | "devices.LV1" | ${hint}`,
      `--set devices."LV1.101 Load 3".p_kw=0 | "devices.\\"LV1.101 Load 3\\"" | ${hint}`,
    ]);
  });

  it('is found by its id in populations, their templates, controllers, layouts and bids', async () => {
    const folder = withSections(
      `devices: []
populations:
  - { id: 007, buses: [b], count: 1, devices: [{ id: 1, kind: load, p_kw: 1 }, { id: 0, kind: load, p_kw: 2 }] }
  - { id: 0, buses: [c], count: 1, devices: [{ kind: load, p_kw: 3 }] }
layouts:
  - { name: table.4, title: One, columns: [{ table: buses, value: v_pu }] }
  - { name: "0", title: Two, columns: [{ table: buses, value: v_pu }] }`,
    );
    const set = ['populations.0.count=2', 'populations.007.devices.0.p_kw=5', 'populations.0.devices.load.p_kw=7'];
    expect(await powers(folder, ...set)).toEqual({
      '007-b-001-1': 1,
      '007-b-001-0': 5,
      '0-c-001-load': 7,
      '0-c-002-load': 7,
    });
    const study = await readCase(writeFolder(folder), { set: ['layouts.0.title=Zero', 'layouts.table.4.title=Four'] });
    expect(study.layouts?.map(({ title }) => title)).toEqual(['Four', 'Zero']);
  });

  it('is refused where two have the id, or the kind fits two', async () => {
    const folder = withSections(`devices: [${'{ id: a, kind: load, bus: b, p_kw: 1 }, '.repeat(2)}]`);
    expect((await problems(folder, ['devices.a.p_kw=2']))[0]).toBe(
      '--set devices.a.p_kw=2 | "devices.a" | an id that one item has | devices.0 and devices.1 have it',
    );
    const twice = changed('case.yaml', '[uncontrolled]', '[volt-var, uncontrolled, volt-var]');
    expect((await problems(twice, ['controllers.volt-var.points=[[0.9, 0.1], [1.1, -0.1]]']))[0]).toBe(
      '--set controllers.volt-var.points=[[0.9, 0.1], [1.1, -0.1]] | "controllers.volt-var" | a kind that one item has | controllers.0 and controllers.2 have it',
    );
  });

  it.each(['2030', '007', '1.5e3', 'true'])(
    'is found under a key that looks like another value: variant %s',
    async (key) => {
      const folder = changed('case.yaml', 'outputs:', `variants: { ${key}: { set: { seed: 8 } } }\noutputs:`);
      expect(
        (await readCase(writeFolder(folder), { variant: key.replace('.', '') === key ? key : '1.5e3' }).catch(
          (error: unknown) => error,
        )) as object,
      ).toMatchObject(/^[\w-]+$/.test(key) ? { seed: 8, variant: { name: key } } : { name: 'InputError' });
    },
  );
});

describe('a change', () => {
  it.each([...deviceKinds.values()])(
    'replaces other spellings of the same field and no other field: $kind',
    async ({ kind, schema }) => {
      const fields = Object.keys(shapeOf(schema).properties ?? {});
      const numbers = fields.filter((field) => unitOfField(field, fields));
      for (const field of numbers) {
        const { stem, unit } = readHeader(field)[0]!;
        if (fields.filter((other) => unitOfField(other, fields)?.stem === stem).length > 1) continue;
        const all = fields.map((other) => `${other}: 1`).join(', ');
        const folder = withSections(`devices: [{ id: x, kind: ${kind}, bus: b, ${all} }]`);
        const before = await problems(folder, []);
        const after = await problems(folder, [`devices.x.${stem}=1 ${unit.name}`]);
        const places = (lines: string[]) =>
          lines.map((line) => line.replace(/^.* \| ("[^|]* and [^|]*") \| /, '$1 | '));
        expect(after.join('\n')).not.toContain('one of the two');
        // the same fields are given as before: no new field is missing, and the same sets are contradictory
        expect(after.filter((line) => line.includes(' nothing '))).toEqual(
          before.filter((line) => line.includes(' nothing ')),
        );
        expect(places(after).length).toBe(places(before).length);
      }
    },
  );

  it('of the amount of a bid does not change its hour, and vice versa', async () => {
    const bid =
      '{ id: a, aggregator: n, load_point: b, price_per_kwh: 1, reduction_kw: { "17:00": 5 }, payback: "02:00", payback_kw: 4 }';
    const folder = changed(
      'case.yaml',
      '[uncontrolled]',
      `[{ kind: tfm, bids: [${bid}] }]\nmarket: { import_price: price }`,
    );
    const priced = { ...folder, 'shapes.csv': 'hour,pv_pu,home_pu,price_eur_per_kwh\n0,1,1,1\n12,1,1,1\n' };
    for (const set of ['payback_kw=90', 'payback="09:00"', 'price_per_kwh=0.6'])
      expect(await problems(priced, [`controllers.tfm.bids.a.${set}`])).toEqual([]);
    const { controllers } = await readCase(writeFolder(priced), {
      set: ['controllers.tfm.bids.a.payback_kw=90', 'controllers.tfm.bids.a.payback="09:00"'],
    });
    expect(controllers[0]!.options).toMatchObject({ bids: [{ payback: '09:00', payback_kw: 90 }] });
  });

  it('replaces other forms of the same quantity: a unit of the case, percent, days for steps', async () => {
    const folder = withSections(`units: { horse: 735.49875 W }
devices:
  - { id: a, kind: load, bus: b, p_horse: 10 }
  - { id: bat, kind: battery, bus: b, p_max_kw: 5, soc_min_percent: 20 }
populations: []`);
    const one = { ...folder, 'case.yaml': String(folder['case.yaml']).replace('units: { furlong: 201.168 m }\n', '') };
    expect(await powers(one, 'devices.a.p=3 kW')).toEqual({ a: 3 });
    const { devices, clock } = await readCase(writeFolder(one), { set: ['devices.bat.soc_min=0.4', 'clock.steps=4'] });
    expect(devices.at(-1)!.params).toMatchObject({ e_min_kwh: 4 });
    expect(clock.steps).toBe(4);
  });
});

describe('null', () => {
  it('takes a section or a field away, in any spelling, and nothing where there is none', async () => {
    const [with_, without] = [writeFolder(GOOD_FORECAST), writeFolder(GOOD)];
    const taken = await readCase(with_, { set: ['forecast=null'] });
    expect(taken.forecast).toBeUndefined();
    expect(taken.resolved).toEqual((await readCase(without, { set: ['forecast=~'] })).resolved);
    const days = await readCase(without, { set: ['clock.steps=4', 'seed=null'] });
    expect([days.clock.steps, days.seed]).toEqual([4, 0]);
    expect((await readCase(with_, { set: ['forecast.load.correlation=null'] })).forecast?.errors.load).toMatchObject({
      correlation_h: 6,
    });
  });

  it('does not take an item of a list, and no value at all is an error', async () => {
    expect(await problems(GOOD, ['devices.pv-b=null'])).not.toEqual([]);
    expect(await problems(GOOD, ['clock.days='])).not.toEqual([]);
  });
});
