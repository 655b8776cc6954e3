#!/bin/sh
# Runs a target of make ($2, by $1) for a checkout that cannot be written to. What make makes goes into the folder `build` of
# the data directory, where everything that is only read is a link to the checkout, and the web page's source is a copy.
set -eu
make=$1
target=$2
here=$(pwd -P)
data=$(sh requirements/data-dir.sh)
build=$data/build

# What is made here is for this user alone, like everything in the data directory.
umask 077
if ! mkdir -p "$build/web" 2>/dev/null; then
    echo "Nothing can be written to this checkout, nor to $build: set ALCOVE_DATA_DIR to a folder that can be used." >&2
    exit 1
fi
[ -z "${ALCOVE_DATA_DIR:-}" ] || export ALCOVE_DATA_DIR="$data"
export PYTHONPYCACHEPREFIX="$build/pycache"

for entry in * .[!.]*; do
    case $entry in
        web | build | dist | .git | .venv* | .*_cache | '*' | '.[!.]*') ;;
        *) ln -sfn "$here/$entry" "$build/$entry" ;;
    esac
done
find "$build" -maxdepth 1 -type l ! -exec test -e {} \; -exec rm {} \;

# By content and not by time: a newer checkout may have older files.
sources=$(
    echo "$here"
    find requirements pyproject.toml web \( -name node_modules -o -name dist \) -prune -o -type f -exec cksum {} + | sort
)
if [ "$sources" != "$(cat "$build/.sources" 2>/dev/null)" ]; then
    find "$build/web" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name dist -exec rm -rf {} +
    (cd web && find . -mindepth 1 -maxdepth 1 ! -name node_modules ! -name dist -exec cp -R {} "$build/web" \;)
    find "$build/web" -name node_modules -prune -o -exec chmod u+w {} +
    rm -f "$build"/.venv*/.runtime "$build"/.venv*/.project "$build"/.venv*/.dev "$build"/.venv*/.done
    rm -f "$build/web/dist/index.html" "$build/web/node_modules/.done"
    printf '%s\n' "$sources" > "$build/.sources"
fi
exec "$make" --no-print-directory -C "$build" "$target"
