#!/usr/bin/env bash
# Runs one pgTAP file in a database of its own, so that no file sees what another did. Tests/run hands it to `prove`.
set -euo pipefail
cd "$(dirname "$0")/.."
file=$1
name=$(basename "$file" .sql)
maintenance=$(scripts/cluster.sh url "$FLOWT_TEST_CLUSTER" postgres)
url=$(scripts/cluster.sh url "$FLOWT_TEST_CLUSTER" "$name")

createdb --maintenance-db="$maintenance" --template=flowt "$name"
# A copy does not take over the rights on the database itself, which the migration narrows.
psql -Xq "$maintenance" -v name="$name" <<'SQL'
UPDATE pg_database SET datacl = (SELECT datacl FROM pg_database WHERE datname = 'flowt') WHERE datname = :'name';
SQL
trap 'dropdb --force --maintenance-db="$maintenance" "$name"' EXIT
export PGOPTIONS="-c search_path=tap,public -c client_min_messages=warning"
psql -XAtq -v ON_ERROR_STOP=1 -P pager=off -f "$file" "$url" | tee "$FLOWT_TEST_DIR/sql-$name.tap"
