// The tables of a network: buses, branches, switches, shunts, loads, generators. Every format (MATPOWER, native CSV tables)
// reads into this and writes from it. Powers are in MW and Mvar, as in network files; p.u. on `base_mva`. `at` is the place
// of a row in its file: `lines.csv:8`.

export type BusKind = 'slack' | 'pv' | 'pq';

export interface Bus {
  readonly bus: string;
  readonly kind: BusKind;
  readonly vn_kv: number;
  /** Set point of a slack or PV bus; start value of a PQ bus [p.u.]. */
  readonly v_pu?: number;
  /** Set point of the slack; start value elsewhere [degrees]. */
  readonly va_deg?: number;
  readonly v_min_pu?: number;
  readonly v_max_pu?: number;
  /** Coordinates in a drawing, any unit. */
  readonly x?: number;
  readonly y?: number;
  readonly at?: string;
  readonly row?: FileRow;
}

/**
 * Line or transformer as the usual π model behind an ideal transformer at its `from` end:
 * tap·e^{jφ} : 1, series r + jx, half of g + jb at each end. Per unit on `base_mva` and the `to`-side base voltage.
 */
export interface Branch {
  readonly branch: string;
  readonly kind: 'line' | 'transformer';
  readonly from_bus: string;
  readonly to_bus: string;
  readonly r_pu: number;
  readonly x_pu: number;
  readonly g_pu: number;
  readonly b_pu: number;
  /** Off-nominal ratio, from-side over to-side; 1 for a line. */
  readonly tap: number;
  /** Phase shift of the ideal transformer [degrees]; positive delays the to-side. */
  readonly shift_deg: number;
  readonly in_service: boolean;
  /** Thermal limit as apparent power [MVA]; absent when unknown. Loading is the larger end's |S| over it. */
  readonly s_max_mva?: number;
  /** Thermal limit of a line as current [A]; where given, loading is the larger end's |I| over it. */
  readonly i_max_a?: number;
  readonly length_km?: number;
  readonly at?: string;
  readonly row?: FileRow;
}

/** A closed switch makes its two buses one electrical node; an open switch has no effect. */
export interface Switch {
  readonly switch: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly closed: boolean;
  readonly at?: string;
  readonly row?: FileRow;
}

/** Constant admittance at a bus: MW drawn and Mvar injected at 1 p.u. (MATPOWER's Gs, Bs). */
export interface Shunt {
  readonly bus: string;
  readonly gs_mw: number;
  readonly bs_mvar: number;
  readonly at?: string;
}

/** Shares of constant impedance, current and power; each triple sums to 1. */
export interface Zip {
  readonly z: number;
  readonly i: number;
  readonly p: number;
}

/** Load at nominal voltage; load convention, > 0 draws. `zip` absent means constant power. */
export interface Load {
  readonly load: string;
  readonly bus: string;
  readonly p_mw: number;
  readonly q_mvar: number;
  readonly zip?: Zip;
  readonly at?: string;
}

/** In-feed of a machine; generator convention, > 0 feeds. At a slack or PV bus its set point is the bus's `v_pu`. */
export interface Generator {
  readonly generator: string;
  readonly bus: string;
  readonly p_mw: number;
  readonly q_mvar: number;
  readonly in_service: boolean;
  /** Limits of the in-feed; absent where unknown. Active power limits are not enforced. */
  readonly p_min_mw?: number;
  readonly p_max_mw?: number;
  readonly q_min_mvar?: number;
  readonly q_max_mvar?: number;
  readonly at?: string;
  readonly row?: FileRow;
}

/**
 * The row of the MATPOWER table from which an element was read, with the columns that a power flow does not use, so that they
 * can be written again.
 */
export type FileRow = Float64Array;

/** Properties allowed in study files of transmission networks and not in feeders. The format of the file sets them. */
export interface Allowances {
  /** Several reference buses in one island, each keeping its voltage and angle. */
  readonly severalSlacks?: boolean;
  /** Branches with r < 0, as equivalents of reduced networks and of three-winding transformers have them. */
  readonly negativeResistance?: boolean;
  /** Buses with vn_kv 0, where a file works in p.u. alone: currents in A are then not finite. */
  readonly unknownVoltage?: boolean;
}

export interface NetworkData {
  readonly name: string;
  readonly base_mva: number;
  readonly buses: readonly Bus[];
  readonly branches: readonly Branch[];
  readonly switches: readonly Switch[];
  readonly shunts: readonly Shunt[];
  readonly loads: readonly Load[];
  readonly generators: readonly Generator[];
  /** Whether reactive limits are enforced: a machine at its limit then no longer holds its voltage. False when absent. */
  readonly enforce_q_limits?: boolean;
  /** None when absent. */
  readonly allows?: Allowances;
}
