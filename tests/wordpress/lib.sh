# shellcheck shell=bash
# Servers of one site: a private MariaDB and PHP-FPM on unix sockets, nginx on 127.0.0.1. Source it.
# Everything lives under $TARGET; pids, ports and sockets in $TARGET/run. Needs no root and works as root.
export LC_ALL=C.UTF-8 TZ=Europe/Warsaw PATH="$PATH:/usr/sbin:/sbin"
HERE="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
WORDPRESS=/usr/share/wordpress
PYTHON="$HERE/../../.venv/bin/python"
[ -x "$PYTHON" ] || PYTHON=python3

fail() {
    echo "$*" >&2
    exit 1
}

# Name the Debian packages that are missing, and how to get them.
check_packages() {
    local package missing=()
    while read -r package; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
    done <"$HERE/packages.txt"
    [ ${#missing[@]} -eq 0 ] && return
    echo "Debian packages are missing: ${missing[*]}" >&2
    fail "To install them, as root: apt-get install --no-install-recommends ${missing[*]}"
}

# launch NAME COMMAND...: in a session of its own, output in log/NAME.log, pid in run/NAME.pid
launch() {
    local name="$1"
    shift
    setsid nohup "$@" >>"$TARGET/log/$name.log" 2>&1 </dev/null &
    echo $! >"$TARGET/run/$name.pid"
}

# Is this pid (still) a command of ours? An ended one that nobody has waited for has no command line any more.
is_ours() {
    tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF "$TARGET/"
}

# End what launch started under $TARGET, and nothing else: a pid that now belongs to another command is left alone.
stop_all() {
    local file pid
    for file in "$TARGET"/run/{nginx,php,mariadb}.pid; do
        [ -f "$file" ] || continue
        pid=$(cat "$file")
        if is_ours "$pid"; then
            kill "$pid" 2>/dev/null || true
            for _ in {1..200}; do
                is_ours "$pid" || break
                sleep 0.05
            done
        fi
        rm -f "$file"
    done
}

start_mariadb() {
    local me
    me=$(id -un)
    if [ ! -d "$TARGET/db/mysql" ]; then
        mariadb-install-db --no-defaults --user="$me" --datadir="$TARGET/db" --auth-root-authentication-method=normal \
            --skip-test-db >"$TARGET/log/mariadb-install.log" 2>&1
    fi
    launch mariadb mariadbd --no-defaults --user="$me" --datadir="$TARGET/db" --socket="$TARGET/run/db.sock" \
        --pid-file="$TARGET/run/mariadbd.own" --skip-networking --innodb-flush-log-at-trx-commit=0 \
        --character-set-server=utf8mb4 --collation-server=utf8mb4_polish_ci
    for _ in {1..150}; do
        sql -e 'SELECT 1' >/dev/null 2>&1 && return
        sleep 0.1
    done
    fail "MariaDB did not start: see $TARGET/log/mariadb.log"
}

sql() {
    mariadb --no-defaults --socket="$TARGET/run/db.sock" --user=root "$@"
}

start_php() {
    local fpm
    fpm=$(compgen -G '/usr/sbin/php-fpm*' | sort -V | tail -1) || fail "php-fpm is not installed"
    cat >"$TARGET/run/php.conf" <<END
[global]
error_log = $TARGET/log/php-fpm.log
daemonize = no
[www]
$([ "$(id -u)" -ne 0 ] || printf 'user = root\ngroup = root')
listen = $TARGET/run/php.sock
pm = static
pm.max_children = 4
php_admin_value[memory_limit] = 256M
END
    if [ "$(id -u)" -eq 0 ]; then
        launch php "$fpm" --nodaemonize --allow-to-run-as-root --fpm-config "$TARGET/run/php.conf"
    else
        launch php "$fpm" --nodaemonize --fpm-config "$TARGET/run/php.conf"
    fi
}

# start_nginx PORT FALLBACK: what answers an address that is no file (=404 on a host without rewriting)
start_nginx() {
    cat >"$TARGET/run/nginx.conf" <<END
daemon off;
$([ "$(id -u)" -ne 0 ] || echo 'user root;')
worker_processes 1;
pid $TARGET/run/nginx.own;
error_log $TARGET/log/nginx-error.log;
events { worker_connections 256; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log $TARGET/log/access.log;
    client_body_temp_path $TARGET/run/body;
    fastcgi_temp_path $TARGET/run/fastcgi;
    proxy_temp_path $TARGET/run/proxy;
    scgi_temp_path $TARGET/run/scgi;
    uwsgi_temp_path $TARGET/run/uwsgi;
    gzip on;
    gzip_types application/json application/xml application/rss+xml text/xml text/css;
    server {
        listen 127.0.0.1:$1;
        root $TARGET/www;
        index index.php;
        location / { try_files \$uri \$uri/ $2; }
        location ~ \\.php\$ {
            try_files \$uri =404;
            include /etc/nginx/fastcgi_params;
            fastcgi_param SCRIPT_FILENAME \$request_filename;
            fastcgi_param SERVER_NAME \$host;
            fastcgi_param HTTP_HOST \$http_host; # Debian's file leaves the port out, and WordPress would redirect for ever
            fastcgi_pass unix:$TARGET/run/php.sock;
        }
    }
}
END
    launch nginx nginx -c "$TARGET/run/nginx.conf" -e "$TARGET/log/nginx-error.log"
}

# wait_for URL: until it answers 200
wait_for() {
    for _ in {1..100}; do
        [ "$(curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$1" || true)" = 200 ] && return
        sleep 0.1
    done
    fail "No answer from $1: see $TARGET/log"
}
