"""Opens a network in pandapower, reads the results stored in it, solves it, and prints both as JSON.

usage: solve.py FILE [INIT]    INIT as in runpp, auto by default
"""

import json
import sys

import pandapower

net = pandapower.from_json(sys.argv[1])
stored = net.res_bus.copy()
pandapower.runpp(net, numba=False, tolerance_mva=1e-10, init=sys.argv[2] if len(sys.argv) > 2 else "auto")
columns = ["vm_pu", "va_degree", "p_mw", "q_mvar"]
print(
    json.dumps(
        {
            "version": pandapower.__version__,
            "stored": {net.bus.name[bus]: row for bus, row in stored[columns].to_dict("index").items()},
            "solved": {net.bus.name[bus]: row for bus, row in net.res_bus[columns].to_dict("index").items()},
            "elements": {name: len(net[name]) for name in ("load", "sgen", "trafo", "line", "switch")},
        }
    )
)
