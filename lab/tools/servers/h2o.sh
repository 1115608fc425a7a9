start_h2o() { mkdir -p "$RUN/h2o"; running garbage || spawn garbage python3 "$LAB/tools/garbage.py" ${H}1 19202; waitport garbage ${H}1 19202
  h2o_with h2o h2o 19201; h2o_with h2ovhost vhost 19211; h2o_with h2omaint maint 19221; }
h2o_with() { render "$LAB/conf/h2o/$2.conf" "$RUN/h2o/$2.conf"; spawn "$1" h2o -c "$RUN/h2o/$2.conf"; waitport "$1" ${H}1 "$3"; }
