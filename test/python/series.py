"""Makes a network with time series in pandapower, runs them, and prints the voltages as JSON.

usage: series.py FOLDER    writes controllers.json, with ConstControl, and profiles.json, with the profiles of SimBench
"""

import json
import sys
import warnings
from pathlib import Path

import numpy
import pandapower
import pandas
from pandapower.control import ConstControl
from pandapower.timeseries import DFData, OutputWriter, run_timeseries

STEPS = 12
warnings.simplefilter("ignore", FutureWarning)
random = numpy.random.default_rng(7)


def network():
    net = pandapower.create_empty_network()
    buses = [pandapower.create_bus(net, 20.0, index=index) for index in (4, 0, 7, 2, 9)]
    pandapower.create_ext_grid(net, buses[0], vm_pu=1.02)
    for start, end in zip(buses, buses[1:]):
        pandapower.create_line_from_parameters(net, start, end, 3.0, 0.3, 0.2, 220.0, 0.3)
    for index, (bus, p_mw, scaling) in enumerate([(0, 1.2, 1.0), (7, 0.8, 0.6), (2, 0.5, 1.0), (9, 0.9, 0.7)]):
        pandapower.create_load(net, bus, p_mw, 0.3 * p_mw, scaling=scaling, index=3 * index)
    pandapower.create_load(net, 9, 0.2, 0.05, in_service=False)
    pandapower.create_sgen(net, 9, 1.5, q_mvar=0.1, scaling=0.9, type="PV")
    pandapower.create_sgen(net, 2, 1.1, type="WP")
    pandapower.create_storage(net, 7, -0.4, 2.0, soc_percent=50.0)
    pandapower.create_gen(net, 2, 0.6, vm_pu=1.01, scaling=0.8)
    return net


def table(columns, index):
    return pandas.DataFrame(random.uniform(0.1, 1.3, (STEPS, len(columns))), index=index, columns=columns)


def with_controllers():
    net = network()
    powers, factors = table([0, 3, 6, 9], range(STEPS)), table(["home", "roof"], range(STEPS))
    ConstControl(net, "load", "p_mw", net.load.index[:4], powers.columns, DFData(powers))
    ConstControl(net, "load", "q_mvar", numpy.array([0, 3]), [0, 9], DFData(powers), scale_factor=0.2)
    ConstControl(net, "load", "scaling", [6, 9], ["home", "home"], DFData(factors))
    ConstControl(net, "sgen", "scaling", 0, "roof", DFData(factors), scale_factor=0.8)
    ConstControl(net, "sgen", "p_mw", numpy.int64(1), "home", DFData(factors))
    ConstControl(net, "storage", "p_mw", [0], [0], DFData(powers), scale_factor=-0.5)
    ConstControl(net, "gen", "p_mw", [0], ["roof"], DFData(factors))
    return net


def absolute(profiles, elements, column, ending=""):
    return pandas.DataFrame({key: row[column] * profiles[row.profile + ending] for key, row in elements.iterrows()})


def with_profiles():
    net = network()
    net.load["profile"] = ["H0-A", "G1-B", "H0-A", "G1-B", "G1-B"]
    net.sgen["profile"] = ["PV1", "WP4"]
    net.storage["profile"] = ["Cell"]
    net.gen["profile"] = ["CHP"]
    local = pandas.date_range("2016-03-27", periods=STEPS, freq="30min", tz="Europe/Berlin")
    times = local.strftime("%d.%m.%Y %H:%M")
    columns = {
        "load": [f"{name}_{of}load" for name in ("H0-A", "G1-B") for of in "pq"],
        "renewables": ["PV1", "WP4"],
        "powerplants": ["CHP"],
        "storage": ["Cell"],
    }
    net.profiles = {name: table(those, range(STEPS)) for name, those in columns.items()}
    for frame in net.profiles.values():
        frame.insert(0, "time", times)
    return net


def controlled(net):
    """The controllers that `simbench.apply_const_controllers` makes of profiles."""
    all_series = {
        ("load", "p_mw"): absolute(net.profiles["load"], net.load, "p_mw", "_pload"),
        ("load", "q_mvar"): absolute(net.profiles["load"], net.load, "q_mvar", "_qload"),
        ("sgen", "p_mw"): absolute(net.profiles["renewables"], net.sgen, "p_mw"),
        ("storage", "p_mw"): absolute(net.profiles["storage"], net.storage, "p_mw"),
        ("gen", "p_mw"): absolute(net.profiles["powerplants"], net.gen, "p_mw"),
    }
    for (element, variable), frame in all_series.items():
        ConstControl(net, element, variable, frame.columns, frame.columns, DFData(frame))
    return net


def solved(net):
    writer = OutputWriter(net, range(STEPS), output_path=None, log_variables=[])
    writer.log_variable("res_bus", "vm_pu")
    writer.log_variable("res_bus", "va_degree")
    run_timeseries(net, range(STEPS), verbose=False, numba=False, tolerance_mva=1e-10, recycle=False)
    of = {name: writer.output[f"res_bus.{name}"] for name in ("vm_pu", "va_degree")}
    return [
        {str(bus): [of["vm_pu"].loc[step, bus], of["va_degree"].loc[step, bus]] for bus in net.bus.index}
        for step in range(STEPS)
    ]


folder = Path(sys.argv[1])
nets = {"controllers": with_controllers(), "profiles": with_profiles()}
for name, net in nets.items():
    pandapower.to_json(net, str(folder / f"{name}.json"))
controlled(nets["profiles"])
print(json.dumps({"version": pandapower.__version__, **{name: solved(net) for name, net in nets.items()}}))
