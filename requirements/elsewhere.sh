#!/bin/sh
# Runs a target ($2) of make ($1) for a read-only checkout. Results go to the folder `build` of the data directory, which
# has links to the files of the checkout and a copy of the web page's source.
set -eu
make=$1
target=$2
here=$(pwd -P)
data=$(sh requirements/data-dir.sh)
build=$data/build

# Only this user may read the results, like everything in the data directory.
umask 077
if ! mkdir -p "$build/web" 2>/dev/null; then
    echo "This checkout and $build are read-only: set ALCOVE_DATA_DIR to a writable folder." >&2
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

# Compare content instead of times, because a newer checkout may have older files.
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
