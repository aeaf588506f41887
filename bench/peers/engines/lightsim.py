"""lightsim2grid: its time-series class in C++, called once for all scenarios, Newton with KLU."""

import numpy as np
from balanced import net_of
from lightsim2grid.gridmodel import init_from_pandapower
from lightsim2grid.solver import SolverType
from lightsim2grid.timeSerie import TimeSeriesCPP
from protocol import serve

TOLERANCE_PU = 1e-8


class Engine:
    def __init__(self, case):
        self.grid = init_from_pandapower(net_of(case))
        self.series = TimeSeriesCPP(self.grid)
        self.series.change_solver(SolverType.KLUSingleSlack)
        self.start = np.ones(case.buses, dtype=complex)
        self.case = case
        self.machines = np.zeros((case.count, len(self.grid.get_generators())))
        self.no_machines = np.zeros((case.count, 0))

    def solve(self):
        case = self.case
        status = self.series.compute_Vs(
            self.machines, self.no_machines, case.p_mw, case.q_mvar, self.start, 20, TOLERANCE_PU
        )
        if status != 1:
            raise RuntimeError(f"status {status}")

    def voltages(self, count):
        return np.array(self.series.get_voltages())[:count]


serve(Engine)
