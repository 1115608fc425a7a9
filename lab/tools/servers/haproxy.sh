start_haproxy() { render "$LAB/conf/haproxy/haproxy.cfg" "$RUN/haproxy/haproxy.cfg"; spawn haproxy haproxy -db -f "$RUN/haproxy/haproxy.cfg"; waitport haproxy ${H}1 18380; }
