# The node and its epmd listen on 127.0.0.1. A node that finds no epmd starts one as a daemon, which would stay behind; so this one
# finds one, on a port of its own, that ends with it
start_rabbitmq() { local b=$RUN/rabbitmq; rm -rf "$b"; mkdir -p "$b"/{mnesia,log}
  render "$LAB/conf/rabbitmq/rabbitmq.conf" "$b/rabbitmq.conf"; python3 "$LAB/tools/rabbitusers.py" >"$b/definitions.json"
  echo '[rabbitmq_management].' >"$b/plugins"; printf labcookielabcookie >"$b/.erlang.cookie"; chown -R rabbitmq:rabbitmq "$b"; chmod 400 "$b/.erlang.cookie"
  HOME=$b ERL_EPMD_PORT=19242 ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=lab@localhost RABBITMQ_DIST_PORT=19243 RABBITMQ_MNESIA_BASE=$b/mnesia RABBITMQ_LOG_BASE=$b/log RABBITMQ_ENABLED_PLUGINS_FILE=$b/plugins \
    RABBITMQ_CONFIG_FILE=$b/rabbitmq.conf RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}' \
    spawn rabbitmq setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups -- bash -c '
      epmd & e=$!; until (exec 3<>/dev/tcp/127.0.0.1/$ERL_EPMD_PORT) 2>/dev/null; do sleep 0.1; done
      /usr/lib/rabbitmq/bin/rabbitmq-server & s=$!; trap "kill $s" TERM; wait $s; wait $s; kill $e; wait'
  waitport rabbitmq ${H}1 19231 60; }
