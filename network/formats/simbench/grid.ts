// What a SimBench folder says of a grid, in physical units: the form that a power flow and a case are made of.
import type { Remark } from '../../../base/index.ts';
import type { Bus, Shunt, Switch } from '../../model/data.ts';
import type { StoredSolution } from '../format.ts';

export interface SimbenchGrid {
  readonly buses: readonly Bus[];
  readonly lines: readonly SimbenchLine[];
  readonly transformers: readonly SimbenchTransformer[];
  readonly switches: readonly Switch[];
  readonly shunts: readonly Shunt[];
  readonly powers: readonly Power[];
  readonly machines: readonly Machine[];
  /** Buses at which an external network is the slack. */
  readonly supplies: readonly string[];
  /** Notes on what was omitted or interpreted. */
  readonly notes: readonly Remark[];
  readonly solution?: StoredSolution;
}

export interface SimbenchLine {
  readonly line: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly length_km: number;
  readonly r_ohm_per_km: number;
  readonly x_ohm_per_km: number;
  readonly b_us_per_km: number;
  readonly i_max_a?: number;
  readonly at: string;
}

export interface SimbenchTransformer {
  readonly transformer: string;
  readonly from_bus: string;
  readonly to_bus: string;
  readonly sn_mva: number;
  readonly vn_from_kv: number;
  readonly vn_to_kv: number;
  readonly vk_percent: number;
  readonly vkr_percent: number;
  readonly pfe_kw: number;
  readonly i0_percent: number;
  /** Rated voltage of the winding with the tap changer over that at its middle position. */
  readonly tap_ratio: number;
  /** `from` is the high-voltage side. */
  readonly tap_side: 'from' | 'to';
  /** Vector group and tap changer together; positive delays the to-side. */
  readonly shift_deg: number;
  readonly at: string;
}

/** Table in which an element of fixed power is a row; `Ward` for the constant power of a Ward equivalent in ExternalNet. */
export type PowerTable = 'Load' | 'RES' | 'Storage' | 'PowerPlant' | 'ExternalNet' | 'Ward';

/** Element of fixed nominal power; load convention, > 0 draws. */
export interface Power {
  /** Its id; with the table before it where another table has the same id. */
  readonly id: string;
  readonly table: PowerTable;
  readonly bus: string;
  readonly p_mw: number;
  readonly q_mvar: number;
  /** Name in the profile table of its kind. */
  readonly profile?: string;
  /** `PV`, `Wind_MV` */
  readonly type?: string;
  /** Rated power [MVA]. */
  readonly s_mva?: number;
  readonly storage?: StorageData;
  readonly at: string;
}

export interface StorageData {
  readonly e_mwh?: number;
  /** Efficiency, 0–1. */
  readonly eta?: number;
  /** Self-discharge [% of the stored energy per day]. */
  readonly self_discharge_percent?: number;
  /** State of charge at the start, 0–1. */
  readonly level?: number;
}

/** A machine that holds the voltage of its bus; > 0 feeds. */
export interface Machine {
  readonly id: string;
  readonly table: PowerTable | 'Line';
  readonly bus: string;
  readonly p_mw: number;
  readonly profile?: string;
  readonly q_min_mvar?: number;
  readonly q_max_mvar?: number;
  readonly at: string;
}
