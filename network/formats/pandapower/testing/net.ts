// pandapower JSON texts for tests, of tables as lists of rows.

type Cell = unknown;
export type Rows = readonly Readonly<Record<string, Cell>>[];
export type Tables = Readonly<Record<string, Rows>>;

interface Written {
  /** Members that are no tables; the version is 3.5.6 where none is given. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Keys of the rows of a table; their positions where none are given. */
  readonly keys?: Readonly<Record<string, readonly unknown[]>>;
}

export const frameOf = (rows: Rows, keys?: readonly unknown[]) => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return {
    _module: 'pandas.core.frame',
    _class: 'DataFrame',
    _object: JSON.stringify({
      columns,
      index: keys ?? rows.map((_, i) => i),
      data: rows.map((row) => columns.map((column) => row[column] ?? null)),
    }),
    orient: 'split',
  };
};

export const netText = (tables: Tables, { settings = {}, keys = {} }: Written = {}): string =>
  JSON.stringify({
    _module: 'pandapower.auxiliary',
    _class: 'pandapowerNet',
    _object: {
      ...Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, frameOf(rows, keys[name])])),
      ...{ version: '3.5.6', format_version: '3.3.0', sn_mva: 10, f_hz: 50, std_types: {} },
      ...settings,
    },
  });

const LINE = {
  from_bus: 0,
  to_bus: 1,
  length_km: 2,
  r_ohm_per_km: 0.3,
  x_ohm_per_km: 0.1,
  c_nf_per_km: 200,
  max_i_ka: 0.2,
};
export const TRAFO = {
  ...{
    hv_bus: 0,
    lv_bus: 1,
    sn_mva: 10,
    vn_hv_kv: 20,
    vn_lv_kv: 20,
    vk_percent: 6,
    vkr_percent: 1,
    pfe_kw: 5,
    i0_percent: 0.2,
  },
};

/** Three buses of 20 kV in a row, with a load at the last. */
export const feeder = (changes: Tables = {}): Tables => ({
  bus: [{ vn_kv: 20 }, { vn_kv: 20 }, { vn_kv: 20 }],
  ext_grid: [{ bus: 0, vm_pu: 1.02 }],
  line: [LINE, { ...LINE, from_bus: 1, to_bus: 2 }],
  load: [{ bus: 2, p_mw: 1, q_mvar: 0.3 }],
  ...changes,
});
