#!/bin/sh
# Makes .venv with Python 3.10 and exactly what requirements.lock lists. Quick when nothing changed.
set -eu
cd "$(dirname "$0")/.."
stamp=.venv/.lock-digest
digest=$(cksum < requirements.lock)
if [ -x .venv/bin/python ] && [ "$(cat $stamp 2>/dev/null)" = "$digest" ]; then exit 0; fi

is310() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }
find_python() {
  for candidate in "${PYTHON:-}" python3.10 python3 python "$HOME"/.pyenv/versions/3.10*/bin/python /usr/local/bin/python3.10 /opt/*/bin/python3.10; do
    [ -n "$candidate" ] && is310 "$candidate" && { command -v "$candidate"; return 0; }
  done
  if command -v uv >/dev/null 2>&1; then uv python find 3.10 2>/dev/null && return 0; fi
  return 1
}

echo "Setting up the environment in .venv (once, a few minutes) ..."
if ! python=$(find_python); then
  if command -v uv >/dev/null 2>&1 && uv python install 3.10 >/dev/null 2>&1; then python=$(uv python find 3.10)
  else
    cat >&2 <<'MSG'
CEC Guide needs Python 3.10 (Rasa 3.6 runs on no newer one), and none was found here.
Install it in one of these ways, then run the same command again:
  pyenv:  pyenv install 3.10
  uv:     uv python install 3.10
  or the python3.10 and python3.10-venv packages of your system
Python somewhere else? Name it:  make run PYTHON=/path/to/python3.10
MSG
    exit 1
  fi
fi

if [ -x .venv/bin/python ] && ! is310 .venv/bin/python; then rm -rf .venv; fi
if command -v uv >/dev/null 2>&1; then
  [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
  uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
else
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
fi
echo "$digest" > $stamp
