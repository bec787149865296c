#!/bin/sh
# Sets up programs that no language registry holds, named by the packages they come in: sh tests/system.sh PROGRAM...
# The tests drive a browser, strace for durability, and Java for Spark; the benchmarks' peer keeps its jobs in Redis.
set -eu

# The one that Spark starts, and not the first on the path; older ones call 8 "1.8".
is_java_17() {
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | awk -F'["._-]' '/ version "/ { new = $2 >= 17 } END { exit !new }'
}

is_there() {
    case "$1" in
    chromium) names="chromium chromium-browser google-chrome" ;;
    openjdk-17-jre-headless) is_java_17; return ;;
    *) names="$1" ;;
    esac
    for name in $names; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

missing=""
for program in "$@"; do
    is_there "$program" || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    for program in $missing; do
        is_there "$program" || { echo "$program is installed, and another version is used before it." >&2; exit 1; }
    done
else
    echo "Needed and not there:$missing. Install them with your package manager, then run make again." >&2
    exit 1
fi
