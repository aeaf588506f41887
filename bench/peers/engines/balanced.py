"""The network as a pandapower net, for the engines that start from one."""

import numpy as np
import pandapower as pp


def net_of(case):
    net = pp.create_empty_network(sn_mva=1.0)
    buses = pp.create_buses(net, case.buses, case.vn_kv)
    pp.create_ext_grid(net, buses[0], vm_pu=1.0)
    lines = len(case.start)
    pp.create_lines_from_parameters(
        net, case.start, case.end, length_km=np.ones(lines), r_ohm_per_km=case.r_ohm, x_ohm_per_km=case.x_ohm,
        c_nf_per_km=1e9 * case.b_s / (2 * np.pi * net.f_hz), max_i_ka=np.ones(lines),
    )  # fmt: skip
    pp.create_loads(net, case.loads, p_mw=case.p_mw[0], q_mvar=case.q_mvar[0])
    return net
