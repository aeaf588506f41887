// The reference cases of ../shared/data/opf as problems, and their solutions.
import { existsSync, readFileSync } from 'node:fs';
import { readJsonCase } from '../../src/opf/json.ts';
import { multiProblem, readOpfCase, singleProblem } from '../cases/index.ts';
import type { AcProblem } from '../problem.ts';

const FOLDER = new URL('../../../shared/data/opf/', import.meta.url);
export const HAS_CASES = existsSync(FOLDER);

interface Horizon {
  readonly T: number;
  readonly dt: number;
  readonly import_price: number[];
  readonly export_price: number[];
  readonly exchange_max: number;
  readonly load_profile_default: number[];
  readonly load_profile_commercial: number[];
  readonly commercial_buses: number[];
  readonly batteries: Record<string, number>[];
  readonly pv: { bus: number; s_max: number; p_available: number[] }[];
}

export interface CaseFile {
  readonly name: string;
  readonly base_mva: number;
  readonly bus: number[][];
  readonly gen: number[][];
  readonly branch: number[][];
  readonly gencost: number[][];
  readonly horizon?: Horizon;
}

// biome-ignore lint/suspicious/noExplicitAny: files of several shapes
export const readJson = (file: string): any => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
export const caseFile = (name: string): CaseFile => readJson(`${name}.case.json`);

export function problemOf(file: CaseFile): AcProblem {
  const { tables, ...extras } = readJsonCase(JSON.stringify(file), `${file.name}.case.json`);
  const opf = readOpfCase(tables, extras);
  return (opf.horizon ? multiProblem(opf, opf.horizon) : singleProblem(opf)).problem;
}
