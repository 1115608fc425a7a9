start_lighttpd() { render "$LAB/conf/lighttpd/lighttpd.conf" "$RUN/lighttpd/lighttpd.conf"
  spawn lighttpd lighttpd -D -f "$RUN/lighttpd/lighttpd.conf"; waitport lighttpd ${H}1 18280; }
