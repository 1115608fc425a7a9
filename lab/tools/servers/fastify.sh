# the Node.js of its own is newer than Debian's
start_fastify() { local n; n=$(ls -d "$BIN"/fastify/node_modules/node-linux-*/bin/node 2>/dev/null); [ -n "$n" ] || { say "  fastify: no $BIN/fastify (run lab install)"; return; }
  NODE_ENV=production NODE_PATH="$BIN/fastify/node_modules" spawn fastify $(asweb) "$n" "$LAB/apps/fastify/app.js" ${H}1 19205 "$RUN/www/hsite"; waitport fastify ${H}1 19215; }
