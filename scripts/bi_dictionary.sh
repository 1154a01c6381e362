#!/usr/bin/env bash
# Prints the data dictionary of schema bi as Markdown, from the catalogue of a database.
#   bi_dictionary.sh postgresql://…      any login that may read it: a company's BI login, or a DBA
set -euo pipefail
[ $# -eq 1 ] || { sed -n '3s/^# *//p' "$0" >&2; exit 64; }
psql -XAtq -v ON_ERROR_STOP=1 "$1" <<'SQL'
SELECT CASE WHEN d.num_ordem = 1 THEN format(E'\n## %s\n\n%s\n\n| coluna | tipo | |\n|---|---|---|\n', d.nom_visao, d.des_visao) ELSE '' END
       || format('| `%s` | %s | %s |', d.nom_coluna, d.tip_coluna, replace(d.des_coluna, '|', '\|'))
  FROM bi.vw_omni8_dicionario AS d ORDER BY d.nom_visao, d.num_ordem;
SQL
