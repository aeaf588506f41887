// Optimisation problems as binary files, for solvers in other languages: FILE.json names the arrays of FILE.bin, by type, length and offset.
import { readFileSync, writeFileSync } from 'node:fs';
import type { OptimisationProblem } from '../../../optimisation/index.ts';

type Arrays = Readonly<Record<string, Float64Array | Int32Array>>;

interface Header {
  readonly name: string;
  readonly constant: number;
  /** δ with which the product has it solved, where that is not the default. */
  readonly regularisation?: number | undefined;
  readonly arrays: Readonly<Record<string, readonly ['f8' | 'i4', length: number, offset: number]>>;
}

/** Without names, and without whole numbers: of a QP. */
export function writeProblem(problem: OptimisationProblem, file: string, regularisation?: number): void {
  const { name, variables, rows, blocks, objective } = problem;
  const parts: Arrays = {
    linear: objective.linear,
    quadratic: objective.quadratic,
    min: variables.min,
    max: variables.max,
    rowMin: rows.min,
    rowMax: rows.max,
    coefficients: rows.coefficients,
    start: rows.start,
    columns: rows.columns,
    ...(blocks && { blockColumns: blocks.columns, blockRows: blocks.rows }),
  };
  const arrays: Record<string, readonly ['f8' | 'i4', number, number]> = {};
  let offset = 0;
  for (const [part, { length, byteLength, BYTES_PER_ELEMENT }] of Object.entries(parts)) {
    arrays[part] = [BYTES_PER_ELEMENT === 8 ? 'f8' : 'i4', length, offset];
    offset += byteLength;
  }
  const header: Header = { name, constant: objective.constant, regularisation, arrays };
  writeFileSync(`${file}.json`, JSON.stringify(header));
  const bytes = Object.values(parts).map((of) => new Uint8Array(of.buffer, of.byteOffset, of.byteLength));
  writeFileSync(`${file}.bin`, Buffer.concat(bytes));
}

export interface Subject {
  readonly problem: OptimisationProblem;
  readonly regularisation?: number;
}

export function readProblem(file: string): Subject {
  const { name, constant, arrays, regularisation }: Header = JSON.parse(readFileSync(`${file}.json`, 'utf8'));
  const { buffer } = new Uint8Array(readFileSync(`${file}.bin`)); // a copy, whose offsets are multiples of 8
  const doubles = (part: string) => new Float64Array(buffer.slice(arrays[part]![2]), 0, arrays[part]![1]);
  const integers = (part: string) => new Int32Array(buffer.slice(arrays[part]![2]), 0, arrays[part]![1]);
  const linear = doubles('linear');
  const start = integers('start');
  const problem: OptimisationProblem = {
    name,
    variables: {
      ...{ count: linear.length, families: [], min: doubles('min'), max: doubles('max') },
      integer: new Uint8Array(linear.length),
    },
    rows: {
      ...{ count: start.length - 1, families: [], min: doubles('rowMin'), max: doubles('rowMax'), start },
      ...{ columns: integers('columns'), coefficients: doubles('coefficients') },
    },
    ...(arrays['blockColumns'] && { blocks: { columns: integers('blockColumns'), rows: integers('blockRows') } }),
    objective: { constant, linear, quadratic: doubles('quadratic') },
  };
  return { problem, ...(regularisation !== undefined && { regularisation }) };
}
