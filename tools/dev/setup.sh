#!/usr/bin/env bash
# Installs what the tests need besides Go, where it is missing: PostgreSQL's
# programs (the tests start a cluster of their own), Chromium, and the web
# servers and tools that inspect is held against.
set -eu
want=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || want="$want postgresql"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || want="$want chromium fonts-dejavu-core"
[ -x /usr/sbin/nginx ] || command -v nginx >/dev/null 2>&1 || want="$want nginx"
[ -x /usr/sbin/apache2 ] || command -v apache2 >/dev/null 2>&1 || want="$want apache2"
[ -x /usr/sbin/lighttpd ] || command -v lighttpd >/dev/null 2>&1 || want="$want lighttpd"
command -v caddy >/dev/null 2>&1 || want="$want caddy"
command -v setfacl >/dev/null 2>&1 || want="$want acl"
[ -n "$want" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: missing:$want; install them with your package manager. Without them the tests that need them are skipped."
  exit 0
fi
sudo=""
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "setup: missing:$want; run as root: apt-get install$want"; exit 0; }
  sudo="sudo"
fi
# The packages must not start daemons of their own.
made=0
if [ ! -e /usr/sbin/policy-rc.d ]; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee /usr/sbin/policy-rc.d >/dev/null
  $sudo chmod 755 /usr/sbin/policy-rc.d
  made=1
fi
trap '[ $made = 0 ] || $sudo rm -f /usr/sbin/policy-rc.d' EXIT
$sudo apt-get update -q
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=600 $want
