// Patterns of ids: `*` stands for any characters, everything else for itself.

/** Whether an id fits one of the patterns. */
export function matcher(patterns: readonly string[]): (id: string) => boolean {
  const parts = patterns.map((p) =>
    p
      .split('*')
      .map((text) => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*'),
  );
  const any = new RegExp(`^(?:${parts.join('|')})$`);
  return patterns.length === 0 ? () => false : (id) => any.test(id);
}
