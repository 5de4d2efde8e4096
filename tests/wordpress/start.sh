#!/bin/bash
# start.sh TARGET PORT [a|b|c]: builds a WordPress in the folder TARGET on the first call and serves it on
# 127.0.0.1:PORT. Writes TARGET/truth.jsonl; the last line of its output is the address of the site.
#   a  Twenty Twenty-One, /Y/m/d/name/, static front page and news under /aktualnosci/, SEO metadata and sitemaps
#   b  Twenty Twenty-Three (blocks), ?p=ID without rewriting, no SEO metadata, news on the front page
#   c  Twenty Twenty-Two (blocks), /category/name/, WordPress's own sitemap, feed of excerpts
# Environment: N (articles, 120), SEED (11).
set -euo pipefail
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 2 ] || fail "usage: start.sh TARGET PORT [a|b|c]"
profile="${3:-a}"
# shellcheck disable=SC2016 # $args is nginx's
case "$profile" in
a | c) fallback='/index.php?$args' ;;
b) fallback='=404' ;;
*) fail "start.sh: no profile '$profile' (a, b or c)" ;;
esac
check_packages
mkdir -p "$1"
TARGET="$(cd "$1" && pwd)"
port="$2"
export BASE="http://127.0.0.1:$port"
mkdir -p "$TARGET"/{run,log}
[ ${#TARGET} -lt 90 ] || fail "start.sh: the path is too long for a unix socket: $TARGET"
if [ -f "$TARGET/truth.jsonl" ] && [ "$(cat "$TARGET/run/site")" != "$profile $port" ]; then
    fail "start.sh: $TARGET was built as '$(cat "$TARGET/run/site")' (profile, port); choose another folder"
fi

stop_all
trap 'status=$?; [ $status -eq 0 ] || stop_all' EXIT

# Copy WordPress, with the Polish texts, one theme and our mu-plugins.
copy_wordpress() {
    local www="$TARGET/www" theme="$1"
    mkdir -p "$www"/wp-content/{languages,mu-plugins,plugins,themes,uploads}
    # Some links of the Debian package point to packages that are only recommended.
    cp -RL "$WORDPRESS"/{index,wp-blog-header,wp-comments-post,wp-cron,wp-links-opml,wp-load,wp-login,wp-settings,wp-trackback}.php \
        "$WORDPRESS"/{wp-admin,wp-includes,xmlrpc.php} "$www/" 2>"$TARGET/log/copy.log" || true
    cp -RL "$WORDPRESS/wp-content/themes/$theme" "$www/wp-content/themes/"
    cp -L "$WORDPRESS"/wp-content/languages/*pl_PL* "$www/wp-content/languages/"
    cp "$HERE"/site/{cluster,polish}.php "$www/wp-content/mu-plugins/"
    [ "$profile" != a ] || cp "$HERE/site/seo.php" "$www/wp-content/mu-plugins/"
    cat >"$www/wp-config.php" <<END
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$TARGET/run/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('AUTH_KEY', 'only-on-loopback');
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
END
}

if [ -f "$TARGET/truth.jsonl" ]; then
    start_mariadb
else
    rm -rf "$TARGET"/{db,www,content} # of a build that was broken off
    "$PYTHON" "$HERE/content.py" "$TARGET/content" --profile "$profile" --count "${N:-120}" --seed "${SEED:-11}"
    theme=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["site"]["theme"])' "$TARGET/content/content.json")
    copy_wordpress "$theme"
    start_mariadb
    sql -e 'CREATE DATABASE wordpress'
    php "$HERE/site/import.php" "$TARGET" >"$TARGET/log/import.log" 2>&1 || fail "The import failed: see $TARGET/log/import.log"
    "$PYTHON" "$HERE/truth.py" "$TARGET/content/content.json" "$TARGET/addresses.json" >"$TARGET/truth.new"
    echo "$profile $port" >"$TARGET/run/site"
    mv "$TARGET/truth.new" "$TARGET/truth.jsonl"
fi
start_php
start_nginx "$port" "$fallback"
wait_for "$BASE/"
echo "$(wc -l <"$TARGET/truth.jsonl") records of truth, profile $profile, ready after $SECONDS s" >&2
echo "$BASE/"
