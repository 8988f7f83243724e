#!/bin/sh
# Writes new secrets for compose.yaml into .env beside it, which Compose reads. Existing ones are kept.
set -eu
cd "$(dirname "$0")"
umask 077
if [ -e .env ]; then
  echo "deploy/.env exists and is kept." >&2
  exit 0
fi
hex() { openssl rand -hex "$1"; }
cat > .env <<SECRETS
AKOOL_API_KEY=$(hex 16)
AKOOL_CLIENT_ID=$(hex 12)
AKOOL_GATEWAY_MASTER_SECRET=$(hex 32)
AKOOL_GATEWAY_ISSUER_SECRET=$(hex 32)
POSTGRES_PASSWORD=$(hex 16)
MINIO_ROOT_USER=$(hex 8)
MINIO_ROOT_PASSWORD=$(hex 16)
SECRETS
