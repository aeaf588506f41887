// A pandapower file, with series or without → a case.
import { InputError, type Remark } from '../../../base/index.ts';
import { Tally } from '../../../network/formats/elements/tally.ts';
import {
  type Element,
  pandapower as format,
  OF_SERIES,
  type StoredSeries,
  storedSeries,
} from '../../../network/formats/pandapower/index.ts';
import { type NetworkData, readAs } from '../../../network/index.ts';
import { csvOf, networkTables } from '../../case/network/write.ts';
import { type DeviceRow, deviceFiles, deviceSection, efficiencyOf } from '../devices.ts';
import type { ImportAsked, ImportedCase, Importer, ImportSource } from '../importer.ts';
import { clockOf } from '../series/clock.ts';
import { devicesOf } from './devices.ts';
import { type Series, Taken } from './series.ts';
import { controllerSeries, profileSeries } from './stored.ts';
import { tableSeries } from './table.ts';
import { STEP_MIN } from './times.ts';

export const pandapower: Importer = {
  name: 'pandapower',
  uses: ['asDevices', 'start', 'days', 'profiles', 'stepMin'],
  read: readCase,
};

/** The clock of a file without series. */
const ONE_STEP = { start: '2024-01-01T00:00+00:00', zone: 'UTC', step: '60 min', steps: 1 };

function readCase({ path, texts }: ImportSource, asked: ImportAsked): ImportedCase {
  const [text] = texts.values();
  const { data, notes } = readAs(format, text!, path);
  const stored = storedSeries(text!, path);
  const { series, remarks } = seriesOf(stored, asked, path);
  const taken = new Taken(series);
  const tally = new Tally();
  const devices = asked.asDevices ? devicesOf(stored.elements, taken, tally) : [];
  const tables = tablesOf(data, stored.elements, devices, taken);
  const from = [...texts.keys(), ...(asked.profiles ? [asked.profiles.file] : [])].join(', ');
  const files = new Map([...tables.files, ...deviceFiles(devices), ...taken.files()]);
  return {
    title: `${data.name}, from pandapower`,
    source: { cite: `the pandapower network ${from}` },
    clock: clockOf(series?.times.span, asked, path, ONE_STEP),
    network: tables.section,
    files,
    profiles: [...taken.files().keys()],
    devices: deviceSection(devices),
    variants: {},
    lost: [...notes.filter(({ id }) => !OF_SERIES.includes(id)), ...remarks, ...tally.remarks()],
    inputs: [
      ...[...files].map(([file, written]) => ({
        id: file,
        value: String(written.split('\n').length - 2),
        unit: 'rows',
        provenance: 'published' as const,
        basis: `pandapower network ${from}`,
      })),
      ...(series?.times.isAssumed ? [STEP] : []),
      ...efficiencyOf(
        devices,
        'pandapower has no efficiency of storages; where the column efficiency_percent is absent, it is 1',
      ),
    ],
  };
}

const STEP = {
  id: 'clock-step',
  value: String(STEP_MIN),
  unit: 'min',
  provenance: 'assumed' as const,
  basis: 'the rows of the series are numbered, without times',
};

/** The series of the table that is given, else those of the controllers, else those of the profiles in the file. */
function seriesOf(stored: StoredSeries, asked: ImportAsked, path: string) {
  const { profiles, stepMin: step_min } = asked;
  const remarks: Remark[] = [...stored.notes];
  const unread = (what: string, because: string) =>
    remarks.push({ id: 'import_series', text: `${what} of the file are not read, as ${because}` });
  const ofControllers = stored.controlled && 'series of the controllers';
  const ofProfiles = stored.profiles.size > 0 ? 'profiles' : undefined;
  if (profiles) {
    for (const what of [ofControllers, ofProfiles]) if (what) unread(what, '--profiles is given');
    refuseStep(step_min, '--profiles has times', path);
    return { series: tableSeries(profiles, stored.elements), remarks };
  }
  const series: Series | undefined =
    controllerSeries(stored, { path, step_min }) ?? profileSeries(stored, { path, step_min });
  if (ofProfiles && ofControllers) unread(ofProfiles, 'its controllers have series');
  else if (ofProfiles && !series) unread(ofProfiles, 'no element names one in its column profile');
  if (!series) refuseStep(step_min, 'the file has no series', path);
  if (series?.times.isAssumed) {
    const text = `the rows of the series have no times: steps of ${STEP_MIN} min are assumed; --step-min gives another length`;
    remarks.push({ id: 'import_step', text });
  }
  return { series, remarks };
}

function refuseStep(step_min: number | undefined, because: string, path: string): void {
  if (step_min === undefined) return;
  throw new InputError(path, [{ where: '--step-min', found: step_min, expected: `none: ${because}` }]);
}

/** Tables of the network, without what becomes a device; a power with a series is that of a load. */
function tablesOf(data: NetworkData, elements: readonly Element[], devices: readonly DeviceRow[], taken: Taken) {
  const isDevice = new Set(devices.map(({ row }) => row['id']));
  const machines = elements.filter(({ table, name }) => table === 'gen' && taken.use(name, 'p'));
  const driven = new Set(machines.map(({ name }) => name));
  const generators = data.generators.map((of) => (driven.has(of.generator) ? { ...of, p_mw: 0 } : of));
  const loads = data.loads.filter(({ load }) => !isDevice.has(load));
  const { files, section } = networkTables({ ...data, loads, generators });
  const rows = taken.loadRows(loads, machines);
  if (rows.length === 0) return { files, section };
  return { files: new Map([...files, ['loads.csv', csvOf(rows)]]), section: { ...section, loads: 'loads.csv' } };
}
