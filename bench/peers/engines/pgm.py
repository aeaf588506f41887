"""power-grid-model: sequential batch, columnar updates; pgm.py METHOD [branches]. Only the voltages of the nodes are requested, with `branches`
also what feederlab returns of the branches."""

import sys

import numpy as np
import power_grid_model as pgm
from protocol import serve

METHODS = {
    "newton-matched": (pgm.CalculationMethod.newton_raphson, 1e-5),
    "newton": (pgm.CalculationMethod.newton_raphson, 1e-8),
    "iterative-current": (pgm.CalculationMethod.iterative_current, 1e-8),
}
method, tolerance = METHODS[sys.argv[1]]
RESULTS = {"node": ["u_pu", "u_angle"]}
if sys.argv[2:] == ["branches"]:
    RESULTS["line"] = ["p_from", "q_from", "p_to", "q_to", "i_from", "i_to", "loading"]
FREQUENCY = 50


class Engine:
    def __init__(self, case):
        lines, loads = len(case.start), len(case.loads)
        node = pgm.initialize_array("input", "node", case.buses)
        node["id"] = np.arange(case.buses)
        node["u_rated"] = 1e3 * case.vn_kv
        line = pgm.initialize_array("input", "line", lines)
        line["id"] = case.buses + np.arange(lines)
        line["from_node"], line["to_node"] = case.start, case.end
        line["from_status"] = line["to_status"] = 1
        line["r1"], line["x1"] = case.r_ohm, case.x_ohm
        line["c1"], line["tan1"] = case.b_s / (2 * np.pi * FREQUENCY), 0
        load = pgm.initialize_array("input", "sym_load", loads)
        load["id"] = case.buses + lines + np.arange(loads)
        load["node"], load["status"], load["type"] = case.loads, 1, pgm.LoadGenType.const_power
        load["p_specified"], load["q_specified"] = 1e6 * case.p_mw[0], 1e6 * case.q_mvar[0]
        source = pgm.initialize_array("input", "source", 1)
        source["id"], source["node"], source["status"] = case.buses + lines + loads, 0, 1
        source["u_ref"], source["sk"] = 1, 1e20
        self.model = pgm.PowerGridModel({"node": node, "line": line, "sym_load": load, "source": source}, FREQUENCY)
        self.update = {"sym_load": {"p_specified": 1e6 * case.p_mw, "q_specified": 1e6 * case.q_mvar}}

    def solve(self):
        self.result = self.model.calculate_power_flow(
            symmetric=True,
            error_tolerance=tolerance,
            max_iterations=100,
            calculation_method=method,
            update_data=self.update,
            threading=-1,
            output_component_types=RESULTS,
        )["node"]

    def voltages(self, count):
        return (self.result["u_pu"] * np.exp(1j * self.result["u_angle"]))[:count]


serve(Engine)
