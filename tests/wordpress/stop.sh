#!/bin/bash
# stop.sh TARGET: ends the servers that start.sh started for this folder, and nothing else.
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
[ $# -eq 1 ] && [ -d "$1" ] || fail "usage: stop.sh TARGET"
TARGET="$(cd "$1" && pwd)"
stop_all
