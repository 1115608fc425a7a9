start_apache() { for pl in 1 2; do sed -e "s#@PL@#$pl#" "$LAB/conf/apache/modsec.conf" >"$RUN/apache/x"; render "$RUN/apache/x" "$RUN/apache/modsec-pl$pl.conf"; done
  render "$LAB/conf/apache/apache2.conf" "$RUN/apache/apache2.conf"; chown www-data "$RUN/apache"
  spawn apache apache2 -f "$RUN/apache/apache2.conf" -DFOREGROUND; waitport apache ${H}1 18180; }
start_evasive() { render "$LAB/conf/apache/evasive.conf" "$RUN/apache-evasive/apache2.conf"; chown www-data "$RUN/apache-evasive"
  spawn evasive apache2 -f "$RUN/apache-evasive/apache2.conf" -DFOREGROUND; waitport evasive ${H}1 18183; }
