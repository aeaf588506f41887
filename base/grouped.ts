/** Positions of items by key, keys in the order of first appearance. */
export function grouped<T, K>(items: readonly T[], key: (item: T) => K): Map<K, number[]> {
  const groups = new Map<K, number[]>();
  for (const [i, item] of items.entries()) {
    const group = groups.get(key(item));
    if (group) group.push(i);
    else groups.set(key(item), [i]);
  }
  return groups;
}

/** Items by the part that they belong to. Those of part g are `items[from[g]]` … `items[from[g + 1] − 1]`, in ascending order. */
export interface Parts {
  readonly from: Int32Array;
  readonly items: Int32Array;
}

/** @param partOf the part of each item, from 0 to `count − 1` */
export function partsOf(partOf: Int32Array, count: number): Parts {
  const from = new Int32Array(count + 1);
  for (const g of partOf) from[g + 1]!++;
  for (let g = 0; g < count; g++) from[g + 1]! += from[g]!;
  const items = new Int32Array(partOf.length);
  const next = from.slice();
  for (let i = 0; i < partOf.length; i++) items[next[partOf[i]!]!++] = i;
  return { from, items };
}

/** Sum of the values of each part, added in the order of its items. */
export function sumOfParts({ from, items }: Parts, values: Float64Array, into: Float64Array): void {
  let i = 0;
  for (let g = 0; g < into.length; g++) {
    let total = 0;
    for (const end = from[g + 1]!; i < end; i++) total += values[items[i]!]!;
    into[g] = total;
  }
}
