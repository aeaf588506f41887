// Whether a run may go where another lies: one of other inputs is replaced only when asked for, and what differs is named.
import { InputError } from '../../../base/index.ts';
import { contentHash } from '../../case/hash.ts';
import type { Case } from '../../case/model.ts';
import { hasSaved } from './checkpoint.ts';
import { type Manifest, versions } from './manifest.ts';
import { partOf, readManifestOf, refuseForeign } from './place.ts';

/** What a run is made from. */
export type Identity = Pick<Manifest, 'case' | 'run' | 'variant' | 'controllers' | 'seed' | 'versions' | 'inputs'>;

export function identityOf(study: Case, run: string): Identity {
  return {
    case: study.name,
    run,
    ...(study.variant ? { variant: study.variant.name } : {}),
    controllers: study.controllers.map(({ kind }) => kind),
    seed: study.seed,
    inputs: { sha256: contentHash(study.resolved), resolved: study.resolved },
    versions: versions(),
  };
}

/** The same inputs, on the same versions: only then the bytes to come fit those that are there. */
export const sameRun = (a: Identity, b: Identity): boolean => sameInputs(a, b) && differingVersions(a, b).length === 0;

const sameInputs = (a: Identity, b: Identity): boolean => a.case === b.case && a.inputs.sha256 === b.inputs.sha256;

export interface Wish {
  /** Replaces an existing run. */
  readonly force?: boolean | undefined;
  /** Goes on with the run that lies there, and so needs its versions too. */
  readonly resume?: boolean | undefined;
}

/**
 * Refuses a folder that is no place for this run, before anything in it is touched.
 * @throws InputError when it holds other things, or the run or unfinished run of other inputs and `force` is not given
 */
export function refuseOther(folder: string, wanted: Identity, { force = false, resume = false }: Wish): void {
  refuseForeign(folder);
  if (force) return;
  for (const place of [folder, partOf(folder)]) {
    const found = readManifestOf(place);
    if (!found || (found.status === 'running' && !hasSaved(place))) continue;
    const fits = resume ? sameRun(found, wanted) : sameInputs(found, wanted);
    if (fits) continue;
    const hint = sameInputs(found, wanted)
      ? 'without --resume it is run again from its first step'
      : 'give another folder, or --force to replace it';
    throw new InputError(folder, [
      { where: 'out', found: inWords(found), expected: 'a new folder, or a run of the same inputs', hint },
      ...differences(found, wanted, resume),
    ]);
  }
}

function inWords({ status, case: name, variant }: Manifest): string {
  const whole = status === 'finished' || status === 'failed';
  return `${whole ? 'a finished' : 'an unfinished'} run of case ${name}${variant === undefined ? '' : `, variant ${variant}`}`;
}

/** Inputs listed one by one, at most. */
const LISTED = 6;

function differences(found: Identity, wanted: Identity, resume: boolean) {
  const versionsToo = resume ? differingVersions(found, wanted) : [];
  const named = (['case', 'variant', 'seed'] as const).filter((key) => found[key] !== wanted[key]);
  const inputs =
    found.case === wanted.case ? differing('', plain(found.inputs.resolved), plain(wanted.inputs.resolved)) : [];
  const shown = inputs.filter(({ where }) => !/^(case\.)?seed$/.test(where));
  return [
    ...named.map((key) => ({ where: key, found: found[key], expected: String(wanted[key] ?? 'none') })),
    ...shown.slice(0, LISTED),
    ...(shown.length > LISTED
      ? [{ where: 'inputs', found: `${shown.length - LISTED} more that differ`, expected: 'the same inputs' }]
      : []),
    ...versionsToo,
  ];
}

function differingVersions(a: Identity, b: Identity) {
  return differing('versions', a.versions, b.versions);
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

interface Difference {
  readonly where: string;
  readonly found: unknown;
  readonly expected: string;
}

/** The leaves in which two values of JSON differ. */
function differing(where: string, a: unknown, b: unknown): Difference[] {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => differing(where === '' ? key : `${where}.${key}`, own(a, key), own(b, key)));
  }
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  return [{ where, found: a, expected: b === undefined ? 'nothing' : short(b) }];
}

const own = (value: object, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function short(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
