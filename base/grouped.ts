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
