#!/usr/bin/env bash
# Installs the Debian packages that a task needs. This is the only list of them: make, CI and the Dockerfile use it.
#   packages.sh GROUP…        groups: toolchain build database run test python lint runtime bench
set -euo pipefail

group() {
    case "$1" in
    # What Swift's compiler and package manager themselves link to and call.
    toolchain) echo "binutils ca-certificates git libc6-dev libcurl4 libgcc-12-dev libncurses6 libsqlite3-0 libstdc++-12-dev libxml2 tzdata zlib1g-dev" ;;
    build) echo "$(group toolchain) libcurl4-openssl-dev libpq-dev libqrencode-dev libxxhash-dev make pkgconf" ;;
    database) echo "postgresql-15" ;;
    run) echo "$(group build) $(group database)" ;;
    # perl brings `prove`, which runs the pgTAP files; openssl makes certificates for servers of tests.
    test) echo "$(group run) openssl perl postgresql-15-pgtap" ;;
    python) echo "python3-venv" ;;
    lint) echo "shellcheck" ;;
    # A browser and the program that drives it.
    web) echo "chromium chromium-driver" ;;
    runtime) echo "ca-certificates libcurl4 libpq5 libqrencode4 libxxhash0 zlib1g" ;;
    bench) echo "$(group run) nginx-light wrk" ;;
    *) echo "packages.sh: grupo desconhecido: $1" >&2; exit 2 ;;
    esac
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

wanted=""
for name in "$@"; do
    wanted+=" $(group "$name")"
done

if ! command -v dpkg-query >/dev/null; then
    echo "Este sistema não usa pacotes Debian. Instale o equivalente a:$wanted" >&2
    exit 1
fi

missing=()
for package in $wanted; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing+=("$package")
    fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Instalando pacotes do sistema: ${missing[*]}"
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    echo "É preciso ser root (não há sudo). Execute: apt-get install ${missing[*]}" >&2
    exit 1
fi

# Debian would create and start a system-wide cluster on port 5432, which Flowt does not use.
if [[ " ${missing[*]} " == *" postgresql-15 "* ]] && [ ! -e /etc/postgresql-common ]; then
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.d/flowt.conf >/dev/null
fi

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
