// The time series that a file stores: those of its controllers, and its `profiles`, which the networks of SimBench have.
import { InputError, type Remark } from '../../../../base/index.ts';
import { documentOf, profileEntries } from '../file/document.ts';
import { Net } from '../file/net.ts';
import type { Table } from '../file/table.ts';
import { type ControlledSeries, controlledOf } from './controllers.ts';
import { type Element, elementsOf } from './elements.ts';
import { frameOf } from './objects.ts';

export interface StoredSeries {
  /** Elements in service whose power may follow a series. */
  readonly elements: readonly Element[];
  /** Absent where no controller in service has one. */
  readonly controlled?: ControlledSeries;
  /** Tables of `profiles` with rows, by name: `load`, `renewables`. */
  readonly profiles: ReadonlyMap<string, Table>;
  /** Controllers that are not read. */
  readonly notes: readonly Remark[];
}

/** @throws InputError with every fault of the tables of elements and of the series */
export function storedSeries(text: string, source: string): StoredSeries {
  const net = new Net(documentOf(text, source));
  const elements = elementsOf(net);
  const left = net.tally.remarks().length; // elements out of service are notes of the network
  const controlled = controlledOf(net, elements);
  const profiles = new Map<string, Table>();
  for (const [name, value] of profileEntries(net.document)) {
    const table = frameOf(value, { source, where: `${net.document.file}, profiles ${name}` });
    if (table && table.size > 0) profiles.set(name, table);
  }
  if (net.problems.count > 0) throw new InputError(source, net.problems);
  const notes = net.tally.remarks().slice(left);
  return { elements, ...(controlled ? { controlled } : {}), profiles, notes };
}
