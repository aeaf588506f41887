// Pages of a Parquet file before they are decoded: a damaged one could announce more values than memory holds, which the decoder would
// begin to write.
import * as zlib from 'node:zlib';
import { type AsyncBuffer, type Compressors, type RowGroup, type SchemaElement, snappyUncompress } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';

/** Largest page after decompression [bytes]. */
const PAGE = 256 * 2 ** 20;

/** Codecs that Node has, besides none. */
export const COMPRESSORS: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(within(length));
    snappyUncompress(input, output);
    return output;
  },
  GZIP: (input, length) => zlib.gunzipSync(input, limited(length)),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, limited(length)),
};

/** Of Node from 22.15 on. */
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: typeof zlib.gunzipSync };
if (zstdDecompressSync) COMPRESSORS['ZSTD'] = (input, length) => zstdDecompressSync(input, limited(length));

/** Node has no limit of 0. */
const limited = (length: number) => ({ maxOutputLength: Math.max(1, within(length)) });

function within(length: number): number {
  if (length >= 0 && length <= PAGE) return length;
  throw new Error(`a page of ${length} bytes`);
}

/** Checks the pages of a column in a group of rows: their sizes, and their numbers of values. @throws Error */
export async function checkPages(
  bytes: AsyncBuffer,
  { columns, num_rows }: RowGroup,
  element: SchemaElement,
): Promise<void> {
  const data = columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === element.name)?.meta_data;
  if (!data) throw new Error('no such column in a group of rows');
  const start = Number(data.dictionary_page_offset ?? data.data_page_offset);
  const view = new DataView(await bytes.slice(start, start + Number(data.total_compressed_size)));
  const reader = { view, offset: 0 };
  const isOptional = element.repetition_type === 'OPTIONAL';
  while (reader.offset < view.byteLength - 1) {
    const page = parquetHeader(reader);
    const { data_page_header: v1, data_page_header_v2: v2, compressed_page_size: size } = page;
    const { num_values: count = -1 } = v1 ?? v2 ?? page.dictionary_page_header ?? {};
    if (!(count >= 0 && count <= num_rows && (v2?.num_rows ?? 0) >= 0 && (v2?.num_rows ?? 0) <= num_rows))
      throw new Error(`a page of ${count} values in a group of ${num_rows} rows`);
    const content = new Uint8Array(view.buffer, reader.offset, size);
    reader.offset += size;
    const decompressed = (part: Uint8Array, length: number) => COMPRESSORS[data.codec]?.(part, within(length)) ?? part;
    let values: Uint8Array;
    if (v2) {
      const levels = v2.definition_levels_byte_length + v2.repetition_levels_byte_length;
      if (isOptional) checkRuns(content, 1, count);
      const part = content.subarray(levels);
      values = v2.is_compressed === false ? part : decompressed(part, page.uncompressed_page_size - levels);
    } else if (v1) {
      const all = decompressed(content, page.uncompressed_page_size);
      const levels = isOptional ? new DataView(all.buffer, all.byteOffset, all.byteLength).getUint32(0, true) + 4 : 0;
      if (isOptional) checkRuns(all.subarray(4), 1, count);
      values = all.subarray(levels);
    } else continue;
    if (/DICTIONARY/.test((v1 ?? v2)!.encoding) && values[0]) checkRuns(values.subarray(1), values[0], count);
  }
}

/** Checks, as far as the decoder reads, that runs of repeated and of packed values are no longer than the values that a page has. @throws Error */
function checkRuns(bytes: Uint8Array, width: number, count: number): void {
  let [at, seen] = [0, 0];
  while (seen < count && at < bytes.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      header |= (byte & 0x7f) << shift; // in 32 bits, as the decoder has it
      if (byte < 0x80) break;
    }
    const isPacked = (header & 1) === 1;
    const length = header >>> 1;
    seen += isPacked ? 8 * length : length;
    at += isPacked ? length * width : Math.ceil(width / 8);
    if (seen > count + (isPacked ? 7 : 0)) throw new Error(`a run of ${length} in a page of ${count} values`);
  }
}
