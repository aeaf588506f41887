// docs/fields.md, from the schemas themselves.

import * as z from 'zod';
import { controllerKinds } from '../../controllers/index.ts';
import { deviceKinds } from '../../devices/index.ts';
import type { Shape } from '../../src/case/text/shape.ts';

interface Described extends Shape {
  readonly description?: string;
  readonly default?: unknown;
}

/** The page: one section per kind of device and controller. */
export function fieldReference(): string {
  const sections = [...deviceKinds.values(), ...controllerKinds.values()].map(
    ({ kind, title, schema }) =>
      `## ${kind}\n\n${title}\n\n${fieldTable(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described)}`,
  );
  return `${HEAD}\n${sections.join('\n')}`;
}

const HEAD = `# Fields of devices and controllers

Written by \`npm run schema\` from the schemas. How they may be written is in [case-format.md](case-format.md).
Load convention: p > 0 draws from the grid. Members of a list are written with \`[]\`.
`;

function fieldTable(shape: Shape, prefix = ''): string {
  const rows = fieldRows(shape, prefix);
  return rows.length === 0 ? 'No fields.\n' : `| field | default | what it is |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function fieldRows({ properties = {}, required = [] }: Shape, prefix: string): string[] {
  return Object.entries(properties).flatMap(([field, shape]) => {
    const { description = '', default: preset, profile } = shape as Described;
    const unit = profile ? `; values in ${profile.unit}` : '';
    const first = required.includes(field) ? 'required' : preset === undefined ? '' : `\`${JSON.stringify(preset)}\``;
    const row = `| \`${prefix}${field}\` | ${first} | ${description.replaceAll('|', '\\|')}${unit} |`;
    return [row, ...(shape.items?.properties ? fieldRows(shape.items, `${prefix}${field}[].`) : [])];
  });
}
