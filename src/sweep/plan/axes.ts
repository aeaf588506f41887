// A name of `over`: its values, and the changes of case.yaml that each of them makes.
import { pathOf } from '../../case/changes/spelling.ts';
import type { Place } from '../../case/text/place.ts';
import type { Scalar } from '../../score/expression/value.ts';
import {
  type Change,
  type Computed,
  type Context,
  change,
  changesOfChoices,
  computedOf,
} from '../../variation/changes.ts';
import { inRange, namesOfChoices, rangeCount } from '../../variation/schema.ts';
import type { Parameter } from '../model.ts';
import { quantileOf } from './distributions/quantile.ts';
import { drawsOf, type Sampling } from './distributions/sample.ts';
import type { ParameterSpec } from './schema.ts';

export interface Axis {
  readonly name: string;
  readonly parameter: Parameter;
  /** Line of its name. */
  readonly at: string;
  /**
   *   listed  `count` values, by number from 0
   *   drawn   by number of the sample
   */
  readonly form: 'listed' | 'drawn';
  readonly count: number;
  /** Value number `i`. */
  valueAt(i: number): Scalar;
  /** Its changes, without those of `set`, and those of controllers and variants. */
  own(i: number): readonly Change[];
  readonly set: readonly Computed[];
  /** Paths of all changes that it can make, each with its line. */
  readonly paths: readonly { readonly path: string; readonly at: string }[];
  /** Names in the order of the values; of one name at most. */
  readonly controllers?: readonly string[];
  readonly variants?: readonly (string | undefined)[];
}

/** Value of `variants` for the case without variant. */
const NO_VARIANT = 'none';

export function axisOf(
  name: string,
  spec: ParameterSpec,
  names: readonly string[],
  sampling: Sampling,
  context: Context,
): Axis {
  const { place } = context;
  const line = ['over', name];
  const set = computedOf(spec.set, names, [...line, 'set'], context);
  const chosen = changesOfChoices(spec.choices, place, [...line, 'choices']);
  const own = ownOf(spec, chosen, place, line);
  const given = levelsOf(spec);
  const placed = ({ text, at }: Change) => ({ path: pathOf(text), at });
  const ofChoices = new Map(chosen.flat().map((each) => [placed(each).path, placed(each)]));
  const first = spec.seeds === undefined ? [] : own(0).map(placed);
  const ofControllers = spec.controllers ? [{ path: 'controllers', at: place.at([...line, 'controllers']) }] : [];
  return {
    name,
    at: place.atKey(line),
    parameter: {
      name,
      title: spec.title ?? name,
      unit: spec.unit,
      ...(given ? { levels: given } : {}),
      ...(spec.seeds === undefined ? {} : { seeds: true }),
    },
    form: given ? 'listed' : 'drawn',
    count: given?.length ?? 0,
    valueAt: given ? (i) => given[i]! : drawn(name, spec, sampling),
    own,
    set,
    paths: [...first, ...ofChoices.values(), ...ofControllers, ...set],
    ...(spec.controllers ? { controllers: spec.controllers } : {}),
    ...(spec.variants ? { variants: spec.variants.map((variant) => variant ?? undefined) } : {}),
  };
}

function drawn(name: string, spec: ParameterSpec, sampling: Sampling): Axis['valueAt'] {
  const quantile = quantileOf(spec);
  const draw = drawsOf(name, sampling);
  return (s) => quantile(draw(s));
}

/** The listed values; undefined where they are drawn. */
function levelsOf({
  values,
  from,
  to,
  step,
  choices,
  seeds,
  controllers,
  variants,
}: ParameterSpec): readonly Scalar[] | undefined {
  if (choices) return namesOfChoices(choices);
  if (variants) return variants.map((variant) => variant ?? NO_VARIANT);
  if (seeds !== undefined) return seedsOf(seeds);
  if (step === undefined) return values ?? controllers;
  return Array.from({ length: rangeCount({ from: from!, to: to!, step }) }, (_, i) => inRange(from!, step, i));
}

/** Seeds 1 … n, or those given. */
export const seedsOf = (seeds: number | readonly number[]): readonly number[] =>
  typeof seeds === 'number' ? Array.from({ length: seeds }, (_, i) => i + 1) : seeds;

function ownOf(
  { seeds }: ParameterSpec,
  chosen: readonly (readonly Change[])[],
  place: Place,
  line: readonly string[],
): Axis['own'] {
  if (seeds === undefined) return (i) => chosen[i] ?? [];
  const all = seedsOf(seeds);
  const { at } = change('seed', undefined, place, [...line, 'seeds']);
  return (i) => [{ text: `seed=${all[i]}`, at }];
}
