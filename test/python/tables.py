"""Reads the tables of a run in Parquet with pyarrow, pandas and DuckDB, and prints what they find as JSON.

usage: tables.py RUN
"""

import json
import sys
from pathlib import Path

import duckdb
import pandas
import pyarrow
import pyarrow.parquet

run = Path(sys.argv[1])


def same(read, csv):
    """Whether two columns have the same values, blank where the other one is; times as instants."""
    if isinstance(read.dtype, pandas.DatetimeTZDtype):
        csv = pandas.to_datetime(csv, utc=True)
    equal = (read == csv) | (read.isna() & csv.isna())
    return bool(equal.all())


def table(parquet):
    csv = pandas.read_csv(parquet.with_suffix(".csv"), keep_default_na=False, na_values=[""])
    frame = pandas.read_parquet(parquet)
    schema = pyarrow.parquet.read_schema(parquet)
    columns = {}
    for name in frame.columns:
        text = frame[name].dtype == "str" or frame[name].dtype == object
        other = csv[name].astype("string").str.replace(r"^'(?='*[=+\-@\t\r\n])", "", regex=True) if text else csv[name]
        columns[name] = {
            "arrow": str(schema.field(name).type),
            "pandas": str(frame[name].dtype),
            "same": same(frame[name].astype("string") if text else frame[name], other),
        }
    found = duckdb.sql(f"select * from '{parquet}'")
    return {
        "rows": len(frame),
        "columns": columns,
        "duckdb": {"rows": len(found), "types": dict(zip(found.columns, map(str, found.types)))},
    }


def times(parquet):
    """Local times of the steps in pandas, and their instants in DuckDB."""
    local = pandas.read_parquet(parquet)["time"].drop_duplicates()
    instants = duckdb.sql(f"select distinct epoch_ms(time) from '{parquet}' order by 1").fetchall()
    return {"local": [time.isoformat() for time in local], "ms": [ms for (ms,) in instants]}


files = sorted(run.glob("**/*.parquet"))
print(
    json.dumps(
        {
            "versions": {"pyarrow": pyarrow.__version__, "pandas": pandas.__version__, "duckdb": duckdb.__version__},
            "tables": {str(file.relative_to(run)): table(file) for file in files},
            "times": times(run / "buses.parquet"),
        }
    )
)
