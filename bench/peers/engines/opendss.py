"""OpenDSS through DSS-Python: a circuit of one phase, which is the positive sequence, solved in yearly mode."""

import numpy as np
from dss import dss
from protocol import serve

TOLERANCE = 1e-8


class Engine:
    def __init__(self, case):
        dss.AllowForms = False
        text = dss.Text
        run = lambda command: setattr(text, "Command", command)
        run("clear")
        run("set DefaultBaseFrequency=50")
        run(
            f"new circuit.peer phases=1 bus1=0 basekv={case.vn_kv!r} pu=1 angle=0 "
            "model=ideal puZideal=[1e-12 1e-9]"
        )
        for k, (i, j) in enumerate(zip(case.start, case.end)):
            nf = 1e9 * case.b_s[k] / (2 * np.pi * 50)
            run(
                f"new line.{k} phases=1 bus1={i} bus2={j} length=1 r1={case.r_ohm[k]!r} x1={case.x_ohm[k]!r} c1={nf!r} "
                f"r0={case.r_ohm[k]!r} x0={case.x_ohm[k]!r} c0={nf!r}".replace("np.float64(", "").replace(")", "")
            )
        circuit = dss.ActiveCircuit
        for k, bus in enumerate(case.loads):
            run(f"new loadshape.{k} npts={case.count} interval=1 useactual=yes")
            shape = circuit.LoadShapes
            shape.Name = str(k)
            shape.Npts = case.count
            shape.Pmult = 1e3 * case.p_mw[:, k]
            shape.Qmult = 1e3 * case.q_mvar[:, k]
            run(
                f"new load.{k} phases=1 bus1={bus} kv={case.vn_kv!r} kw=1 kvar=1 model=1 vminpu=0.1 vmaxpu=2 "
                f"yearly={k} status=variable"
            )
        run(f"set voltagebases=[{case.vn_kv!r}]")
        run("calcvoltagebases")
        run(f"set mode=yearly number={case.count} stepsize=1h controlmode=off tolerance={TOLERANCE} maxiterations=200")
        self.circuit = circuit
        self.case = case
        names = [name.split(".")[0] for name in circuit.AllNodeNames]
        self.order = np.argsort([int(name) for name in names])

    def solve(self):
        solution = self.circuit.Solution
        solution.Number = self.case.count
        solution.dblHour = 0
        solution.Solve()
        if not solution.Converged:
            raise RuntimeError("not converged")

    def voltages(self, count):
        solution = self.circuit.Solution
        solution.dblHour = 0
        solution.Number = 1
        rows = []
        for _ in range(count):
            solution.Solve()
            flat = np.array(self.circuit.AllBusVolts).reshape(-1, 2)
            rows.append((flat[:, 0] + 1j * flat[:, 1])[self.order] / (1e3 * self.case.vn_kv))
        return np.array(rows)


serve(Engine)
