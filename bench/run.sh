#!/usr/bin/env bash
# The whole comparison on this machine: limits first, then each scenario with
# the peers interleaved. Takes about 20 minutes; QUICK=1 about 6. Root, Debian.
set -eu
cd "$(dirname "$(readlink -f "$0")")"
./setup.sh
export UPTIMESIGNAL=${UPTIMESIGNAL:-$(cd .. && pwd)/uptimesignal}
export PERF_ROOT=${PERF_ROOT:-/var/tmp/bench}
rm -f "$PERF_ROOT"/out/*.jsonl
peers=${PEERS:-uptimesignal,blackbox}
if [ "${QUICK:-0}" = 1 ]; then rounds=1; secs=6; ns=1000,10000; else rounds=3; secs=9; ns=100,1000,10000; fi
./limits.sh "$rounds"
./bench.py capacity --peers "$peers" --interval 3000 --secs "$secs" --rounds "$rounds" --starts "${STARTS:-uptimesignal=12000,blackbox=1500}"
./bench.py scale --peers "$peers" --interval 10000 --secs 20 --ns "$ns"
./bench.py detect --peers "$peers" --n 1000 --interval 10000 --flip 100 --rounds "$rounds" --hang-pct 10
./bench.py crash --peers "$peers" --n 1000 --interval 10000 --flip 200 --fail 30 --rounds "$rounds" --restore-after 12
./bench.py dash --peers uptimesignal --n 1000 --interval 10000 --history 60 --rounds 5
./report.py | tee "$PERF_ROOT/out/report.md"
