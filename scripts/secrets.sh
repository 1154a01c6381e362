#!/usr/bin/env bash
# Creates the passwords that docker-compose.yml hands to its services as files; existing ones stay.
set -euo pipefail
directory=$(dirname "$0")/../docker/secrets

# The folder is closed to others on this machine; the files are readable because the services, which get each file by
# itself, run under user ids of their own.
mkdir -p "$directory"
chmod 0700 "$directory"
for name in postgres flowt_api flowt_courier; do
    file=$directory/$name
    [ -s "$file" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file"
    chmod 0644 "$file"
done
# Those that others give us: of the mail server, and a file for each provider of SMS or WhatsApp. Empty until somebody fills them.
[ -e "$directory/smtp" ] || : >"$directory/smtp"
mkdir -p "$directory/provedores"
chmod 0644 "$directory/smtp"
chmod 0755 "$directory/provedores"
echo "Senhas em docker/secrets. A do servidor de e-mail, se houver, vai em docker/secrets/smtp."
