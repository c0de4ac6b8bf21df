#!/bin/sh
# Finds a Python and lets scripts/environment.py make .venv: `setup.sh run`, or `setup.sh dev` for tests and checks too.
set -eu
cd "$(dirname "$0")/.."

fits() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 12), (3, 11)))' >/dev/null 2>&1; }
find_python() {
  for version in 3.12 3.11; do
    for candidate in "${PYTHON:-}" python$version "$HOME"/.pyenv/versions/$version*/bin/python \
      /usr/local/bin/python$version /opt/*/bin/python$version python3 python; do
      [ -n "$candidate" ] && fits "$candidate" && { command -v "$candidate"; return 0; }
    done
  done
  command -v uv >/dev/null 2>&1 || return 1
  uv python find 3.12 2>/dev/null && return 0
  uv python install 3.12 >/dev/null 2>&1 && uv python find 3.12
}

if [ -x .venv/bin/python ] && fits .venv/bin/python; then python=.venv/bin/python
elif ! python=$(find_python); then
  cat >&2 <<'MSG'
CEC Guide needs Python 3.12 (3.11 works too), and neither was found here.
Install it in one of these ways, then run the same command again:
  Debian, Ubuntu:  apt-get install python3.12 python3.12-venv   (or python3.11 python3.11-venv)
  macOS:           brew install python@3.12
  pyenv:           pyenv install 3.12
  uv:              uv python install 3.12
Python somewhere else? Name it:  make run PYTHON=/path/to/python3.12
MSG
  exit 1
fi
exec "$python" scripts/environment.py "${1:-run}"
