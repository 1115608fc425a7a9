start_trafficserver() { local b=$RUN/trafficserver f
  rm -rf "$b"; mkdir -p "$b"/{etc,cache,run,log}; cp -r /etc/trafficserver/. "$b/etc/"
  for f in remap.config storage.config records.config; do render "$LAB/conf/trafficserver/$f" "$b/etc/$f"; done
  render "$LAB/conf/trafficserver/runroot.yaml" "$b/runroot.yaml"; chown -R trafficserver:trafficserver "$b"
  spawn trafficserver traffic_server --run-root="$b"; waitport trafficserver ${H}1 18880; }
