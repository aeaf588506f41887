// Any network format without an importer of its own → a case of one step at the powers of the file.
import type { NetworkFormat, NetworkRead, ReadAsked } from '../../network/index.ts';
import { readAs, readFolderAs } from '../../network/index.ts';
import { networkTables } from '../case/network/write.ts';
import type { Importer } from './importer.ts';

/** An importer that has what a power flow of the format has, and no more. */
export const genericImporter = (format: NetworkFormat): Importer => ({
  name: wordOf(format),
  uses: format.asks ?? [],
  ...(format.folder ? { wants: (file) => format.folder!.wants(file) } : {}),
  read({ path, texts }, { f_hz }) {
    const asked = f_hz === undefined ? {} : { f_hz };
    const { data, notes } = readNetwork(format, path, texts, asked);
    const { files, section } = networkTables(data);
    return {
      title: `${data.name}, from ${format.name}`,
      source: { cite: `the ${format.name} network ${[...texts.keys()].join(', ')}` },
      clock: { start: '2024-01-01T00:00+00:00', zone: 'UTC', step: '60 min', steps: 1 },
      network: section,
      files,
      profiles: [],
      devices: [],
      variants: {},
      lost: notes,
      inputs: [...files].map(([file, text]) => ({
        id: file,
        value: String(text.split('\n').length - 2),
        unit: 'rows',
        provenance: 'published' as const,
        basis: `${format.name} network ${[...texts.keys()].join(', ')}`,
      })),
    };
  },
});

function readNetwork(
  format: NetworkFormat,
  path: string,
  texts: ReadonlyMap<string, string>,
  asked: ReadAsked,
): NetworkRead {
  const [text] = texts.values();
  return format.read && texts.size === 1
    ? readAs(format, text!, path, asked)
    : readFolderAs(format, texts, path, asked);
}

/** `power-grid-model` of `Power grid model`. */
export const wordOf = ({ name }: NetworkFormat): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
