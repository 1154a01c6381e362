#!/usr/bin/env bash
# The examples of docs/bi.md against the demonstration that `make run` serves: a login for the restaurant, pandas and Apache
# Superset with it, and the login is taken away again. Superset takes 800 MB and some minutes to install, once.
#   bi_example.sh        PORT, DATABASE_URL and SUPERSET_KEEP as in docs/bi.md
set -euo pipefail
cd "$(dirname "$0")/.."
api=http://127.0.0.1:${PORT:-8080}
database=$(scripts/database_url.sh)
venv=.flowt/superset

[ -x $venv/bin/superset ] || {
    python3 -m venv $venv
    $venv/bin/pip install --quiet --requirement docs/bi/requirements-superset.txt
}

tenant=$(psql -XAtq "$database" -c "SELECT cod_tenant FROM flowt.tb_omni8_tenant WHERE nom_slug = 'cantina-da-praca'")
token=$(curl -sSf "$api/v1/sessoes" -H 'Content-Type: application/json' \
    -d '{"email": "admin@cantina-da-praca.example", "senha": "flowt-demo-2026"}' | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
password=$(python3 -c 'import secrets; print(secrets.token_urlsafe(18))')
psql -XAtq "$database" -c "SELECT nom_login FROM admin.criar_acesso_bi($tenant, 'exemplo', '$password', 5)" >/dev/null
trap 'psql -XAtq "$database" -c "SELECT admin.revogar_acesso_bi($tenant, '"'exemplo'"')" >/dev/null' EXIT

address=${database#*@}
[ "$address" != "$database" ] || address=${database#*://}
login=flowt_bi_${tenant}_exemplo
export FLOWT_API_URL=$api FLOWT_API_TOKEN=$token
echo "— pandas"
FLOWT_BI_URL="postgresql+psycopg://$login:$password@$address" .flowt/venv/bin/python docs/bi/exemplo_pandas.py
echo "— Apache Superset"
FLOWT_BI_URL="postgresql+psycopg2://$login:$password@$address" $venv/bin/python docs/bi/exemplo_superset.py
