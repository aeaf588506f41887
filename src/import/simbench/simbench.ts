// A SimBench folder → a case: the grid, its profiles on their clock, its study cases as variants.
import { InputError, type Remark } from '../../../base/index.ts';
import { Tally } from '../../../network/formats/elements/tally.ts';
import {
  simbench as format,
  type Power,
  readGrid,
  type SimbenchGrid,
  severalSlacks,
} from '../../../network/formats/simbench/index.ts';
import { csvOf, type Row } from '../../case/network/write.ts';
import { battery, type DeviceRow, deviceFiles, deviceSection, efficiencyOf, plant } from '../devices.ts';
import type { ImportAsked, ImportedCase, Importer, ImportSource, Variant } from '../importer.ts';
import { clockOf } from '../series/clock.ts';
import { ZONE } from '../series/span.ts';
import { isProfileTable, Profiles } from './profiles.ts';
import { factorOf, powersIn, STUDY_CASES, type StudyCase, studyCasesOf, titleOf } from './study-cases.ts';

const CITE =
  'SimBench (simbench.net): S. Meinecke et al., SimBench: A Benchmark Dataset of Electric Power Systems to Compare Innovative Solutions Based on Power Flow Analysis, Energies 13(12), 2020, 3290';
const LICENCE =
  'Open Database License (ODbL) 1.0, contents: Database Contents License 1.0. This case is a derived database: keep this notice and share it under the same licence';

export const simbench: Importer = {
  name: 'simbench',
  uses: ['asDevices', 'start', 'days'],
  wants: (file) => format.folder.wants(file) || isProfileTable(file) || file === STUDY_CASES,
  read: readCase,
};

function readCase({ path, texts }: ImportSource, asked: ImportAsked): ImportedCase {
  if (!format.folder.claims([...texts.keys()])) {
    const expected = 'a folder with the SimBench tables Node.csv, ExternalNet.csv, Line.csv, …';
    throw new InputError(path, [
      { where: path, found: [...texts.keys()].join(', ') || 'none of its tables', expected },
    ]);
  }
  const grid = readGrid(texts, path);
  const tally = new Tally();
  const profiles = new Profiles(texts);
  const studies = studyCasesOf(texts.get(STUDY_CASES) ?? STUDY_HEADER, grid, profiles.problems);
  const devices: DeviceRow[] = [];
  const loads: Row[] = [];
  for (const power of grid.powers) {
    const device = asked.asDevices ? deviceOf(power, profiles, tally) : undefined;
    if (device) devices.push(device);
    else loads.push(loadRow(power, profiles));
  }
  for (const { id, table, bus, p_mw, profile, at } of grid.machines) {
    const name =
      table === 'Line' || !profiles.any || profile === undefined ? undefined : profiles.use(at, table, profile);
    if (name !== undefined) loads.push({ load: id, bus, p_mw: 0 - p_mw, q_mvar: 0, profile: name });
  }
  const { files: series, series: span } = profiles.tables(path);
  const name = path.replace(/[\\/]+(csv)?[\\/]*$/, '').replace(/^.*[\\/]/, '');
  const variants = variantsOf(studies, grid, tally);
  const tables = new Map([
    ...networkFiles(grid, profiles.any),
    ...(loads.length > 0 ? [['loads.csv', csvOf(loads)] as const] : []),
    ...deviceFiles(devices),
    ...series,
    ...variants.files,
  ]);
  return {
    title: `SimBench ${name}`,
    source: { cite: CITE, licence: LICENCE },
    clock: clockOf(span, asked, path, ONE_STEP),
    network: sectionOf(grid, tables),
    files: tables,
    profiles: [...series.keys()],
    devices: deviceSection(devices),
    variants: variants.variants,
    lost: [...grid.notes, ...tally.remarks(), ...ofProfiles(grid, profiles.any)],
    inputs: [...inputsOf(tables, texts), ...efficiencyOf(devices, ETA)],
  };
}

/** `etaStore` could be the efficiency of a direction or of a whole cycle. */
const ETA = 'etaStore, or 1 where it is absent, is the efficiency of charging and that of discharging';

/** The clock of a folder without profiles. */
const ONE_STEP = { start: '2016-01-01T00:00+01:00', zone: ZONE, step: '15 min', steps: 1 };

const STUDY_HEADER = 'Study Case;voltLvl;pload;qload;Wind_p;PV_p;RES_p;Slack_vm';

/** The element as a device; undefined where it remains a fixed load. */
function deviceOf(power: Power, profiles: Profiles, tally: Tally): DeviceRow | undefined {
  const { id, table, bus, type, p_mw, q_mvar, profile, at, s_mva, storage } = power;
  const hasProfile = profile !== undefined && profiles.any;
  if (table === 'Storage') {
    const { e_mwh = 0, eta = 1, self_discharge_percent = 0, level = 0 } = storage ?? {};
    const rating = { p_max_mw: s_mva ?? Math.abs(p_mw), e_mwh, eta, self_discharge_percent, level };
    return battery({ name: `storage ${id}`, id, bus, ...rating, hasProfile }, tally);
  }
  if (table !== 'RES') return undefined;
  const use = hasProfile ? { profile: () => profiles.use(at, table, profile) } : {};
  return plant({ name: `RES ${id}`, id, bus, type, p_mw, q_mvar, ...use }, tally);
}

