#!/usr/bin/env bash
# What a pipeline needs of this project: the packages of the program and its commands, in .venv, as Pulumi.yaml names it,
# and those of the policy pack in its own, where a pipeline runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! uv=$(command -v uv); then
  python3 -m venv .uv
  .uv/bin/pip install --quiet --disable-pip-version-check "uv==$(sed -n 's/^UV_VERSION := //p' Makefile)"
  uv=.uv/bin/uv
fi
# With pip: the language host asks it which plugins the packages need.
"$uv" venv --quiet --seed --python python3 .venv
"$uv" pip install --quiet --require-hashes --python .venv/bin/python --requirement requirements.txt
if [ -n "${PULUMI_OPTION_POLICY_PACK:-}" ]; then
  "$uv" venv --quiet --python python3 policy/.venv
  "$uv" pip install --quiet --require-hashes --python policy/.venv/bin/python --requirement policy/requirements.txt
fi
