#!/bin/sh
# Makes .venv with exactly what requirements.lock lists; with `dev` also what tests and checks need. Quick when nothing
# changed. Packages are installed without what they ask for: the lock files name every one that is needed.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
stamp=.venv/.lock-digest
files="requirements.lock slim_rasa/__init__.py"
[ "$what" = dev ] && files="$files requirements-dev.lock"
digest="$what $(cat $files | cksum)"
kept=$(cat $stamp 2>/dev/null || true)
if [ -x .venv/bin/python ]; then
  [ "$kept" = "$digest" ] && exit 0
  # An environment for developers is good enough to run
  [ "$what" = run ] && [ "$kept" = "dev $(cat requirements.lock slim_rasa/__init__.py requirements-dev.lock | cksum)" ] && exit 0
fi

fits() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 12), (3, 11)))' >/dev/null 2>&1; }
find_python() {
  for candidate in "${PYTHON:-}" python3.12 "$HOME"/.pyenv/versions/3.12*/bin/python /usr/local/bin/python3.12 python3 python python3.11 "$HOME"/.pyenv/versions/3.11*/bin/python /opt/*/bin/python3.12; do
    [ -n "$candidate" ] && fits "$candidate" && { command -v "$candidate"; return 0; }
  done
  if command -v uv >/dev/null 2>&1; then uv python find 3.12 2>/dev/null && return 0; fi
  return 1
}

echo "Setting up the environment in .venv (once, one to three minutes) ..."
if ! python=$(find_python); then
  if command -v uv >/dev/null 2>&1 && uv python install 3.12 >/dev/null 2>&1; then python=$(uv python find 3.12)
  else
    cat >&2 <<'MSG'
CEC Guide needs Python 3.12 (3.11 works too), and neither was found here.
Install it in one of these ways, then run the same command again:
  pyenv:  pyenv install 3.12
  uv:     uv python install 3.12
  or the python3.12 and python3.12-venv packages of your system
Python somewhere else? Name it:  make run PYTHON=/path/to/python3.12
MSG
    exit 1
  fi
fi

if [ -x .venv/bin/python ] && ! fits .venv/bin/python; then rm -rf .venv; fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
rm -f $stamp
install() {  # Rasa's metadata allows no newer Python; its code runs (docs/dependencies.md)
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python --require-hashes "$@"
}
install -r requirements.lock
[ "$what" = dev ] && install -r requirements-dev.lock
# The stand-in for what Rasa imports and nobody here uses has to be there before Rasa is
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
rm -rf "$site/slim_rasa" && cp -R slim_rasa "$site/"
echo 'import slim_rasa; slim_rasa.install()' > "$site/slim_rasa.pth"
echo "$digest" > $stamp
