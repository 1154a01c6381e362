#!/usr/bin/env bash
# Loads the demo companies, once per database and per version of the files: loading them anew at each start would undo
# what the user changed. The mark is a setting of the database itself, so it goes where the data goes.
#   demo.sh URL [again]
set -euo pipefail
cd "$(dirname "$0")/.."
url=$1
again=${2:-}
export PGOPTIONS="-c client_min_messages=warning"

shopt -s nullglob
files=(sql/demo/*.sql)
[ ${#files[@]} -gt 0 ] || exit 0
version=$(cat "${files[@]}" | sha256sum | cut -c1-16)
loaded=$(psql -XAtq "$url" -c "SELECT current_setting('flowt.demo', true)")
[ "$loaded" != "$version" ] || [ "$again" = again ] || exit 0

echo "Carregando as empresas de demonstração…"
for file in "${files[@]}"; do
    psql -Xq -1 -v ON_ERROR_STOP=1 -f "$file" "$url" >/dev/null
done
psql -Xq -v ON_ERROR_STOP=1 -v version="$version" "$url" <<'SQL'
SELECT format('ALTER DATABASE %I SET flowt.demo = %L', current_database(), :'version') \gexec
SQL
