/** Names as indices may have them. */
export const labels = (names: readonly string[]): string[] => names.map((name) => name.replaceAll(/[[\],]/g, '_'));
