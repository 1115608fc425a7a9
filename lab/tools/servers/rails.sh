# the same application twice; the second instance knows only its own host name
start_rails() { local r=$RUN/rails p
  mkdir -p "$r"/{log,storage,tmp,config,public,db}; p=$(ruby -e 'puts Gem::Specification.find_by_name("railties").gem_dir')
  cp "$p"/lib/rails/generators/rails/app/templates/public/{404,422,500}.html "$r/public/"
  printf 'production:\n  adapter: sqlite3\n  database: %s/db/lab.sqlite3\n' "$r" >"$r/config/database.yml"; chown -R www-data "$r"
  LAB_RAILS=$r HOME=$r spawn rails $(asweb) puma -b tcp://${H}1:19203 -e production "$LAB/apps/rails/config.ru"
  LAB_RAILS=$r HOME=$r LAB_MODE=hosts spawn railshosts $(asweb) puma -b tcp://${H}1:19213 -e production "$LAB/apps/rails/config.ru"
  LAB_RAILS=$r HOME=$r LAB_VARS=$r/vars.json $(asweb) ruby -rrack -e 'Rack::Builder.parse_file(ARGV[0])' "$LAB/apps/rails/config.ru" >"$RUN/log/rails-vars.out" 2>&1 || say "  rails: no signed URLs"
  waitport rails ${H}1 19203 40; waitport railshosts ${H}1 19213 40; }
