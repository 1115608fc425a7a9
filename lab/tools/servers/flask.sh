# the same application twice; the second instance (LAB_NODE=2) is the back end that Varnish finds refusing
start_flask() { gunicorn_flask flask 1 19480; gunicorn_flask flasktwo 2 19481; }
gunicorn_flask() { mkdir -p "$RUN/flask"; chown www-data "$RUN/flask"
  LAB_NODE=$2 PYTHONDONTWRITEBYTECODE=1 PATH=/usr/bin:/bin spawn "$1" $(asweb) /usr/bin/gunicorn --chdir "$LAB/apps/flask" -k gthread --threads 8 -b ${H}1:"$3" --worker-tmp-dir "$RUN/flask" --timeout 20 app:app; waitport "$1" ${H}1 "$3"; }
