/** A Vega-Lite specification as plain JSON. */
export type Spec = Readonly<Record<string, unknown>>;
