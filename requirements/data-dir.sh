#!/bin/sh
# Prints the data directory that alcove would choose, for use before alcove is installed.
set -eu
below=.local/share
[ "$(uname)" != Darwin ] || below="Library/Application Support"

usable() {
    path=$1
    while [ ! -e "$path" ] && [ "$path" != / ]; do
        path=$(dirname "$path")
    done
    [ -d "$path" ] && [ -w "$path" ] && [ -x "$path" ]
}

named_home() {
    getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6 || true
}

case ${ALCOVE_DATA_DIR:-} in
    "") ;;
    /*) printf '%s\n' "$ALCOVE_DATA_DIR" && exit ;;
    *) printf '%s\n' "$PWD/$ALCOVE_DATA_DIR" && exit ;;
esac
usual=${XDG_DATA_HOME:-${HOME:-$(named_home)}/$below}/alcove
if [ "$(id -u)" = 0 ]; then
    if [ -d "$usual" ] && [ ! -d /var/lib/alcove ]; then
        printf '%s\n' "$usual"
    else
        printf '%s\n' /var/lib/alcove
    fi
    exit
fi
for place in "$usual" "$(named_home)/.local/share/alcove"; do
    if usable "$place"; then
        printf '%s\n' "$place"
        exit
    fi
done
echo "This checkout is read-only, and $usual cannot be used instead: set ALCOVE_DATA_DIR to a writable folder." >&2
exit 1
