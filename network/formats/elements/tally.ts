import type { Remark } from '../../../base/index.ts';

/** What a reader left out or took otherwise than written: one remark for each reason, with a count and the first names. */
export class Tally {
  readonly #names = new Map<string, { readonly text: (what: string) => string; readonly names: string[] }>();

  /**
   * @param id of the remark without its beginning `network_`: `unbalanced`
   * @param text the sentence with the list of names in it; of the first call with this id
   * @param name of the element, with its kind: `load 5`
   */
  add(id: string, name: string, text: (what: string) => string): void {
    const known = this.#names.get(id);
    if (known) known.names.push(name);
    else this.#names.set(id, { text, names: [name] });
  }

  remarks(): Remark[] {
    return [...this.#names].map(([id, { text, names }]) => ({ id: `network_${id}`, text: text(listed(names)) }));
  }
}

const SHOWN = 3;

/** `load 5`, `load 5, load 8`, `12 (load 5, load 8, load 9, …)` */
function listed(names: readonly string[]): string {
  const first = names.slice(0, SHOWN).join(', ');
  return names.length <= SHOWN ? first : `${names.length} (${first}, …)`;
}
