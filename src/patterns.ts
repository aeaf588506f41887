// Patterns of ids: `*` matches any characters, everything else matches literally.

/** Whether an id fits one of the patterns. The work is linear in the id for each part of a pattern, whatever the pattern. */
export function matcher(patterns: readonly string[]): (id: string) => boolean {
  const whole = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(glob);
  return (id) => whole.has(id) || globs.some((fits) => fits(id));
}

/** The parts between two `*` are looked for one after the other, each as far to the left as it is found. */
function glob(pattern: string): (id: string) => boolean {
  const parts = pattern.split('*');
  const [head, ...rest] = parts as [string, ...string[]];
  const tail = rest.pop()!;
  const middle = rest.filter((part) => part !== '');
  return (id) => {
    const end = id.length - tail.length;
    if (end < head.length || !id.startsWith(head) || !id.endsWith(tail)) return false;
    let from = head.length;
    for (const part of middle) {
      const at = id.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}
