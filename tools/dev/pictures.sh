#!/usr/bin/env bash
# Records checks of the lab for the pictures of the README, and draws them.
# The lab must be up (lab/lab up) and the binary built (make build); the
# window is 92 columns wide. BIN is another binary.
set -eu
cd "$(dirname "$(readlink -f "$0")")/../.."
bin=$(readlink -f "${BIN:-uptimesignal}")
to=cmd/uptimesignal/testdata/pictures
mkdir -p "$to"
record() { # name, the command as it is shown, what the lab needs besides
  local name=$1 shown=$2 file; shift 2
  file=$(mktemp)
  TERM=xterm-256color script -qec "stty cols 92; $bin check $* 2>/dev/null" "$file" >/dev/null </dev/null || true
  {
    printf '\033[2m$\033[0m \033[1muptimesignal check %s\033[0m\n' "$shown"
    sed -e '/^Script started/d' -e '/^Script done/d' -e 's/\r//g' "$file"
  } >"$to/$name.ansi"
  rm -f "$file"
}
lab="--allow-private --http1.1 --connect-to" # not shown: the name is served by the lab
record check-403 "-A lab-monitor/1.0 http://shop.lab.test/ok.txt" -A lab-monitor/1.0 "$lab" 127.0.40.1:18084 http://shop.lab.test/ok.txt
record check-group "http://files.lab.test/private/secret.txt" "$lab" 127.0.40.1:18080 http://files.lab.test/private/secret.txt
go test ./cmd/uptimesignal -run 'GoldenPictures' -update -count=1
