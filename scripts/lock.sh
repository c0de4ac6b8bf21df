#!/bin/sh
# Resolves requirements.in and requirements-dev.in into locks with hashes, by the rules in pyproject.toml's [tool.uv].
# One resolution serves Python 3.11 and 3.12. Versions move only with: make lock UPGRADE=1
set -eu
cd "$(dirname "$0")/.."
command -v uv >/dev/null 2>&1 || { echo "make lock needs uv (pip install uv)" >&2; exit 1; }
for name in requirements requirements-dev; do
  uv pip compile --quiet --python-version 3.11.4 --python-platform linux ${UPGRADE:+--upgrade} \
    --generate-hashes --no-emit-index-url --no-header --no-annotate $name.in -o $name.lock
done
