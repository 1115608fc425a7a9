#!/usr/bin/env bash
# Installs and starts the lab, runs every case through the real binary in three
# arms (standard, passive only, documented answers), stops everything, and
# writes docs/lab-score.md. Debian 12, root. LAB_INSTALLED=1 skips the install.
set -u
top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
lab=$top/lab
bin=$top/uptimesignal
out=$(mktemp -d)
trap '"$lab/lab" down >/dev/null 2>&1; rm -rf "$out"' EXIT
[ -x "$bin" ] || { echo "lab-score: build first (make build)"; exit 2; }
[ "${LAB_INSTALLED:-0}" = 1 ] || "$lab/lab" install >"$out/install.log" 2>&1 || { tail -5 "$out/install.log"; exit 2; }
export LAB_RUN=${LAB_RUN:-/var/tmp/uptimesignal-lab-run}
"$lab/lab" up >"$out/up.log" 2>&1 || { tail -5 "$out/up.log"; exit 2; }
bad=0
score() { # name, flags
  python3 "$lab/score.py" --bin "$bin" --jobs "${JOBS:-2}" --out "$out/$1.md" --raw "$out/$1.json" "${@:2}" | tee "$out/$1.line" || bad=1
}
score standard
score passive --passive
score replayed --replayed
{
  echo "# The lab's score"
  echo
  echo "Written by \`make lab-score\` on $(date -u +%F) with $("$bin" version | head -1): every case of \`lab/\` (real servers) and of \`lab/replay/\`"
  echo "(documented answers) sent through \`uptimesignal check\`. Passive only shows what fingerprints alone reach; its bars are those of the standard arm."
  for arm in standard passive replayed; do echo; cat "$out/$arm.md"; done
} >"$top/docs/lab-score.md"
[ -z "${RAW_DIR:-}" ] || { mkdir -p "$RAW_DIR"; cp "$out"/*.json "$RAW_DIR"/; }
exit $bad
