// Whether this process is a program of feederlab, or one that uses its library, whose options are not ours to change. The mark is on
// the process, because a program and what starts it are modules of two builds.
const MARK = Symbol.for('feederlab.program');

export function markProgram(): void {
  Object.defineProperty(globalThis, MARK, { value: true, configurable: true });
}

export const isProgram = (): boolean => MARK in globalThis;
