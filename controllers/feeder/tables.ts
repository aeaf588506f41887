// Columns that tables of mechanisms on a feeder share.
import { columns } from '../../record/index.ts';
import type { Service } from './limits.ts';

export const aggregator = columns<{ readonly aggregator: string }>().column(
  'aggregator',
  'string',
  'Aggregator',
  (r) => r.aggregator,
);

export const loadPoint = columns<{ readonly load_point: string }>().column(
  'load_point',
  'string',
  'Load point',
  (r) => r.load_point,
);

/** Title of the column of services. */
export const SERVICE = 'overload: of a branch; voltage: of a bus';

const limit = columns<{ readonly limit: { readonly service: Service; readonly element: string } }>();
export const service = limit.column('service', 'string', SERVICE, (r) => r.limit.service);
export const element = limit.column('element', 'string', 'Branch or bus', (r) => r.limit.element);

/** A number of each step: the field of its name. */
export const over = <const K extends string>(key: K, unit: string, title: string) =>
  columns<{ readonly [N in K]: ArrayLike<number> }>().column(key, unit, title, (r, t) => r[key][t]!);
