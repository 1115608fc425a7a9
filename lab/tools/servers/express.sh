start_express() { [ -d "$BIN/express/node_modules/express" ] || { say "  express: no $BIN/express (run lab install)"; return; }
  NODE_ENV=production NODE_PATH="$BIN/express/node_modules" spawn express $(asweb) node "$LAB/apps/express/app.js" ${H}1 19580; waitport express ${H}1 19580; }
