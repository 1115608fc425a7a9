#!/bin/bash
# UptimeSignal with SQLite, every result stored. CONFIRM=2 re-checks a first failure (the product's default); 1 is what the peers do here.
# EXPERIMENTS=1 lets diagnoses send requests of their own.
set -e
case "$1" in
prepare)
  python3 - <<'P'
import os, json
D = os.environ; d = D['DIR']; I = int(D['INTERVAL_MS']); T = min(int(D['TIMEOUT_MS']), I)
off = D.get('EXPERIMENTS') != '1'
doc = {"listen": "127.0.0.1:28331", "data": d + "/data", "log_level": "error",
       "channels": [{"name": "hook", "kind": "webhook", "default": True, "settings": {"url": D['HOOK']}}], "monitors": []}
for line in open(d + '/targets.tsv'):
    n, u = line.split()
    doc["monitors"].append({"name": n, "interval": "%dms" % I, "timeout": "%dms" % T, "spec": {"url": u},
        "policy": {"confirm": int(D.get('CONFIRM', '1')), "recover": 1}, "experiments": {"off": off}})
json.dump(doc, open(d + '/uptimesignal.yaml', 'w'))   # JSON is YAML
P
  ;;
start) exec "${UPTIMESIGNAL:-$H/../uptimesignal}" serve --config "$DIR/uptimesignal.yaml" ;;
dash)
  jar=$DIR/cookies; base=http://127.0.0.1:28331
  if [ ! -e "$jar" ]; then
    token=$(grep -o 'setup?token=[^ ]*' "$DIR/peer.log" | tail -1 | cut -d= -f2)
    curl -gs -c "$jar" -o /dev/null -d "token=$token" -d email=bench@example.com -d 'password=correct horse battery' "$base/setup"
  fi
  curl -gs -b "$jar" --compressed -o /dev/null -w "monitors\t%{time_total}\t%{size_download}\n" "$base/monitors" ;;
esac
