// The statements and expressions of a case file. `line` is the line of the file in which each begins (from 1).
import type { Matrix } from './matrix.ts';

/** `depth` is the height of the expression tree, which is bounded so that evaluation does not overflow the call stack. */
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
    /** Subscript of a variable or call of a function: the brackets are the same, the name decides. */
    | { readonly kind: 'subscript'; readonly base: Expr; readonly args: readonly Expr[] }
  );

export type Statement = { readonly line: number } & (
  | { readonly kind: 'assign'; readonly target: Expr; readonly value: Expr }
  /** `[a, b, …] = f` */
  | { readonly kind: 'deal'; readonly names: readonly string[]; readonly value: Expr }
  /** A name alone, followed by words, or followed by texts in brackets: `clc`, `clear all`, `fprintf('…')`. */
  | ({ readonly kind: 'command' } & Command)
  /** Another expression whose value is not assigned. */
  | { readonly kind: 'shown'; readonly source: string }
  | { readonly kind: 'if'; readonly branches: readonly Branch[] }
  | { readonly kind: 'return' }
  /** `for`, `while`, `switch` or `try` with the names assigned in its head: a counter, an error. */
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
  /** The words after the name, or the texts among the arguments. */
  readonly words: readonly string[];
  /** Text for messages. */
  readonly source: string;
}

/** `if` and `elseif` have a condition, `else` has none. */
export interface Branch {
  readonly condition: Expr | undefined;
  readonly body: readonly Statement[];
}

export interface Program {
  /** Return values in the function header; empty for a script. */
  readonly outputs: readonly string[];
  readonly statements: readonly Statement[];
}
