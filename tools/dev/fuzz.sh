#!/usr/bin/env bash
# Runs each fuzz target for FUZZTIME.
set -eu
cd "$(dirname "$(readlink -f "$0")")/../.."
for dir in $(grep -rl --include='*_test.go' '^func Fuzz' cmd internal client | xargs -n1 dirname | sort -u); do
  for f in $(grep -h '^func Fuzz' "$dir"/*_test.go | sed 's/func \(Fuzz[A-Za-z0-9_]*\).*/\1/'); do
    go test "./$dir" -run '^$' -fuzz "^$f\$" -fuzztime "${FUZZTIME:-30s}"
  done
done
