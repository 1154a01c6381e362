#!/usr/bin/env bash
# Private PostgreSQL clusters on a unix socket only: `make run`, the tests and the benchmarks each have their own.
#   cluster.sh start DIR [FILE.conf]   creates it if new, starts it if stopped; FILE.conf is added to the settings
#   cluster.sh stop DIR [fast|immediate]
#   cluster.sh running DIR             tells by its exit code
#   cluster.sh url DIR [DATABASE]      connection string of the superuser; the database is `flowt` unless given
#   cluster.sh remove DIR              stops it and deletes everything
set -euo pipefail

usage() { sed -n '3,7s/^# *//p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
action=$1
link=$(realpath -ms "$2")
directory=$(realpath -m "$link")
argument=${3:-}
settings=$(dirname "$(realpath "$0")")/postgresql.conf
[ "$action" != start ] || [ -z "$argument" ] || argument=$(realpath "$argument")

# Nothing from the caller's own PostgreSQL may leak in, and its directory may be closed to the cluster's owner.
unset "${!PG@}"
cd /

hash_of() { printf %s "$1" | sha256sum | cut -c1-12; }
is_root() { [ "$(id -u)" -eq 0 ]; }
fail() { echo "$*" >&2; exit 1; }

newest_binaries() {
    local found
    found=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] || fail "O PostgreSQL não está instalado. Execute: scripts/packages.sh database"
    echo "$found"
}

# PostgreSQL refuses to run as root, so root runs it as the directory's owner.
as_owner() {
    if is_root; then runuser -u "$(stat -c %U "$directory")" -- "$@"; else "$@"; fi
}

# A new directory; where the system user `postgres` cannot reach it (a checkout under /root), a link to one it can.
prepare_directory() {
    mkdir -p "$(dirname "$link")"
    if ! is_root; then
        [ -d "$directory" ] || mkdir -m 0700 "$directory"
        [ -O "$directory" ] || fail "$directory pertence a outro usuário ($(stat -c %U "$directory"))."
        return
    fi
    [ ! -e "$directory/data/PG_VERSION" ] || return 0
    if runuser -u postgres -- test -x "$(dirname "$directory")"; then
        install -d -m 0700 -o postgres -g postgres "$directory"
    else
        directory=/var/lib/flowt/$(hash_of "$link")
        install -d -m 0755 /var/lib/flowt
        install -d -m 0700 -o postgres -g postgres "$directory"
        [ -L "$link" ] || [ ! -d "$link" ] || rmdir "$link"
        ln -sfn "$directory" "$link"
    fi
}

# The kernel allows 107 bytes for a socket's path.
socket_directory() {
    if [ "$(printf %s "$directory/.s.PGSQL.5432" | wc -c)" -le 107 ]; then
        echo "$directory"
    else
        echo "/tmp/flowt-$(hash_of "$directory")"
    fi
}

prepare_socket_directory() {
    local socket owner
    socket=$(socket_directory)
    owner=$(stat -c %U "$directory")
    [ -d "$socket" ] || as_owner mkdir -m 0700 "$socket"
    [ "$(stat -c %U:%a "$socket")" = "$owner:700" ] || fail "$socket existe e não é um diretório privado de $owner."
}

# Made beside its final place, so that an interrupted initdb leaves nothing that looks like a cluster.
create() {
    as_owner rm -rf "$directory/data.new"
    as_owner "$binaries/initdb" --pgdata="$directory/data.new" --username=postgres --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 \
        --data-checksums --no-instructions >/dev/null
    echo "include 'flowt.conf'" | as_owner tee -a "$directory/data.new/postgresql.conf" >/dev/null
    as_owner mv "$directory/data.new" "$directory/data"
}

write_settings() {
    {
        cat "$settings" ${argument:+"$argument"}
        echo "listen_addresses = ''"
        echo "port = 5432"
        echo "unix_socket_directories = '$(socket_directory)'"
    } | as_owner tee "$directory/data/flowt.conf" >/dev/null
}

running() { [ -d "$directory/data" ] && as_owner "$binaries/pg_ctl" status -D "$directory/data" >/dev/null 2>&1; }

start() {
    prepare_directory
    [ -e "$directory/data/PG_VERSION" ] || create
    prepare_socket_directory
    if ! running; then
        write_settings
        if ! as_owner "$binaries/pg_ctl" start -w -t 60 -D "$directory/data" -l "$directory/postgres.log" >/dev/null; then
            tail -n 20 "$directory/postgres.log" >&2
            fail "O PostgreSQL de $directory não iniciou."
        fi
    fi
    local exists
    exists=$("$binaries/psql" -XAtq "$(url postgres)" -c "SELECT 1 FROM pg_database WHERE datname = 'flowt'")
    [ -n "$exists" ] || "$binaries/createdb" --maintenance-db="$(url postgres)" flowt
}

# `make stop` ends the server, and then `make run` stops the cluster at the same time: whoever comes second finds it gone.
stop() {
    local said
    running || return 0
    if ! said=$(as_owner "$binaries/pg_ctl" stop -w -t 60 -D "$directory/data" -m "${1:-fast}" 2>&1) && running; then
        fail "$said"
    fi
}

url() {
    local socket
    socket=$(socket_directory | sed 's/%/%25/g; s/ /%20/g; s/&/%26/g; s/#/%23/g')
    echo "postgresql://postgres@/${1:-flowt}?host=$socket&port=5432"
}

remove() {
    local socket
    socket=$(socket_directory)
    stop immediate
    rm -rf "$directory" "$link"
    [[ "$socket" != /tmp/flowt-* ]] || rm -rf "$socket"
}

binaries=$(newest_binaries)
case "$action" in
start) start ;;
stop) stop "$argument" ;;
running) running ;;
url) url "$argument" ;;
remove) remove ;;
*) usage ;;
esac
