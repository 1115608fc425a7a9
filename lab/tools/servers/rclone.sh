start_rclone() { have rclone || { say "  rclone: no $BIN/rclone (run lab install)"; return; }; mkdir -p "$RUN/rclone/private"; echo payload >"$RUN/rclone/private/file.txt"; chown -R www-data "$RUN/rclone"
  HOME="$RUN/rclone" spawn rclone $(asweb) "$BIN/rclone" --config /dev/null serve s3 --addr ${H}1:19210 --auth-key labroot,labrootsecret "$RUN/rclone"; waitport rclone ${H}1 19210; }
