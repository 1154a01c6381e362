#!/usr/bin/env bash
# Database, migration, demo data, server: what `make run` does after the build. Runs until Ctrl-C.
#   run.sh PATH_TO_FLOWT
set -euo pipefail
flowt=$(realpath "$1")
cd "$(dirname "$0")/.."
export PORT=${PORT:-8080}
# One JSON line per request would bury the addresses printed below.
export FLOWT_LOG=${FLOWT_LOG:-errors}

# The listeners share their port (SO_REUSEPORT): a second server would silently take half of the first one's requests.
if "$flowt" health >/dev/null 2>&1; then
    echo "Já existe um servidor respondendo na porta $PORT. Encerre-o (make stop) ou escolha outra: make run PORT=8081" >&2
    exit 1
fi

started_cluster=no
server=
courier=
finish() {
    trap '' INT TERM HUP
    if [ -n "$server" ]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" || true
        rm -f .flowt/server.pid
    fi
    if [ -n "$courier" ]; then
        kill -TERM "$courier" 2>/dev/null || true
        wait "$courier" || true
    fi
    [ $started_cluster = no ] || scripts/cluster.sh stop .flowt/pg
}
trap finish EXIT
trap 'exit 0' INT TERM HUP

if [ -z "${DATABASE_URL:-}" ] && ! scripts/cluster.sh running .flowt/pg; then
    started_cluster=yes
fi
DATABASE_URL=$(scripts/database_url.sh)
export DATABASE_URL
"$flowt" migrate
[ "${FLOWT_DEMO:-1}" = 0 ] || scripts/demo.sh "$DATABASE_URL"

mkdir -p .flowt
"$flowt" serve &
server=$!
echo "$server" >.flowt/server.pid
# One line per job every few seconds would bury them too: admin.vw_rotinas tells what they did.
"$flowt" courier >/dev/null 2>&1 &
courier=$!

ready=no
for _ in {1..150}; do
    if "$flowt" health >/dev/null 2>&1; then
        ready=yes
        break
    fi
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
done
if [ $ready = no ]; then
    echo "O servidor não ficou pronto; a causa está nas linhas acima." >&2
    exit 1
fi

echo
echo "Flowt no ar em http://localhost:$PORT — Ctrl-C encerra."
if [ "${FLOWT_DEMO:-1}" != 0 ] && [ -f sql/demo/LEIA-ME.txt ]; then
    echo
    sed "s#{{url}}#http://localhost:$PORT#g" sql/demo/LEIA-ME.txt
fi
wait "$server"
