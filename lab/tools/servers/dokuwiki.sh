start_dokuwiki() { local d=$RUN/dokuwiki w=$RUN/dokuwiki/wiki f u p g
  rm -rf "$d"; mkdir -p "$d" "$d/sessions"; cp -rL /usr/share/dokuwiki "$w"; cp -rL /var/lib/dokuwiki/data "$d/data"; rm -rf "$w/conf" "$w/install.php"; mkdir -p "$w"/{conf,upload}
  for f in acronyms.conf dokuwiki.php entities.conf interwiki.conf license.php manifest.json mediameta.php mime.conf plugins.php plugins.required.php scheme.conf smileys.conf wordblock.conf; do cp -L "/etc/dokuwiki/$f" "$w/conf/"; done
  render "$LAB/conf/dokuwiki/local.php" "$w/conf/local.php"; cp "$LAB/conf/dokuwiki/acl.auth.php" "$w/conf/"; : >"$w/conf/plugins.local.php"
  printf "<?php define('DOKU_CONF', '%s/conf/');\n" "$w" >"$w/inc/preload.php"
  for u in alice:wonderland:user,staff bob:builder:user; do IFS=: read -r u p g <<<"$u"; echo "$u:$(openssl passwd -1 "$p"):$u:$u@lab.test:$g"; done >"$w/conf/users.auth.php"
  mkdir -p "$d"/data/{pages/staff,media/staff,index,cache,locks,tmp,meta,attic,media_attic,media_meta,log}
  echo '====== Home ======' >"$d/data/pages/start.txt"; echo '====== Staff ======' >"$d/data/pages/staff/start.txt"; echo plan >"$d/data/media/staff/plan.txt"
  echo '<?php echo 1;' >"$w/upload/run.phtml"; echo '<?php throw new Exception("boom");' >"$w/broken.php"; chown -R www-data:www-data "$d"
  for f in fpm h2o; do render "$LAB/conf/dokuwiki/$f.conf" "$d/$f.conf"; done
  spawn dokuwikifpm php-fpm8.2 -F -y "$d/fpm.conf"; spawn dokuwiki h2o -c "$d/h2o.conf"; waitport dokuwiki ${H}1 19208
  PYTHONDONTWRITEBYTECODE=1 python3 "$LAB/tools/wikilogin.py" http://${H}1:19208 "$d/vars.json" || say "  dokuwiki: could not sign in"; }
