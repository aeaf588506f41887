// What the plans of a run knew of the days ahead, in words: results with perfect foresight are an upper bound.
import type { Case } from '../../case/model.ts';

const UNITS: Readonly<Record<string, (sd: number) => string>> = { temperature: (sd) => `${sd} K` };
const percent = (sd: number): string => `${Number((100 * sd).toPrecision(6))} %`;

/** Undefined where no controller plans. */
export function foresightOf({ controllers, kinds, forecast }: Case): string | undefined {
  if (!controllers.some(({ kind }) => kinds.controllers.get(kind)?.plans)) return undefined;
  const errors = Object.entries(forecast?.errors ?? {}).filter(([, of]) => of.sd > 0);
  const profiles = Object.entries(forecast?.profiles ?? {});
  if (errors.length === 0 && profiles.length === 0) return 'perfect foresight';
  const wrong = errors.map(([quantity, { sd, correlation_h }]) => {
    return `${quantity} ${(UNITS[quantity] ?? percent)(sd)} (correlation ${correlation_h} h)`;
  });
  const given = profiles.map(([truth, seen]) => `profile ${truth} as ${seen}`);
  return `forecasts with errors: ${[...wrong, ...given].join(', ')}`;
}
