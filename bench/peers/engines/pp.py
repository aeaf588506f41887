"""pandapower: run_timeseries with its own solver, buses recycled, bus voltages logged."""

import numpy as np
import pandapower as pp
import pandas as pd
from balanced import net_of
from pandapower.control import ConstControl
from pandapower.timeseries import DFData, OutputWriter, run_timeseries
from protocol import serve

SCENARIOS = 48


class Engine:
    def __init__(self, case):
        self.net = net_of(case)
        for variable, values in (("p_mw", case.p_mw), ("q_mvar", case.q_mvar)):
            ConstControl(
                self.net, "load", variable, self.net.load.index, profile_name=list(range(len(case.loads))),
                data_source=DFData(pd.DataFrame(values)),
            )  # fmt: skip
        # with one variable of a bus the results are read in one batch; pandapower 3.5.4 refuses two
        self.writer = OutputWriter(self.net, range(case.count), log_variables=[("res_bus", "vm_pu")])
        self.case = case

    def solve(self):
        recycle = {"bus_pq": True, "trafo": False, "gen": False}
        run_timeseries(
            self.net, range(self.case.count), verbose=False, recycle=recycle, lightsim2grid=False, tolerance_mva=1e-8
        )

    def voltages(self, count):
        vm, va = self.writer.output["ppc_bus.vm"], self.writer.output["ppc_bus.va"]
        return (vm * np.exp(1j * np.radians(va)))[:count]


serve(Engine, most=SCENARIOS)
