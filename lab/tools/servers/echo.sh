start_echo() { have echolab || { say "  echo: no $BIN/echolab (run lab install)"; return; }
  spawn echo $(asweb) "$BIN/echolab" ${H}1:19207 "$RUN/www/hsite"; waitport echo ${H}1 19207; }
