start_squid() { render "$LAB/conf/squid/squid.conf" "$RUN/squid/squid.conf"; chown -R proxy "$RUN/squid"; spawn squid squid -N -f "$RUN/squid/squid.conf"; waitport squid ${H}1 18580 30; }
