"""A day of the 33-bus feeder in pandapower, from files to files: day.py CASE OUT. CASE has the tables of a feederlab case."""

import sys

import pandapower as pp
import pandas as pd
from pandapower.control import ConstControl
from pandapower.timeseries import DFData, OutputWriter, run_timeseries

case, out = sys.argv[1:]
read = lambda name: pd.read_csv(f"{case}/{name}.csv", comment="#")
buses, lines, loads, profiles = read("buses"), read("lines"), read("loads"), read("profiles")

net = pp.create_empty_network()
at = {row.bus: pp.create_bus(net, vn_kv=row.vn_kv) for row in buses.itertuples()}
pp.create_ext_grid(net, at[1], vm_pu=1.0)
for row in lines[lines.in_service == 1].itertuples():
    pp.create_line_from_parameters(
        net, at[row.from_bus], at[row.to_bus], length_km=1, r_ohm_per_km=row.r_ohm, x_ohm_per_km=row.x_ohm,
        c_nf_per_km=0, max_i_ka=0.4,
    )  # fmt: skip
for row in loads.itertuples():
    pp.create_load(net, at[row.bus], p_mw=row.p_kw / 1000, q_mvar=row.q_kvar / 1000)

for variable, nominal in (("p_mw", loads.p_kw), ("q_mvar", loads.q_kvar)):
    values = pd.DataFrame({k: profiles[f"{loads.profile[k]}_pu"] * nominal[k] / 1000 for k in loads.index})
    ConstControl(net, "load", variable, net.load.index, list(loads.index), DFData(values))
OutputWriter(
    net, range(len(profiles)), output_path=out, output_file_type=".csv",
    log_variables=[("res_bus", "vm_pu"), ("res_line", "loading_percent")],
)  # fmt: skip
run_timeseries(net, range(len(profiles)), verbose=False, lightsim2grid=False)
