#!/usr/bin/env bash
# Stops the development server and its cluster, whoever started them.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -f .flowt/server.pid ]; then
    server=$(cat .flowt/server.pid)
    # After a reboot the number may belong to another program.
    if tr '\0' ' ' <"/proc/$server/cmdline" 2>/dev/null | grep -q 'flowt serve'; then
        kill -TERM "$server"
        while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
    fi
    rm -f .flowt/server.pid
fi
scripts/cluster.sh stop .flowt/pg
