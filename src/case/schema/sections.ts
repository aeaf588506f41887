// The schema of a part of case.yaml, for changes, which are applied before anything is checked.
import type { z } from 'zod';
import type { Kinds } from '../../kinds.ts';
import type { Path } from '../text/path.ts';
import { type Shape, shapeOf } from '../text/shape.ts';
import {
  caseSchema,
  clockSchema,
  forecastSchema,
  layoutsSchema,
  marketSchema,
  networkSchema,
  outputsSchema,
  populationSchema,
  profileSchema,
  stagesSchema,
  variantsSchema,
} from './schema.ts';

/** Sections with one schema. */
const WHOLE: Readonly<Record<string, z.ZodType>> = {
  clock: clockSchema,
  stages: stagesSchema,
  network: networkSchema,
  market: marketSchema,
  forecast: forecastSchema,
  variants: variantsSchema,
  outputs: outputsSchema,
  layouts: layoutsSchema,
};

/** The shape of the mapping at a path; undefined without a schema. `kindAt` reads the kind of an item. */
export function shapeAt(path: Path, kindAt: (path: Path) => string, kinds: Kinds): Shape | undefined {
  const [section, , member] = path;
  if (section === undefined) return shapeOf(caseSchema);
  if (Object.hasOwn(WHOLE, section)) return inside(shapeOf(WHOLE[section]!), path.slice(1));
  if (path.length < 2) return undefined;
  const named = section === 'controllers' ? kinds.controllers : kinds.devices;
  const own = (item: Path): Shape | undefined => {
    const kind = named.get(kindAt(item));
    return kind && inside(shapeOf(kind.schema), path.slice(item.length));
  };
  switch (section) {
    case 'profiles':
      return inside(shapeOf(profileSchema), path.slice(2));
    case 'populations':
      return member === 'devices' && path.length > 3
        ? own(path.slice(0, 4))
        : inside(shapeOf(populationSchema), path.slice(2));
    case 'devices':
    case 'controllers':
      return own(path.slice(0, 2));
    default:
      return undefined;
  }
}

/** Whether the schema of a section has a mapping at this path: one that a case may do without. */
export const isMapping = ([section, ...path]: Path): boolean =>
  Object.hasOwn(WHOLE, section!) && inside(shapeOf(WHOLE[section!]!), path) !== undefined;

/** The shape of the mapping at a path inside a shape. */
function inside(shape: Shape, path: Path): Shape | undefined {
  const branches = shape.anyOf ?? [shape];
  const [step, ...rest] = path;
  if (step === undefined) return branches.find(({ properties }) => properties !== undefined);
  for (const { properties = {}, additionalProperties: open, items } of branches) {
    const next =
      typeof step === 'number' ? items : Object.hasOwn(properties, step) ? properties[step] : open === true ? {} : open;
    const found = next ? inside(next, rest) : undefined;
    if (found) return found;
  }
  return undefined;
}
