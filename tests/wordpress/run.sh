#!/bin/bash
# run.sh [PROFILE...]: builds real WordPress sites (a and b unless told), lets Kronika crawl each of them twice, and
# compares the archive with what is known to be true. From the root of the checkout: make test-wordpress.
# KRONIKA_REALSITES=DIR uses DIR/wordpress/start.sh and stop.sh instead of those beside this file.
set -euo pipefail
HERE="$(cd "$(dirname "$0")" && pwd)"
ROOT="$(cd "$HERE/../.." && pwd)"
BIN="$ROOT/.venv/bin"
SITES="${KRONIKA_REALSITES:+$KRONIKA_REALSITES/wordpress}"
SITES="${SITES:-$HERE}"
[ -x "$BIN/kronika" ] || { echo "There is no $BIN/kronika: make env" >&2; exit 1; }
(TARGET='' && . "$HERE/lib.sh" && check_packages)

work=$(mktemp -d)
running=()
passed=0
failed=0

leave() {
    local site
    for site in "${running[@]}"; do "$SITES/stop.sh" "$site" || true; done
    if [ "$failed" -gt 0 ]; then echo "The sites, archives and logs are kept: $work" >&2; else rm -rf "$work"; fi
}
trap leave EXIT
trap 'exit 130' INT TERM

# check NAME COMMAND...: run it, say whether it went well, and show its output when it did not
check() {
    local name="$1" status=0
    shift
    "$@" >"$work/output" 2>&1 || status=$?
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name (exit code $status)"
        tail -n 60 "$work/output" | sed 's/^/        /'
    fi
    return "$status"
}

free_port() {
    "$BIN/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

crawl() { # DATA URL
    KRONIKA_ALLOW_PRIVATE=1 KRONIKA_DELAY=0 "$BIN/kronika" --data "$1" crawl --url "$2"
}

# count DATA: rows of the tables that a second crawl of the same site must not lengthen
count() {
    "$BIN/python" - "$1/archive.db" <<'END'
import sqlite3, sys
archive = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
for table in ("articles", "addresses", "links"):
    print(table, archive.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
END
}

compare() { # SITE
    "$BIN/python" "$HERE/compare.py" "$1/truth.jsonl" "$1.data/archive.db"
}

same() { # SITE: as many rows as before, and the same figures
    count "$1.data" >"$1.rows2"
    diff "$1.rows" "$1.rows2" || return 1
    compare "$1" >"$1.figures2" || true
    diff "$1.figures" "$1.figures2"
}

for profile in "${@:-a b}"; do
    for name in $profile; do
        site="$work/$name"
        mkdir -p "$site" "$site.data"
        running+=("$site")
        check "$name: the site starts" "$SITES/start.sh" "$site" "$(free_port)" "$name" || continue
        base=$(grep '^http' "$work/output" | tail -n 1)
        check "$name: crawl" crawl "$site.data" "$base" || true
        check "$name: the archive equals the truth" compare "$site" || true
        compare "$site" >"$site.figures" 2>&1 || true
        # The figures, and of every kind of miss the first example.
        awk 'BEGIN { left = 99 } /^$/ { left = 2; next } left-- > 0 { print "        " $0 }' "$site.figures"
        if check "$name: rows can be counted" count "$site.data"; then
            cp "$work/output" "$site.rows"
            check "$name: second crawl" crawl "$site.data" "$base" || true
            check "$name: the second crawl changed nothing" same "$site" || true
        fi
        "$SITES/stop.sh" "$site"
    done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
