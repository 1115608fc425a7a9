#!/usr/bin/env bash
# Fetches the vendored assets anew from npm and compares them with what is kept
# and with the checksums. Needs npm; changes nothing.
set -eu
top=$(cd "$(dirname "$(readlink -f "$0")")/../.." && pwd)
kept=$top/internal/web/static/vendor
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
(cd "$kept" && sha256sum --check --quiet SHA256SUMS)
(cd "$tmp" && npm pack --silent uplot@1.6.32 >/dev/null && tar xzf uplot-*.tgz)
bad=0
while read -r _ name; do
  name=${name#\*}
  fresh=$(find "$tmp/package" -name "$(basename "$name" | sed 's/^uplot-LICENSE$/LICENSE/; s/^LICENSE.*/LICENSE/')" | head -1)
  if [ -z "$fresh" ] || ! cmp -s "$fresh" "$kept/$name"; then echo "vendor-assets: $name is not as published"; bad=1; fi
done <"$kept/SHA256SUMS"
[ $bad = 0 ] && echo "vendor-assets: as published on npm"
exit $bad
