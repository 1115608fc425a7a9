start_lighttpd() { have lighttpd || [ -x /usr/sbin/lighttpd ] || { say "  lighttpd: not installed (run lab install)"; return; }
  render "$LAB/conf/lighttpd/lighttpd.conf" "$RUN/lighttpd/lighttpd.conf"
  spawn lighttpd lighttpd -D -f "$RUN/lighttpd/lighttpd.conf"; waitport lighttpd ${H}1 18280; }
