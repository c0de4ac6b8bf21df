#!/bin/sh
# Adapts the small sentence encoder to the examples (scripts/adapting) in an environment of its own: it needs torch.
set -eu
cd "$(dirname "$0")/.."
work=var/adapt
python=${ADAPT_PYTHON:-python3.11}
command -v "$python" >/dev/null 2>&1 || {
  echo "make adapt needs Python 3.11 with venv; name it with ADAPT_PYTHON=/path/to/python3.11" >&2
  exit 1
}
[ -x $work/venv/bin/python ] || "$python" -m venv $work/venv
$work/venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-adapt.txt
.venv/bin/python -m scripts.encoder --published $work/weights
.venv/bin/python -m scripts.adapting.examples $work/examples.npz
# Twice as fast where the processor can do it.
grep -q avx512_bf16 /proc/cpuinfo 2>/dev/null && set -- --bfloat16 "$@"
$work/venv/bin/python -m scripts.adapting.adapt $work/examples.npz --weights $work/weights --out $work "$@"
cp $work/adapted.safetensors bot/encoder/
.venv/bin/python -m scripts.encoder --dir $work/trial-encoder --adaptation $work/trial.safetensors
.venv/bin/python -m scripts.adapting.calibrate $work/trial-encoder
echo "Now run: make train && make evaluate"
