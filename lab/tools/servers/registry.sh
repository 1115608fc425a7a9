# two registries over one store: one asks for a name and password, the other for a token
start_registry() { local n; mkdir -p "$RUN/registry"; chown www-data "$RUN/registry"
  for n in basic token; do render "$LAB/conf/registry/$n.yml" "$RUN/registry/$n.yml"; done
  spawn registry $(asweb) docker-registry serve "$RUN/registry/basic.yml"; waitport registry ${H}1 19180
  spawn registrytoken $(asweb) docker-registry serve "$RUN/registry/token.yml"; waitport registrytoken ${H}1 19181; }
