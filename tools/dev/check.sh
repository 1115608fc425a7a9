#!/usr/bin/env bash
# The gates besides the tests. Prints what is wrong and fails; silent when all is well.
set -u
cd "$(dirname "$(readlink -f "$0")")/../.."
bad=0
gate() { echo "check: $1"; }
err=$(mktemp)
trap 'rm -f "$err"' EXIT
# silent runs a command that prints on standard output what is to be done, and
# nothing when there is nothing; what it downloads is told on standard error.
silent() {
  local out
  if ! out=$("$@" 2>"$err") || [ -n "$out" ]; then
    echo "$out"
    cat "$err"
    bad=1
  fi
}

gate gofmt
silent gofmt -l $(git ls-files '*.go')

gate "go vet"
go vet ./... || bad=1

gate staticcheck
go tool -modfile=tools/go.mod staticcheck ./... || bad=1

gate "go fix -diff"
silent go fix -diff ./...

gate "go mod tidy -diff"
silent go mod tidy -diff

gate govulncheck
if out=$(go tool -modfile=tools/go.mod govulncheck ./... 2>&1); then
  :
elif echo "$out" | grep -qiE 'dial tcp|no such host|connection refused|i/o timeout|fetching vulnerabilities|lookup '; then
  echo "check: govulncheck skipped: its database cannot be reached from here"
else
  echo "$out"; bad=1
fi
[ $bad = 0 ] && echo "check: all is well"
exit $bad
