start_caddy() { have caddy || { say "  caddy: no $BIN/caddy (run lab install)"; return; }; render "$LAB/conf/caddy/Caddyfile" "$RUN/caddy/Caddyfile"; chown -R www-data "$RUN/caddy"
  XDG_DATA_HOME="$RUN/caddy" XDG_CONFIG_HOME="$RUN/caddy" HOME="$RUN/caddy" spawn caddy $(asweb) "$BIN/caddy" run --adapter caddyfile --config "$RUN/caddy/Caddyfile"; waitport caddy ${H}1 18780; }
