// Power into the ends of a line without shunt, and its first derivatives.

export interface Line {
  readonly from: number;
  readonly to: number;
  /** Series admittance and resistance [p.u.]. */
  readonly g: number;
  readonly b: number;
  readonly r: number;
  readonly x: number;
}

export interface Voltage {
  readonly re: number;
  readonly im: number;
}

export const vm = ({ re, im }: Voltage): number => Math.hypot(re, im);

/** P and Q into a line at either end [end][kind]: value, then derivatives by θ from, θ to, ln|V| from, ln|V| to. */
export function flowAt({ from, to, g, b }: Line, state: readonly Voltage[]): number[][][] {
  return [[state[from]!, state[to]!, false] as const, [state[to]!, state[from]!, true] as const].map(
    ([i, j, swapped]) => {
      const c = i.re * j.re + i.im * j.im; // vi vj cos θij
      const s = i.im * j.re - i.re * j.im;
      const square = i.re ** 2 + i.im ** 2;
      const [alpha, beta] = [g * c + b * s, g * s - b * c];
      const of = (value: number, angle: number, own: number, other: number) =>
        swapped ? [value, -angle, angle, other, own] : [value, angle, -angle, own, other];
      return [
        of(g * square - alpha, beta, 2 * g * square - alpha, -alpha),
        of(-b * square - beta, -alpha, -2 * b * square - beta, -beta),
      ];
    },
  );
}
