// The statements and expressions a case file may hold. `line` is where each begins in the file (from 1).
import type { Matrix } from './matrix.ts';

/** `depth` counts the operations stacked above the leaves, so that evaluation never outgrows the call stack. */
interface At {
  readonly line: number;
  readonly depth: number;
}

export type Expr = At &
  (
    | { readonly kind: 'literal'; readonly value: Matrix }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'cell' }
    | { readonly kind: 'name'; readonly name: string }
    /** A bare `:` as subscript. */
    | { readonly kind: 'all' }
    /** `end` as part of a subscript. */
    | { readonly kind: 'end' }
    | { readonly kind: 'unary'; readonly op: string; readonly arg: Expr }
    | { readonly kind: 'transpose'; readonly arg: Expr }
    | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
    | { readonly kind: 'range'; readonly start: Expr; readonly step: Expr | undefined; readonly stop: Expr }
    | { readonly kind: 'rows'; readonly rows: readonly (readonly Expr[])[] }
    | { readonly kind: 'field'; readonly base: Expr; readonly name: string }
    /** Subscript of a variable or call of a function: the same brackets, told apart by what the name stands for. */
    | { readonly kind: 'subscript'; readonly base: Expr; readonly args: readonly Expr[] }
  );

export type Statement = { readonly line: number } & (
  | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
  /** `[a, b, …] = f` */
  | { readonly kind: 'deal'; readonly names: readonly string[]; readonly value: Expr }
  /** A name alone, with words behind it, or with texts in brackets: `clc`, `clear all`, `fprintf('…')`. */
  | ({ readonly kind: 'command' } & Command)
  /** Another expression whose value goes nowhere. */
  | { readonly kind: 'shown'; readonly source: string }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | { readonly kind: 'return' }
  /** `for`, `while`, `switch` or `try` with the names that its head assigns: a counter, an error. */
  | {
      readonly kind: 'block';
      readonly word: string;
      readonly names: readonly string[];
      readonly body: readonly Statement[];
    }
);

export interface Command {
  readonly name: string;
  readonly form: 'bare' | 'words' | 'call';
  /** The words behind the name, or the texts among the arguments. */
  readonly words: readonly string[];
  /** As messages print it. */
  readonly source: string;
}

/** `if` and `elseif` carry a condition, `else` none. */
export interface Branch {
  readonly condition: Expr | undefined;
  readonly body: readonly Statement[];
}

export interface Program {
  /** What the function header says it returns; empty for a script. */
  readonly outputs: readonly string[];
  readonly statements: readonly Statement[];
}
