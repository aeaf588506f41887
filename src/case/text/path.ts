/** Steps from the top of case.yaml to a value: `['devices', 3, 'p_max_kw']`. */
export type Path = readonly (string | number)[];
