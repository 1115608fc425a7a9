start_php() { render "$LAB/conf/php/php-fpm.conf" "$RUN/php/php-fpm.conf"; spawn php php-fpm8.2 -F -n -y "$RUN/php/php-fpm.conf" -c "$LAB/conf/php/php.ini"; waitport php ${H}1 18589
  php8.2 -n -c "$LAB/conf/php/php.ini" "$LAB/tools/wpinstall.php" "$RUN" ${H}1 >"$RUN/log/wpinstall.out" 2>&1 || { say "  wordpress install failed; see $RUN/log/wpinstall.out"; tail -3 "$RUN/log/wpinstall.out"; }; }
