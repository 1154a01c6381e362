#!/usr/bin/env bash
# Prints the connection string of the development database: DATABASE_URL, or the private cluster in .flowt, started.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -n "${DATABASE_URL:-}" ]; then
    echo "$DATABASE_URL"
else
    scripts/cluster.sh start .flowt/pg
    scripts/cluster.sh url .flowt/pg
fi
