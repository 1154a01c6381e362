#!/usr/bin/env bash
# Every check of form in one go: it reports all of them before it fails.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
failed=0

mapfile -t shell_scripts < <(git ls-files -co --exclude-standard | while read -r file; do
    [ -f "$file" ] && head -n 1 "$file" 2>/dev/null | grep -aqE '^#!.*\b(ba)?sh$' && echo "$file"
done)
shellcheck "${shell_scripts[@]}" || failed=1

.flowt/venv/bin/ruff check --quiet . || failed=1
.flowt/venv/bin/ruff format --quiet --check . || failed=1

if [ -f Package.swift ]; then
    swift format lint --strict --recursive --parallel Package.swift Sources Tests || failed=1
fi

[ $failed -eq 0 ] && echo "Tudo certo."
exit $failed
