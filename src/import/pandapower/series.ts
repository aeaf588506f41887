// Series of the powers of a pandapower file, wherever they are given, as the case format needs them.
import type { Element } from '../../../network/formats/pandapower/index.ts';
import type { Load } from '../../../network/index.ts';
import type { Row } from '../../case/network/write.ts';
import { LIMITS } from '../../case/text/limits.ts';
import { tablesOf } from '../series/tables.ts';
import type { Times } from './times.ts';

export type Quantity = 'p' | 'q';

/** The power of an element over time: nominal · column. */
export interface Use {
  /** Name of a series. */
  readonly column: string;
  /** [MW or Mvar], with the sign of a load. */
  readonly nominal: number;
  /** Whether the series has shares of the power in the file, instead of powers. */
  readonly isShare: boolean;
}

export interface Series {
  readonly times: Times;
  /** Values by name. */
  readonly columns: ReadonlyMap<string, ArrayLike<number>>;
  /** By element and quantity: `load-3 p`. */
  readonly uses: ReadonlyMap<string, Use>;
}

/** A profile that is 1 always, for a power that stays while the other one of the load has a series. */
const CONSTANT = 'constant';

/** The series that the tables of a case use. */
export class Taken {
  readonly #series: Series | undefined;
  readonly #columns = new Map<string, ArrayLike<number>>();

  constructor(series: Series | undefined) {
    this.#series = series;
  }

  use(element: string, quantity: Quantity): Use | undefined {
    return this.#series?.uses.get(`${element} ${quantity}`);
  }

  values({ column }: Use): ArrayLike<number> {
    return this.#series!.columns.get(column)!;
  }

  /** Takes a series into the case, with other values than its own where these are given, and returns its name. */
  take(column: string, values?: ArrayLike<number>): string {
    this.#columns.set(column, values ?? this.#series!.columns.get(column)!);
    return column;
  }

  /** Tables of the series by file name. */
  files(): ReadonlyMap<string, string> {
    const columns = [...this.#columns];
    if (columns.length === 0) return new Map();
    const rows = this.#series!.times.texts.map((time, i) => [time, ...columns.map(([, values]) => String(values[i]))]);
    const names = columns.map(([name]) => `${name}_pu`);
    return new Map(tablesOf('profiles', names, rows, LIMITS.fileBytes));
  }

  /** Loads of the network, and of the generators whose power has a series. */
  loadRows(loads: readonly Load[], machines: readonly Element[]): Row[] {
    const names = new Set(loads.map(({ load }) => load));
    const rows = loads.map((load) => {
      const { load: name, bus, zip } = load;
      const element = name.replace(/-q$/, '');
      // a load whose p and q depend on voltage in different ways is two
      const [p, q] = [
        name === element ? this.use(element, 'p') : undefined,
        name === element && names.has(`${element}-q`) ? undefined : this.use(element, 'q'),
      ];
      const shares = zip ? { zip_z: zip.z, zip_i: zip.i, zip_p: zip.p } : {};
      const row = { load: name, bus, p_mw: p?.nominal ?? load.p_mw, q_mvar: q?.nominal ?? load.q_mvar, ...shares };
      return p || q ? { ...row, ...this.#profiles(row, p, q) } : row;
    });
    const ofMachines = machines.flatMap(({ name, bus }) => {
      const p = this.use(name, 'p');
      return p ? [{ load: name, bus, p_mw: p.nominal, q_mvar: 0, profile: this.take(p.column) }] : [];
    });
    return [...rows, ...ofMachines];
  }

  #profiles({ q_mvar }: { readonly q_mvar: number }, p: Use | undefined, q: Use | undefined): Row {
    const profile = p ? this.take(p.column) : this.#constant();
    if (q?.column === p?.column || (!q && q_mvar === 0)) return { profile };
    return { profile, q_profile: q ? this.take(q.column) : this.#constant() };
  }

  #constant(): string {
    return this.take(CONSTANT, new Float64Array(this.#series!.times.texts.length).fill(1));
  }
}
