// A pandapower file, with a table of profiles or without → a case.
import { pandapower as format, scalingsOf } from '../../../network/formats/pandapower/index.ts';
import { readAs } from '../../../network/index.ts';
import { csvOf, networkTables } from '../../case/network/write.ts';
import type { ImportAsked, ImportedCase, Importer, ImportSource } from '../importer.ts';
import { withProfiles } from './profiles.ts';

export const pandapower: Importer = { name: 'pandapower', uses: ['profiles'], read: readCase };

const SERIES = 'profiles.csv';

function readCase({ path, texts }: ImportSource, { profiles }: ImportAsked): ImportedCase {
  const [text] = texts.values();
  const { data, notes } = readAs(format, text!, path);
  const { files, section } = networkTables(data);
  const tables = new Map(files);
  const series = profiles && withProfiles(profiles, data.loads, scalingsOf(text!, path));
  if (series) {
    tables.set('loads.csv', csvOf(series.loads));
    tables.set(SERIES, series.text);
  }
  const from = [...texts.keys(), ...(profiles ? [profiles.name] : [])].join(', ');
  return {
    title: `${data.name}, from pandapower`,
    source: { cite: `the pandapower network ${from}` },
    clock: series?.clock ?? { start: '2024-01-01T00:00+00:00', zone: 'UTC', step: '60 min', steps: 1 },
    network: section,
    files: tables,
    profiles: series ? [SERIES] : [],
    devices: [],
    variants: {},
    lost: notes,
    inputs: [...tables].map(([file, written]) => ({
      id: file,
      value: String(written.split('\n').length - 2),
      unit: 'rows',
      provenance: 'published' as const,
      basis: `pandapower network ${from}`,
    })),
  };
}
