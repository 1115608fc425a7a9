#!/usr/bin/env bash
# Installs and starts the lab, runs every case through the real binary in four
# arms (standard, passive only, documented answers, robustness), stops
# everything, and writes docs/lab-score.md. Debian 12, root, about 30 minutes.
# Exit code 1 when a bar does not hold. LAB_INSTALLED=1 skips the install. LAB_UP=1 uses a lab that is up already (of
# LAB_RUN) and leaves it up. BIN is the binary, JOBS how many cases at a time,
# RAW_DIR where every answer is kept.
set -u
top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
lab=$top/lab
bin=${BIN:-$top/uptimesignal}
out=$(mktemp -d)
trap '[ "${LAB_UP:-0}" = 1 ] || "$lab/lab" down >/dev/null 2>&1; rm -rf "$out"' EXIT
[ -x "$bin" ] || { echo "lab-score: build first (make build)"; exit 2; }
export LAB_RUN=${LAB_RUN:-/var/tmp/uptimesignal-lab-run}
if [ "${LAB_UP:-0}" != 1 ]; then
  [ "${LAB_INSTALLED:-0}" = 1 ] || "$lab/lab" install >"$out/install.log" 2>&1 || { tail -5 "$out/install.log"; exit 2; }
  "$lab/lab" up >"$out/up.log" 2>&1 || { tail -5 "$out/up.log"; exit 2; }
fi
bad=0
jobs=${JOBS:-2}
arm() { # name, script and flags
  "$lab/$2" --bin "$bin" --jobs "$jobs" --out "$out/$1.md" --raw "$out/$1.json" "${@:3}" >"$out/$1.line" || bad=1
  cat "$out/$1.line"
}
# robust.py sends only cases that keep no state, so it can go beside the others; it sends each six times and mostly waits,
# so it gets twice the jobs
(jobs=$((2 * jobs)); arm robust robust.py >/dev/null; exit $bad) &
robust=$!
arm standard score.py
held=$bad; arm passive score.py --passive; bad=$held # shown, not held to the bars
arm replayed score.py --replayed
wait $robust || bad=1
cat "$out/robust.line"
{
  echo "# The lab's score"
  echo
  echo "Written by \`make lab-score\` on $(date -u '+%F %H:%M UTC') with $("$bin" version | head -1): every case of \`lab/\` (real servers) and of"
  echo "\`lab/replay/\` (documented answers) sent through \`uptimesignal check\`. Passive only shows what fingerprints alone reach; its bars are"
  echo "those of the standard arm. How harm and robustness are measured stands in \`lab/harm.py\` and \`lab/robust.py\`."
  echo
  echo '```'
  for arm in standard passive replayed robust; do printf '%-9s ' "$arm"; tail -1 "$out/$arm.line"; done
  echo '```'
  for arm in standard passive replayed robust; do echo; cat "$out/$arm.md"; done
} | cat -s | sed -e '${/^$/d}' >"$top/docs/lab-score.md"
[ -z "${RAW_DIR:-}" ] || { mkdir -p "$RAW_DIR"; cp "$out"/*.json "$RAW_DIR"/; }
exit $bad
