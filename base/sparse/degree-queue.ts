// A queue of vertices by degree, for orders of elimination.

/** Vertices in one doubly linked list per degree; each operation needs constant time. */
export function degreeQueue(n: number) {
  const head = new Int32Array(n + 1).fill(-1);
  const next = new Int32Array(n).fill(-1);
  const previous = new Int32Array(n).fill(-1);
  let min = 0;
  const put = (v: number, degree: number) => {
    const first = head[degree]!;
    next[v] = first;
    previous[v] = -1;
    if (first >= 0) previous[first] = v;
    head[degree] = v;
    if (degree < min) min = degree;
  };
  const remove = (v: number, degree: number) => {
    if (previous[v]! >= 0) next[previous[v]!] = next[v]!;
    else head[degree] = next[v]!;
    if (next[v]! >= 0) previous[next[v]!] = previous[v]!;
  };
  return {
    put,
    remove,
    takeMin(): number {
      while (head[min]! < 0) min++;
      const v = head[min]!;
      remove(v, min);
      return v;
    },
  };
}
