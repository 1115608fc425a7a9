start_mariadb() { mkdir -p "$RUN/mariadb"; chown -R mysql "$RUN/mariadb"
  [ -d "$RUN/mariadb/data/mysql" ] || mariadb-install-db --no-defaults --user=mysql --datadir="$RUN/mariadb/data" --skip-test-db >"$RUN/log/mariadb-install.out" 2>&1
  spawn mariadb mariadbd --no-defaults --user=mysql --datadir="$RUN/mariadb/data" --socket="$RUN/mariadb/sock" --pid-file="$RUN/mariadb/pid" --skip-networking --performance-schema=off --innodb-buffer-pool-size=32M
  local i=0; until mariadb --no-defaults -S "$RUN/mariadb/sock" -uroot -e 'select 1' >/dev/null 2>&1; do i=$((i+1)); [ $i -gt 100 ] && { say "  mariadb: no answer"; return 1; }; sleep 0.2; done
  chmod 755 "$RUN/mariadb"; }
