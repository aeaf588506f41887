"""TensorPowerFlow: the dense tensor algorithm, all scenarios at once, with the inverse of the admittance matrix."""

import numpy as np
import pandas as pd
from protocol import Skipped, serve
from tensorpowerflow import GridTensor

TOLERANCE_PU = 1e-8
LARGEST = 2000


class Engine:
    def __init__(self, case):
        if case.buses > LARGEST:
            raise Skipped(f"a dense inverse of {case.buses} buses")
        lines = pd.DataFrame({
            "FROM": case.start + 1, "TO": case.end + 1, "R": case.r_ohm, "X": case.x_ohm,
            "B": case.b_s, "STATUS": 1, "TAP": 1,
        })  # fmt: skip
        nodes = pd.DataFrame({
            "NODES": np.arange(case.buses) + 1, "Tb": np.where(np.arange(case.buses) == 0, 1, 0),
            "PD": 0.0, "QD": 0.0, "Pct": 1, "Ict": 0, "Zct": 0,
        })  # fmt: skip
        self.p_kw = np.zeros((case.count, case.buses))
        self.q_kvar = np.zeros((case.count, case.buses))
        self.p_kw[:, case.loads] = 1e3 * case.p_mw
        self.q_kvar[:, case.loads] = 1e3 * case.q_mvar
        self.p_kw = np.ascontiguousarray(self.p_kw[:, 1:])
        self.q_kvar = np.ascontiguousarray(self.q_kvar[:, 1:])
        nodes.loc[1:, "PD"] = self.p_kw[0]
        nodes.loc[1:, "QD"] = self.q_kvar[0]
        self.grid = GridTensor(
            "", "", s_base=1000, v_base=case.vn_kv, from_file=False, nodes_frame=nodes, lines_frame=lines, numba=False
        )

    def solve(self):
        found = self.grid.run_pf(self.p_kw, self.q_kvar, tolerance=TOLERANCE_PU, algorithm="tensor")
        if not found["convergence"]:
            raise RuntimeError("not converged")
        self.v = found["v"]

    def voltages(self, count):
        return np.hstack([np.ones((count, 1)), self.v[:count]])


serve(Engine)
