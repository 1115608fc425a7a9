# before the FastAPI application: 19209 shows a page to sign in, 19219 goes straight to the provider
start_oauth2proxy() { have oauth2-proxy || { say "  oauth2proxy: no $BIN/oauth2-proxy (run lab install)"; return; }
  oauth2_with oauth2proxy 19209 --htpasswd-file="$RUN/auth/htpasswd-bcrypt" --allowed-group=ops --htpasswd-user-group=ops
  oauth2_with oauth2proxyidp 19219 --skip-provider-button=true; }
oauth2_with() { local n=$1 p=$2; shift 2
  spawn "$n" $(asweb) "$BIN/oauth2-proxy" --http-address=${H}1:"$p" --redirect-url=http://${H}1:"$p"/oauth2/callback --provider=oidc --skip-oidc-discovery \
    --oidc-issuer-url=https://login.lab.test --login-url=https://login.lab.test/auth --redeem-url=https://login.lab.test/token --oidc-public-key-file="$RUN/tls/token.pub" \
    --oidc-groups-claim=groups --client-id=lab --client-secret=lab --cookie-secret=0123456789abcdef0123456789abcdef --cookie-secure=false --email-domain='*' \
    --upstream=http://${H}1:19206/ --upstream-timeout=1500ms --skip-jwt-bearer-tokens --skip-auth-route='^/slow' --api-route='^/api/' "$@"; waitport "$n" ${H}1 "$p"; }
