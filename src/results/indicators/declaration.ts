// The declaration of an indicator: id, unit, formula and sense, written once. Gauges make their indicators from it, docs/indicators.md
// and comparisons of runs read it.
import type { Sense } from '../../../record/index.ts';
import type { Indicator } from './indicator.ts';

/** Names in braces are filled in for each run: `device_{kind}_drawn_kwh`. */
export interface Declaration {
  readonly id: string;
  /** `{currency}` is the currency of the market. */
  readonly unit: string;
  readonly title: string;
  /** With the symbols of docs/symbols.md; Σk runs over the solved steps. */
  readonly formula: string;
  /** Which of two values is the better one. */
  readonly sense: Sense;
  /** Where its numbers come from: power flow, devices, market, mail. */
  readonly source: string;
}

/** A declaration, and the function that makes the indicator of a run. */
export interface Declared extends Declaration {
  is(value: number, more?: Filling): Indicator;
}

interface Filling extends Pick<Indicator, 'where' | 'step'> {
  /** What replaces the names in braces. */
  readonly fill?: Readonly<Record<string, string>>;
}

export const declare = (declaration: Declaration): Declared => ({
  ...declaration,
  is(value, { fill = {}, ...place } = {}) {
    const filled = (text: string) => text.replace(BRACES, (braces, name: string) => fill[name] ?? braces);
    const { id, unit, title } = declaration;
    return { id: filled(id), value, unit: filled(unit), title: filled(title), ...place };
  },
});

const BRACES = /\{([^}]+)\}/g;

/** Whether an indicator of a run is of a declaration. */
export function isOf(id: string, declared: { readonly id: string }): boolean {
  if (!declared.id.includes('{')) return id === declared.id;
  const parts = declared.id.split(BRACES).map((part, i) => (i % 2 === 1 ? '\\w+' : part));
  return new RegExp(`^${parts.join('')}$`).test(id);
}
