#!/bin/sh
# Runs a command with a home directory in .venv if the user has no writable one. npm and pip store caches there, and
# npm does not run without one.
set -eu
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    HOME=$PWD/.venv/home
    export HOME
    mkdir -p "$HOME"
fi
exec "$@"
