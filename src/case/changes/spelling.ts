// The text of a change, `PATH=VALUE`, and the steps of its path, which are separated by points. A step in quotes is one name,
// whatever is in it:
//   devices."LV1.101 Load 1".p_kw=5

const PATH = /^(?:(?<=^|\.)"[^"]*"(?=[.=])|[^=])*/;
const STEP = /"[^"]*"(?=\.|$)|[^.]*/y;
const QUOTED = /^"[^"]*"$/;

/** The path of a change; the whole text where it has no `=` outside quotes. */
export const pathOf = (change: string): string => PATH.exec(change)![0];

/** The steps of a path, those in quotes with them. */
export function stepsOf(path: string): string[] {
  const steps: string[] = [];
  for (STEP.lastIndex = 0; STEP.lastIndex <= path.length; STEP.lastIndex++) steps.push(STEP.exec(path)![0]);
  return steps;
}

export const isQuoted = (step: string): boolean => QUOTED.test(step);

/** The name that a step means. */
export const nameOf = (step: string): string => (isQuoted(step) ? step.slice(1, -1) : step);

/** A name as a step. */
export const stepOf = (name: string): string => (/[.=*"]/.test(name) ? `"${name}"` : name);
