#!/usr/bin/env bash
# Tries what Dockerfile and docker-compose.yml do, without a container engine: the image's runtime steps in one bare
# Debian 12, PostgreSQL in another, then migrate, serve, health check and requests as an unprivileged user on a
# read-only root. Needs root and debootstrap.
#   clean_root.sh [FLOWT_BINARY]
set -euo pipefail
cd "$(dirname "$0")/.."
flowt=$(realpath "${1:-.build/release/flowt}")

# Mounts live in a namespace of their own and vanish with it, whatever happens.
if [ -z "${FLOWT_CLEAN_ROOT:-}" ]; then
    FLOWT_CLEAN_ROOT=$(mktemp -d)
    export FLOWT_CLEAN_ROOT
    status=0
    unshare --mount --pid --mount-proc --fork --kill-child "$0" "$flowt" || status=$?
    rm -rf --one-file-system "$FLOWT_CLEAN_ROOT"
    exit $status
fi

# On failure the servers' own words say why.
trap '[ $? -eq 0 ] || tail -n 30 "$FLOWT_CLEAN_ROOT"/*.log >&2' EXIT

step() { echo "== $*"; }
in_root() { chroot "$FLOWT_CLEAN_ROOT/$1" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "${@:2}"; }
retry() { for _ in {1..100}; do "$@" >/dev/null 2>&1 && return 0; sleep 0.1; done; "$@"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

bare_debian() {
    local root=$FLOWT_CLEAN_ROOT/$1
    cp -a "$base" "$root"
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    # This machine's own way to the package mirror.
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    cp -a /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
}

step "Debian 12 (debootstrap)"
base=/var/cache/flowt/debian-bookworm
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 || true)
if [ ! -d "$base" ]; then
    mkdir -p "$(dirname "$base")"
    rm -rf "$base.new"
    debootstrap --variant=minbase bookworm "$base.new" "${mirror:-http://deb.debian.org/debian}" >/dev/null
    mv "$base.new" "$base"
fi
bare_debian image
bare_debian database

step "Runtime image: packages, user, files"
install -D docker/install-runtime.sh "$FLOWT_CLEAN_ROOT/image/tmp/install-runtime.sh"
install scripts/packages.sh "$FLOWT_CLEAN_ROOT/image/tmp/"
in_root image /tmp/install-runtime.sh >/dev/null
install --strip "$flowt" "$FLOWT_CLEAN_ROOT/image/usr/local/bin/flowt"
mkdir -p "$FLOWT_CLEAN_ROOT/image/usr/share/flowt" "$FLOWT_CLEAN_ROOT/image/run/secrets"
cp -r sql web "$FLOWT_CLEAN_ROOT/image/usr/share/flowt/"
rm -rf "$FLOWT_CLEAN_ROOT/image/usr/share/flowt/sql/demo"
if in_root image ldd /usr/local/bin/flowt | grep "not found"; then exit 1; fi
du -sh --one-file-system --exclude=./proc --exclude=./dev "$FLOWT_CLEAN_ROOT/image" | cut -f1

step "PostgreSQL with a password, over TCP"
install -D scripts/packages.sh "$FLOWT_CLEAN_ROOT/database/tmp/packages.sh"
in_root database /tmp/packages.sh database >/dev/null 2>&1
database_port=$(free_port)
for name in postgres flowt_api; do
    od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$FLOWT_CLEAN_ROOT/image/run/secrets/$name"
done
install -m 0644 "$FLOWT_CLEAN_ROOT/image/run/secrets/postgres" scripts/postgresql.conf "$FLOWT_CLEAN_ROOT/database/tmp/"
as_postgres() { in_root database runuser -u postgres -- "$@"; }
binaries=/usr/lib/postgresql/15/bin
as_postgres $binaries/initdb -D /tmp/data --username=postgres --auth=scram-sha-256 --pwfile=/tmp/postgres \
    --encoding=UTF8 --locale=C.UTF-8 --data-checksums >/dev/null
as_postgres $binaries/postgres -D /tmp/data -c config_file=/tmp/postgresql.conf -c listen_addresses=127.0.0.1 \
    -c port="$database_port" -c unix_socket_directories= >"$FLOWT_CLEAN_ROOT/postgres.log" 2>&1 &
retry as_postgres $binaries/pg_isready --host=127.0.0.1 --port="$database_port"
in_root database PGPASSWORD="$(cat "$FLOWT_CLEAN_ROOT/image/run/secrets/postgres")" \
    createdb --host=127.0.0.1 --port="$database_port" --username=postgres flowt

step "flowt migrate"
# As containers have it: nothing writable, no rights, no environment but what is given.
mount --bind "$FLOWT_CLEAN_ROOT/image" "$FLOWT_CLEAN_ROOT/image"
mount -o remount,bind,ro "$FLOWT_CLEAN_ROOT/image"
mount -t proc proc "$FLOWT_CLEAN_ROOT/image/proc"
mount --rbind /dev "$FLOWT_CLEAN_ROOT/image/dev"
port=$(free_port)
as_flowt=(chroot --userspec=10001:10001 "$FLOWT_CLEAN_ROOT/image" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin
    FLOWT_SQL_DIR=/usr/share/flowt/sql FLOWT_WEB_DIR=/usr/share/flowt/web
    FLOWT_API_PASSWORD_FILE=/run/secrets/flowt_api PORT="$port")
server_address=127.0.0.1:$database_port/flowt
"${as_flowt[@]}" PGPASSWORD="$(cat "$FLOWT_CLEAN_ROOT/image/run/secrets/postgres")" \
    DATABASE_URL="postgresql://postgres@$server_address" flowt migrate

step "flowt serve, health, requests"
"${as_flowt[@]}" DATABASE_URL="postgresql://flowt_api@$server_address" FLOWT_TRUST_FORWARDED=1 flowt serve \
    >"$FLOWT_CLEAN_ROOT/flowt.log" 2>&1 &
server=$!
retry "${as_flowt[@]}" flowt health
for path in /livez /readyz /openapi.json; do
    curl --silent --show-error --fail --output /dev/null --write-out "%{http_code} %{size_download} bytes $path\n" \
        "http://127.0.0.1:$port$path"
done
[ "$(stat -c %u "/proc/$server")" = 10001 ]

step "SIGTERM"
kill -TERM "$server"
wait "$server"
echo "Tudo certo."
