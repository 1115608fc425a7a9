start_nginx() { render "$LAB/conf/nginx/nginx.conf" "$RUN/nginx/nginx.conf"; mkdir -p "$RUN/nginx/cache"; chown -R www-data "$RUN/nginx/cache"
  spawn nginx nginx -p "$RUN/nginx" -e "$RUN/nginx/error.log" -c "$RUN/nginx/nginx.conf" -g 'daemon off;'; waitport nginx ${H}1 18080
  prime_nginx; }
# keep a 403 in the edge cache, then repair the origin; whatever the edge has kept of it goes first
prime_nginx() { grep -rlaZ '^KEY: .*/page\.txt$' "$RUN/nginx/cache" 2>/dev/null | xargs -0r rm -f
  chmod 000 "$RUN/www/flip/page.txt"; curl -s -o /dev/null "http://${H}1:18090/page.txt"; chmod 644 "$RUN/www/flip/page.txt"; }
start_nginxskew() { render "$LAB/conf/nginx/skew.conf" "$RUN/nginxskew/nginx.conf"; mkdir -p "$RUN/nginxskew"
  spawn nginxskew faketime -f '+3h' nginx -p "$RUN/nginxskew" -e "$RUN/nginxskew/error.log" -c "$RUN/nginxskew/nginx.conf" -g 'daemon off;'; waitport nginxskew ${H}1 18099; }
