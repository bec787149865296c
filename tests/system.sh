#!/bin/sh
# Sets up programs that no language registry holds, named by the packages they come in: sh tests/system.sh PROGRAM...
# The tests drive a browser, strace for durability, and Java for Spark; the benchmarks' peer keeps its jobs in Redis.
set -eu
missing=""
for program in "$@"; do
    case "$program" in
    chromium) found="chromium chromium-browser google-chrome" ;;
    openjdk-17-jre-headless) found="java" ;;
    *) found="$program" ;;
    esac
    there=no
    for name in $found; do
        if command -v "$name" >/dev/null 2>&1; then there=yes; fi
    done
    [ "$there" = yes ] || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Needed and not there:$missing. Install them with your package manager, then run make again." >&2
    exit 1
fi
