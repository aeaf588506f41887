#!/usr/bin/env bash
# Makes the Python environments in which tests read results back: FOLDER/tables, FOLDER/pandapower2 and FOLDER/pandapower3. The tests find them by
# FEEDERLAB_PYTHON=FOLDER.
set -euo pipefail
folder=${1:?folder of the environments}
here=$(cd "$(dirname "$0")" && pwd)
for name in tables pandapower2 pandapower3; do
  python3 -m venv "$folder/$name"
  "$folder/$name/bin/pip" install --quiet --disable-pip-version-check -r "$here/$name.txt"
done
