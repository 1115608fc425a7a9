start_versity() { have versitygw || { say "  versity: no $BIN/versitygw (run lab install)"; return; }; mkdir -p "$RUN/versity"/{data,iam}; chown -R www-data "$RUN/versity"
  ROOT_ACCESS_KEY=labroot ROOT_SECRET_KEY=labrootsecret HOME="$RUN/versity" spawn versity $(asweb) "$BIN/versitygw" --port ${H}1:19080 --iam-dir "$RUN/versity/iam" posix "$RUN/versity/data"
  waitport versity ${H}1 19080; python3 "$LAB/tools/s3setup.py" versity || say "  versity setup failed"; }
