#!/bin/sh
# Runs a command, with a home of its own in .venv where this user has none that can be written to: npm and pip keep
# their caches there, and npm does not run without.
set -eu
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
    HOME=$PWD/.venv/home
    export HOME
    mkdir -p "$HOME"
fi
exec "$@"
