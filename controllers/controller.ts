import type { z } from 'zod';
import type { Controller } from '../cosim/index.ts';

/** One kind of controller: what a case may say of it, and how it comes to be. */
export interface ControllerKind<O> {
  readonly kind: string;
  readonly title: string;
  /** Checks and completes what a case says of it; every field described, with its unit in its name. */
  readonly schema: z.ZodType<O>;
  create(options: O): Controller;
}

/** A controller kind whose options are its own business. */
// biome-ignore lint/suspicious/noExplicitAny: a registry holds kinds of every option type
export type AnyControllerKind = ControllerKind<any>;