function loadRow({ id, table, bus, p_mw, q_mvar, profile, at }: Power, profiles: Profiles): Row {
  const row = { load: id, bus, p_mw, q_mvar };
  if (profile === undefined || !profiles.any) return row;
  const ofP = profiles.use(at, table, profile);
  if (q_mvar === 0) return { ...row, profile: ofP };
  if (table === 'Load') return { ...row, profile: ofP, q_profile: profiles.use(at, table, profile, 'q') };
  return ofP === undefined ? { ...row, profile: ofP } : { ...row, profile: ofP, q_profile: profiles.useConstant() };
}

/** Tables of the network without its loads. */
function networkFiles(grid: SimbenchGrid, hasProfiles: boolean): readonly (readonly [string, string])[] {
  const tables: Readonly<Record<string, readonly Row[]>> = {
    buses: busRows(grid),
    lines: grid.lines.map(({ at: _, ...line }) => line),
    transformers: grid.transformers.map(({ at: _, ...transformer }) => ({ ...transformer, model: 't' })),
    switches: grid.switches.map(({ switch: name, from_bus, to_bus, closed }) => ({
      switch: name,
      from_bus,
      to_bus,
      closed,
    })),
    shunts: grid.shunts.map(({ bus, gs_mw, bs_mvar }) => ({ bus, gs_mw, bs_mvar })),
    // the power of a machine with a profile is that of a load of its name
    generators: grid.machines.map(({ at: _, table: __, id, profile, p_mw, ...machine }) => ({
      generator: id,
      ...machine,
      p_mw: profile !== undefined && hasProfiles ? 0 : p_mw,
    })),
  };
  return Object.entries(tables).flatMap(([name, rows]) =>
    rows.length > 0 ? [[`${name}.csv`, csvOf(rows)] as const] : [],
  );
}

const busRows = ({ buses }: SimbenchGrid): Row[] =>
  buses.map(({ bus, kind, vn_kv, v_pu, va_deg, v_min_pu, v_max_pu, x, y }) => ({
    ...{ bus, kind, vn_kv, v_pu, va_deg, v_min_pu, v_max_pu, x, y },
  }));

function sectionOf(grid: SimbenchGrid, files: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const tables = ['buses', 'lines', 'transformers', 'switches', 'shunts', 'loads', 'generators'];
  return {
    base_mva: 1,
    ...Object.fromEntries(tables.flatMap((table) => (files.has(`${table}.csv`) ? [[table, `${table}.csv`]] : []))),
    ...(severalSlacks(grid) ? { several_slacks: true } : {}),
  };
}

/** `run` runs every variant of a case, so that the case itself is one. */
const OVER_TIME = 'profiles';

/** Whatever is added to the case over its time, study cases are power flows of the grid: a null removes a section or field. */
const GRID_ALONE = {
  ...{ devices: [], populations: [], controllers: null, forecast: null, layouts: null },
  ...{ 'outputs.devices': ['*'], 'clock.warm_up': null, 'clock.steps': 1 },
};

/** A variant for each study case: set points of the external networks, and all powers as fixed loads of one step. */
function variantsOf(studies: readonly StudyCase[], grid: SimbenchGrid, tally: Tally) {
  const files = new Map<string, string>();
  const variants: Record<string, Variant> = {};
  const supplies = new Set(grid.supplies);
  if (studies.length > 0) variants[OVER_TIME] = { title: 'the profiles over their time', set: {} };
  for (const study of studies) {
    const [buses, loads] = [`buses-${study.name}.csv`, `loads-${study.name}.csv`];
    const rows = busRows(grid).map((row) =>
      supplies.has(row['bus'] as string) ? { ...row, v_pu: study.Slack_vm } : row,
    );
    files.set(buses, csvOf(rows));
    const powers = grid.powers.map((power) => ({ load: power.id, bus: power.bus, ...powersIn(study, power) }));
    const machines = grid.machines.filter(({ table, profile }) => table !== 'Line' && profile !== undefined);
    files.set(
      loads,
      csvOf([...powers, ...machines.map(({ id, bus, p_mw }) => ({ load: id, bus, p_mw: 0 - p_mw, q_mvar: 0 }))]),
    );
    const set = { 'network.buses': buses, 'network.loads': loads, ...GRID_ALONE };
    variants[study.name] = { title: titleOf(study.name), set };
  }
  if (studies.length > 0)
    for (const { id, type, table } of grid.powers)
      if (table === 'RES' && factorOf(type) === 'RES_p' && /pv|wind/i.test(type ?? ''))
        tally.add(
          'study_case',
          `RES ${id}`,
          (what) => `study cases scale it by RES_p, as its type is not written PV or Wind: ${what}`,
        );
  return { files, variants };
}

function ofProfiles({ powers }: SimbenchGrid, hasProfiles: boolean): Remark[] {
  const named = powers.filter(({ profile }) => profile !== undefined).length;
  if (hasProfiles || named === 0) return [];
  return [
    {
      id: 'import_no_profiles',
      text: `the folder has no profile tables: the powers of ${named} elements are constant`,
    },
  ];
}

function inputsOf(tables: ReadonlyMap<string, string>, texts: ReadonlyMap<string, string>): ImportedCase['inputs'] {
  const from = [...texts.keys()].sort().join(', ');
  return [...tables].map(([file, text]) => ({
    id: file,
    value: String(text.split('\n').length - 2),
    unit: 'rows',
    provenance: 'published' as const,
    basis: `SimBench tables ${from}`,
  }));
}
