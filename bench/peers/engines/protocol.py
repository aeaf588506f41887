"""The protocol of an engine: one process, one line of standard input for each command, one line of JSON as answer.

    load DIR      reads the network and the scenarios            {"solves": N} or {"skipped": REASON}
    solve         solves all scenarios, at least 0.2 s long      {"us": CPU microseconds per power flow}
    write FILE    writes the complex voltages of the first scenarios (CHECKED of them), bus by bus
"""

import json
import os
import sys
import time

import numpy as np

CHECKED = 24
SECONDS = 0.2


class Skipped(Exception):
    """The engine cannot solve this network."""


class Case:
    """Network and scenarios as the exporter wrote them: per unit on 1 MVA, powers drawn in MW and Mvar, [scenario, bus]."""

    def __init__(self, folder, most):
        with open(os.path.join(folder, "network.json"), encoding="utf-8") as file:
            net = json.load(file)
        self.name = net["name"]
        self.vn_kv = net["vn_kv"]
        self.buses = net["buses"]
        self.start = np.array(net["from"])
        self.end = np.array(net["to"])
        z_base = self.vn_kv**2
        self.r_ohm = np.array(net["r_pu"]) * z_base
        self.x_ohm = np.array(net["x_pu"]) * z_base
        self.b_s = np.array(net["b_pu"]) / z_base
        count = min(net["scenarios"], most)
        read = lambda name: np.fromfile(os.path.join(folder, name), dtype="<f8", count=count * self.buses)
        p = read("p.f64").reshape(count, self.buses)
        q = read("q.f64").reshape(count, self.buses)
        self.loads = np.flatnonzero((p != 0).any(axis=0) | (q != 0).any(axis=0))
        self.p_mw = np.ascontiguousarray(p[:, self.loads])
        self.q_mvar = np.ascontiguousarray(q[:, self.loads])
        self.count = count


def serve(engine_of, most=10**9):
    """Answers commands until standard input ends; `engine_of(case)` has `solve()` and `voltages(count)`."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    answers.write('{"ready": true}\n')
    answers.flush()
    engine = case = None
    for line in sys.stdin:
        command, _, argument = line.strip().partition(" ")
        try:
            if command == "load":
                engine = None
                case = Case(argument, most)
                engine = engine_of(case)
                engine.solve()
                answer = {"solves": case.count}
            elif command == "solve":
                answer = {"us": measured(engine, case.count)}
            elif command == "write":
                np.ascontiguousarray(engine.voltages(min(CHECKED, case.count)), dtype="<c16").tofile(argument)
                answer = {}
        except Skipped as reason:
            answer = {"skipped": str(reason)}
        except Exception as error:  # an engine that fails is reported, the others go on
            answer = {"skipped": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def measured(engine, count):
    passes = 0
    begin = time.process_time()
    while True:
        engine.solve()
        passes += 1
        seconds = time.process_time() - begin
        if seconds > SECONDS:
            return 1e6 * seconds / passes / count
