start_varnish() { render "$LAB/conf/varnish/lab.vcl" "$RUN/varnish/lab.vcl"; mkdir -p "$RUN/varnish/work"
  spawn varnish varnishd -F -n "$RUN/varnish/work" -a ${H}1:18480 -f "$RUN/varnish/lab.vcl" -s malloc,32m; waitport varnish ${H}1 18480
  prime_varnish; }
# a request with the field X-Lab-Prime goes past what is cached, and the application refuses it: the cache keeps that refusal
prime_varnish() { curl -s -o /dev/null -H 'X-Lab-Prime: 1' "http://${H}1:18480/v/flip/x"; }
