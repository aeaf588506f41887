/** Whether a device id fits one of the patterns, in which `*` stands for any characters. */
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
