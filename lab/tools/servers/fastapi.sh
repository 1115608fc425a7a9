# the same application three times: as it is, serving known names only, and on a node whose clock is three hours ahead
start_fastapi() { uvicorn_on fastapi 19206; LAB_MODE=hosts uvicorn_on fastapihosts 19226; FAKETIME_DONT_FAKE_MONOTONIC=1 uvicorn_on fastapiskew 19246 faketime -f +3h; }
uvicorn_on() { local n=$1 p=$2; shift 2
  PYTHONDONTWRITEBYTECODE=1 PATH=/usr/bin:/bin spawn "$n" $(asweb) "$@" /usr/bin/python3 -m uvicorn --app-dir "$LAB/apps/fastapi" --host ${H}1 --port "$p" --log-level error app:app; waitport "$n" ${H}1 "$p"; }
