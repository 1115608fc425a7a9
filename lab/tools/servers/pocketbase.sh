start_pocketbase() { have pocketbase || { say "  pocketbase: no $BIN/pocketbase (run lab install)"; return; }; mkdir -p "$RUN/pocketbase"; chown -R www-data "$RUN/pocketbase"
  $(asweb) "$BIN/pocketbase" superuser upsert root@lab.test wonderland --dir "$RUN/pocketbase" >"$RUN/log/pocketbase-setup.out" 2>&1 || say "  pocketbase setup failed"
  HOME="$RUN/pocketbase" spawn pocketbase $(asweb) "$BIN/pocketbase" serve --http ${H}1:19280 --dir "$RUN/pocketbase"; waitport pocketbase ${H}1 19280; }
