"""Clarabel behind the protocol of qp/run.ts: `load FILE` reads a problem, `solve` solves it from nothing for at least 0.3 s of CPU time.

The rows and bounds become those of its form, min 1/2 x'Px + q'x with Ax + s = b, once; a solve is its setup and its iterations, with its
tolerances at 1e-8, its default, and one thread.
"""

import json
import os
import sys
import time

import clarabel
import numpy as np
import scipy.sparse as sp

SECONDS = 0.3
TOLERANCE = 1e-8


def posed(file):
    with open(file + ".json", encoding="utf-8") as header:
        of = json.load(header)
    with open(file + ".bin", "rb") as data:
        content = data.read()
    part = {
        name: np.frombuffer(content, dtype="<" + kind, count=length, offset=offset)
        for name, (kind, length, offset) in of["arrays"].items()
    }
    n, m = len(part["linear"]), len(part["rowMin"])
    rows = sp.csr_matrix((part["coefficients"], part["columns"], part["start"]), shape=(m, n))
    each = sp.identity(n, format="csr")
    equal, fixed = part["rowMin"] == part["rowMax"], part["min"] == part["max"]
    sides = [
        (rows, equal, part["rowMin"], 1),
        (each, fixed, part["min"], 1),
        (rows, ~equal & np.isfinite(part["rowMax"]), part["rowMax"], 1),
        (rows, ~equal & np.isfinite(part["rowMin"]), part["rowMin"], -1),
        (each, ~fixed & np.isfinite(part["max"]), part["max"], 1),
        (each, ~fixed & np.isfinite(part["min"]), part["min"], -1),
    ]
    matrix = sp.vstack([sign * of[where] for of, where, _, sign in sides]).tocsc()
    b = np.concatenate([sign * side[where] for _, where, side, sign in sides])
    equations = int(equal.sum() + fixed.sum())
    cones = [clarabel.ZeroConeT(equations), clarabel.NonnegativeConeT(len(b) - equations)]
    return (sp.diags(part["quadratic"]).tocsc(), part["linear"].copy(), matrix, b, cones), of["constant"]


def main():
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = TOLERANCE

    def measured(problem, constant):
        solves = 0
        begin = time.process_time()
        while True:
            found = clarabel.DefaultSolver(*problem, settings).solve()
            solves += 1
            seconds = time.process_time() - begin
            if seconds > SECONDS:
                break
        remark = {} if str(found.status) == "Solved" else {"remark": str(found.status)}
        objective = found.obj_val + constant
        return {"us": 1e6 * seconds / solves, "objective": objective, "iterations": found.iterations, **remark}

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    answers.write('{"ready": true}\n')
    answers.flush()
    subject = None
    for line in sys.stdin:
        command, _, file = line.strip().partition(" ")
        try:
            if command == "load":
                subject = posed(file)
                answer = {}
            else:
                answer = measured(*subject)
        except Exception as error:  # reported, the others go on
            answer = {"skipped": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
