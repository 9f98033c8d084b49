#!/bin/sh
# Asks a running service (highfence serve) for a verdict with curl.
# usage: screen.sh [TRANSACTION.json]
set -eu
url=${HIGHFENCE_URL:-http://127.0.0.1:8080}
file=${1:-"$(dirname "$0")/../hikvision-thermal-cameras.json"}
# The key is made of the request: the same again has the same answer, another one is new.
key=$(cksum <"$file" | tr ' ' '-')
# 200 is a finished screening; every other status is an error and says that nothing was screened.
curl --fail-with-body --silent --show-error \
  --header "Content-Type: application/json" \
  ${HIGHFENCE_KEY:+--header "Authorization: Bearer $HIGHFENCE_KEY"} \
  --header "Idempotency-Key: $key-$(date +%Y%m%d)" \
  --data-binary "@$file" "$url/v1/screen"
