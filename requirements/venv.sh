#!/bin/sh
# Creates a virtual environment at $1 with the newest supported Python on this machine.
set -eu
target=$1
case $PWD in
    *:*)
        echo "The path of this folder contains a colon, which PATH does not support: move Alcove to another folder ($PWD)." >&2
        exit 1
        ;;
esac
found=""
lacking=""
for name in ${PYTHON:-} python3.14 python3.13 python3.12 python3.11 python3 python; do
    "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' >/dev/null 2>&1 || continue
    if "$name" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        found=$name
        break
    fi
    lacking="$lacking $name"
done
if [ -z "$found" ]; then
    if [ -n "$lacking" ]; then
        echo "Found$lacking, but without the venv module. On Debian and Ubuntu: apt install python3-venv" >&2
    else
        echo "Alcove needs Python 3.11 to 3.14; none was found in PATH." >&2
        echo "Install one, or name it: make setup PYTHON=/path/to/python3" >&2
    fi
    exit 1
fi
echo "Creating $target with $("$found" --version)"
rm -rf "$target"
"$found" -m venv "$target"
