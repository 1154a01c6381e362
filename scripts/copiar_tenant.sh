#!/usr/bin/env bash
# Copies a company from one database to another (docs: the DBA guide). What it writes holds personal data: keep it encrypted.
#   copiar_tenant.sh exportar postgresql://… 7 >empresa.ndjson
#   copiar_tenant.sh importar postgresql://… [slug] <empresa.ndjson
set -euo pipefail

usage() {
    sed -n '3,4s/^# *//p' "$0" >&2
    exit 64
}

action=${1:-} database=${2:-}
[ -n "$database" ] || usage
case $action in
exportar)
    [[ ${3:-} =~ ^[1-9][0-9]*$ ]] || usage
    psql -XAtq -v ON_ERROR_STOP=1 -c "SET client_encoding = 'UTF8'" \
        -c "\copy (SELECT admin.exportar_tenant($3)) TO STDOUT (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')" "$database"
    ;;
importar)
    # JSON has no control characters, so none of its characters is taken for CSV's. One transaction: all of it or nothing.
    exec 3<&0
    psql -XAtq1 -v ON_ERROR_STOP=1 -v slug="${3:-}" -f - "$database" <<'SQL'
SET LOCAL client_encoding = 'UTF8';
\copy flowt.tb_omni8_copia_linha (js_linha) FROM '/dev/fd/3' (FORMAT csv, QUOTE E'\x01', DELIMITER E'\x02')
SELECT admin.importar_tenant(nullif(:'slug', ''));
SQL
    ;;
*) usage ;;
esac
