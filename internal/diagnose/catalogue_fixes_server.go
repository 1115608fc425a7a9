package diagnose

// serverFixes are for products that people run themselves: servers, proxies, gateways.
var serverFixes = []productFix{
	{"auth/backend-misconfigured", Fix{Title: "Let Envoy reach the verifier", For: "Envoy", Steps: []string{
		"\"Jwks remote fetch is failed\": the cluster of remote_jwks must resolve and answer; for ext_authz look at the stat ext_authz.error, and at failure_mode_allow.",
		"In Istio the control plane fetches jwksUri: it must reach it. Prove it: `curl -i URL`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "Envoy", Steps: []string{
		"\"Jwt is expired\": the exp claim is past by more than clock_skew_seconds (60).",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Match issuer, audiences and keys", For: "Envoy", Steps: []string{
		"\"Jwt issuer is not configured\", \"Audiences in Jwt are not allowed\" and \"Jwt verification fails\" name the claim: compare the token with jwt_authn, or with RequestAuthentication in Istio.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token, or take the path out", For: "Envoy", Steps: []string{
		"\"Jwt is missing\": send it as Bearer, or except the health path from the rule (in Istio from AuthorizationPolicy with requestPrincipals).",
		"Prove it: `curl -i URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Read the policy's decision", For: "Envoy", Steps: []string{
		"Set the rbac logger to debug (`POST /logging?rbac=debug` on the admin port); in Istio `istioctl x authz check POD` lists the policies.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the domain", For: "Envoy", Steps: []string{
		"404 with the response flag NR: no virtual host or route matches. In Istio compare hosts of Gateway and VirtualService: `istioctl proxy-config routes POD`.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise the bucket, or except the monitor", For: "Envoy", Steps: []string{
		"`local_rate_limited`: token_bucket of local_ratelimit; for a rate limit service the descriptor in its log.",
		"Prove it: x-envoy-ratelimited is gone.",
	}}},
	{"upstream/bad-response", Fix{Title: "Speak the backend's protocol", For: "Envoy", Steps: []string{
		"The flag UPE is a protocol error: HTTP/2 against HTTP/1.1, or TLS against plain. In Kubernetes name the port http, http2 or grpc, or set appProtocol.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"upstream/overloaded", Fix{Title: "Look at the circuit breaker", For: "Envoy", Steps: []string{
		"The flag UO is an overflow: max_connections and max_pending_requests; in Istio connectionPool of the DestinationRule.",
		"Prove it: upstream_rq_pending_overflow stands still.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the route's timeout", For: "Envoy", Steps: []string{
		"The flag UT: a route gives up after 15 seconds unless it says otherwise; in Istio `timeout` of the VirtualService.",
		"Prove it: `curl -w '%{time_total}' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the key", For: "Kong", Steps: []string{
		"\"No API key found in request\": send it under one of key_names (apikey by default); for jwt and basic-auth in Authorization.",
		"Prove it: `curl -i -H 'apikey: …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Give the consumer this credential", For: "Kong", Steps: []string{
		"`curl ADMIN/consumers/NAME/key-auth` lists the keys; tags and the plugin's anonymous setting decide what is taken.",
		"Prove it: the same key answers 2xx.",
	}}},
	{"auth/expired-credential", Fix{Title: "Issue a new token", For: "Kong", Steps: []string{
		"\"token expired\" of the plugin jwt: exp is past (claims_to_verify).",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the signer's clock", For: "Kong", Steps: []string{
		"hmac-auth takes a Date within clock_skew, 300 seconds by default: `timedatectl set-ntp true` on the machine that signs.",
		"Prove it: the signed request answers 2xx.",
	}}},
	{"host/unknown-name", Fix{Title: "Add a route", For: "Kong", Steps: []string{
		"\"no Route matched with those values\": `curl ADMIN/routes` and compare hosts, paths, methods, protocols and headers.",
		"Prove it: `curl -i URL`.",
	}}},
	{"request/too-large", Fix{Title: "Raise the allowed size", For: "Kong", Steps: []string{
		"Plugin request-size-limiting, allowed_payload_size in megabytes; and nginx_http_client_max_body_size.",
		"Prove it: the request answers 2xx.",
	}}},
	{"signed-url/bad-signature", Fix{Title: "Compare what is signed", For: "Kong", Steps: []string{
		"hmac-auth: enforce_headers must be in the signed list, in order, with request-line as it arrives.",
		"Prove it: the signed request answers 2xx.",
	}}},
	{"tls/https-required", Fix{Title: "Use https, or allow http on the route", For: "Kong", Steps: []string{
		"426 \"Please use HTTPS protocol\": the route's protocols are https only; https_redirect_status_code 301 would redirect instead.",
		"Prove it: `curl -I https://HOST/PATH`.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Look at the upstream's health", For: "Kong", Steps: []string{
		"`curl ADMIN/upstreams/NAME/health`: targets that are UNHEALTHY, or none; the active check's path and statuses.",
		"Prove it: a target is HEALTHY.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the service's timeouts", For: "Kong", Steps: []string{
		"connect_timeout, read_timeout and write_timeout of the service are 60,000 ms unless changed. Find what is slow first.",
		"Prove it: x-kong-upstream-latency is well below.",
	}}},
	{"upstream/unreachable", Fix{Title: "Reach the service from Kong's host", For: "Kong", Steps: []string{
		"`curl ADMIN/services/NAME` shows host, port and protocol; \"name resolution failed\" is DNS in Kong's network.",
		"Prove it: `curl -i http://BACKEND:PORT/` from there.",
	}}},
	{"upstream/overloaded", Fix{Title: "Find what is slow, then scale", For: "Kong", Steps: []string{
		"The proxy-latency and upstream-latency fields tell which side takes the time; look at workers and connections of both.",
		"Prove it: the 503s are gone under the same load.",
	}}},
	{"host/sni-host-mismatch", Fix{Title: "Use the same TLS options", For: "Traefik", Steps: []string{
		"421: routers on one entry point have different tls.options, and a reused connection has the others'. Give names that share a certificate the same options.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise average and burst, or except the monitor", For: "Traefik", Steps: []string{
		"Middleware rateLimit; a router of its own with Host(`NAME`) && ClientIP(`ADDRESS`) and without the middleware excepts the monitor.",
		"Prove it: repeated requests pass.",
	}}},
	{"upstream/timeout", Fix{Title: "Find what is slow", For: "Traefik", Steps: []string{
		"forwardingTimeouts of the serversTransport (dialTimeout 30s, responseHeaderTimeout without limit); a container in another network looks the same.",
		"Prove it: `curl -w '%{time_total}' URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Name port and network", For: "Traefik", Steps: []string{
		"Label `traefik.http.services.NAME.loadbalancer.server.port` is the port inside the container, which must share a network with Traefik (`traefik.docker.network`).",
		"Prove it: `docker exec TRAEFIK wget -qO- http://CONTAINER:PORT/`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the credential, or except the path", For: "HAProxy", Steps: []string{
		"`http-request auth realm X unless { http_auth(USERS) }`: add `|| { path /healthz }` for the health path.",
		"`haproxy -c -f haproxy.cfg`, reload, then `curl -i URL`.",
	}}},
	{"request/too-large", Fix{Title: "Raise tune.bufsize", For: "HAProxy", Steps: []string{
		"400 with termination state PR--: a request's head must fit in tune.bufsize (16384) less tune.maxrewrite.",
		"`haproxy -c -f haproxy.cfg`, restart, then test again.",
	}}},
	{"upstream/bad-response", Fix{Title: "Show the bad bytes", For: "HAProxy", Steps: []string{
		"State PH is an answer that HAProxy does not accept, SH a server that closed before its headers: `echo 'show errors' | socat stdio SOCKET`.",
		"Prove it: the state is `--` for the path.",
	}}},
	{"app/error", Fix{Title: "Tell a tarpit from a crash", For: "HAProxy", Steps: []string{
		"State PT is `http-request tarpit`, on purpose; otherwise the 500 is the application's: look at its log.",
		"Prove it: the state is `--` for the path.",
	}}},
	{"host/unknown-name", Fix{Title: "Let Squid resolve the name", For: "Squid", Steps: []string{
		"ERR_DNS_FAIL: `squidclient mgr:idns` shows its name servers; dns_nameservers, or the host's resolver.",
		"Prove it: `curl -x PROXY -I URL`.",
	}}},
	{"request/method-refused", Fix{Title: "Allow method or port", For: "Squid", Steps: []string{
		"`http_access deny CONNECT !SSL_ports` and `deny !Safe_ports` stand in the default file: add the port to the acl, then `squid -k reconfigure`.",
		"Prove it: `curl -x PROXY -i URL`.",
	}}},
	{"request/too-large", Fix{Title: "Raise the limit", For: "Squid", Steps: []string{
		"request_header_max_size (64 KB) and request_body_max_size, then `squid -k reconfigure`.",
		"Prove it: `curl -x PROXY -i URL`.",
	}}},
	{"upstream/bad-response", Fix{Title: "See what the site sends", For: "Squid", Steps: []string{
		"ERR_READ_ERROR, ERR_ZERO_SIZE_OBJECT, ERR_INVALID_RESP: ask the site past the proxy with `curl -v URL`.",
		"Prove it: both give the same.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the timeouts", For: "Squid", Steps: []string{
		"connect_timeout 60 s, read_timeout 15 min: ask the site past the proxy; a firewall between proxy and site looks the same.",
		"Prove it: `curl -x PROXY -w '%{time_total}' URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Reach the site from the proxy's host", For: "Squid", Steps: []string{
		"X-Squid-Error has the errno: 111 refused, 113 no route. `curl -I URL` on the proxy's host; mind IPv6 without a route (`dns_v4_first` is gone since 5: mend the route).",
		"Prove it: `curl -x PROXY -I URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Add the user", For: "Tomcat", Steps: []string{
		"web.xml has auth-constraint: the user needs that role in tomcat-users.xml or the realm.",
		"Prove it: `curl -i -u USER URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the role", For: "Tomcat", Steps: []string{
		"\"Access to the requested resource has been denied\": the role-name of the security-constraint; for the manager application manager-gui or manager-script.",
		"Prove it: `curl -i -u USER URL`.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the valve", For: "Tomcat", Steps: []string{
		"RemoteCIDRValve or RemoteAddrValve in META-INF/context.xml: the manager and host-manager applications allow the same machine only.",
		"Prove it: `curl -i -u USER URL` from that address.",
	}}},
	{"request/too-large", Fix{Title: "Raise the header size", For: "Tomcat", Steps: []string{
		"`maxHttpHeaderSize` of the Connector (8192 by default), and maxPostSize for forms.",
		"Restart, then test again.",
	}}},
	{"static/path-deny-rule", Fix{Title: "Move the file", For: "Tomcat", Steps: []string{
		"WEB-INF and META-INF are never served; otherwise look for a security-constraint with an empty auth-constraint, or a valve.",
		"Prove it: `curl -I URL`.",
	}}},
	{"waf/request-content-rule", Fix{Title: "Encode the sign, or relax it", For: "Tomcat", Steps: []string{
		"\"Invalid character found in the request target\": encode `[]{}|^` and spaces, or list them in relaxedQueryChars and relaxedPathChars of the Connector.",
		"Prove it: `curl -i 'URL'`.",
	}}},
	{"host/sni-host-mismatch", Fix{Title: "Serve the name, or switch the check off", For: "Jetty", Steps: []string{
		"\"Invalid SNI\": the certificate must hold the name, or `sniHostCheck` of SecureRequestCustomizer be false for access by address.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the role", For: "Jetty", Steps: []string{
		"\"!role\" in the page: add the role to the user in the realm file, or mend the security-constraint in web.xml.",
		"Prove it: `curl -i -u USER URL`.",
	}}},
	{"tls/https-required", Fix{Title: "Use https", For: "Jetty", Steps: []string{
		"\"!Secure\": the constraint wants transport guarantee CONFIDENTIAL; behind a TLS proxy add ForwardedRequestCustomizer.",
		"Prove it: `curl -I https://HOST/PATH`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the account", For: "IIS", Steps: []string{
		"Substatus 401.1: wrong name or password, or an account that is locked: the Security log, event 4625, gives the reason.",
		"Prove it: `curl -i --ntlm -u DOMAIN\\\\USER URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a credential, or allow anonymous", For: "IIS", Steps: []string{
		"Substatus 401.2: Authentication of the path; turn Anonymous on for the health path, or send Windows or Basic credentials.",
		"Prove it: `curl -i URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Add a binding", For: "IIS", Steps: []string{
		"\"Bad Request - Invalid Hostname\": `appcmd set site \"SITE\" /+bindings.[protocol='https',bindingInformation='*:443:NAME']`, with its certificate.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"net/ip-blocklist", Fix{Title: "Take the address off", For: "IIS", Steps: []string{
		"Substatus 403.6 or 403.8: IP Address and Domain Restrictions of the path; 403.501 and 403.502 are the dynamic ones.",
		"Prove it: sc-substatus in the log is 0.",
	}}},
	{"rate/concurrency-limit", Fix{Title: "Raise the queue, find what is slow", For: "IIS", Steps: []string{
		"503.2: appConcurrentRequestLimit of serverRuntime (5000), or the pool's queueLength (1000).",
		"Prove it: \\HTTP Service Request Queues\\CurrentQueueSize is near zero.",
	}}},
	{"rate/request-limit", Fix{Title: "Except the monitor", For: "IIS", Steps: []string{
		"403.502 and 429: Dynamic IP Restrictions; an Allow entry for the monitor's address is never counted.",
		"Prove it: repeated requests pass.",
	}}},
	{"request/too-large", Fix{Title: "Raise the request limits", For: "IIS", Steps: []string{
		"404.13 is maxAllowedContentLength (30 MB), 404.14 maxUrl, 404.15 maxQueryString; 400 from HTTP.sys is MaxFieldLength and MaxRequestBytes in the registry.",
		"Prove it: the request answers 2xx.",
	}}},
	{"resource/not-found", Fix{Title: "Read the substatus", For: "IIS", Steps: []string{
		"404.0 no file, 404.3 no MIME type or handler (add `<mimeMap>`), 404.8 a hidden segment.",
		"Prove it: `curl -I URL`; sc-substatus in the log is 0.",
	}}},
	{"static/handler-refused", Fix{Title: "Give the extension a handler", For: "IIS", Steps: []string{
		"403.1 and 404.3: Handler Mappings, Feature Permissions must include Script or Execute; 500.21 is a module that is not installed.",
		"Prove it: `curl -i URL`.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Start the pool", For: "IIS", Steps: []string{
		"503: `appcmd start apppool POOL`; the System log, source WAS, says why it stopped (5002 rapid-fail, 5021 and 5057 the identity's password).",
		"Prove it: `curl -I URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Look at the backend", For: "IIS", Steps: []string{
		"502.3 of ARR or of the ASP.NET Core module names the error: 0x80072efd refused, 0x80072ee2 timed out, 0x80072f8f certificate.",
		"Prove it: `curl -i http://BACKEND:PORT/` on that host.",
	}}},
	{"waf/request-content-rule", Fix{Title: "Relax the filter for this", For: "IIS", Steps: []string{
		"404.5 denied sequence, 404.11 double escaping (`allowDoubleEscaping`), 404.18 query sequence: requestFiltering of the path.",
		"Prove it: `curl -i 'URL'`; sc-substatus in the log is 0.",
	}}},
	{"app/error", Fix{Title: "Read the event log", For: "ASP.NET", Steps: []string{
		"Event 1309 of ASP.NET has the exception; `<customErrors mode=\"RemoteOnly\">` shows it on the machine itself.",
		"Prove it: `curl -i URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the credential, or allow anonymous", For: "ASP.NET", Steps: []string{
		"`[AllowAnonymous]` on the health action, or `app.MapHealthChecks(\"/healthz\").AllowAnonymous()`.",
		"Prove it: `curl -i URL`.",
	}}},
	{"authz/csrf-or-origin", Fix{Title: "Except the route from antiforgery", For: "ASP.NET", Steps: []string{
		"`[IgnoreAntiforgeryToken]` on an API action; with several nodes share the data protection keys (machineKey), or every other token fails.",
		"Prove it: the same POST answers 2xx.",
	}}},
	{"waf/request-content-rule", Fix{Title: "Allow the sign", For: "ASP.NET", Steps: []string{
		"\"A potentially dangerous Request.Path value\": `<httpRuntime requestPathInvalidCharacters=\"…\">` without the sign, or encode it in the URL.",
		"Prove it: `curl -i 'URL'`.",
	}}},
	{"static/path-deny-rule", Fix{Title: "Find the rule", For: "LiteSpeed", Steps: []string{
		"The error log and .htaccess: `grep -rnE 'deny|Require|RewriteRule.*\\[F' DOCROOT`; hosts add rules of ModSecurity and of WordPress protection.",
		"Prove it: `curl -I URL`.",
	}}},
	{"tls/https-required", Fix{Title: "Use https, or redirect", For: "Apache httpd", Steps: []string{
		"AH02219 is SSLRequireSSL: put https in the URL; for visitors write `Redirect permanent / https://HOST/` in the virtual host of port 80.",
		"Prove it: `curl -I https://HOST/PATH`.",
	}}},
	{"tls/https-required", Fix{Title: "Use https", For: "Caddy", Steps: []string{
		"\"Client sent an HTTP request to an HTTPS server.\": the port speaks TLS. Put https in the URL, or leave `http://` before the address in the Caddyfile for a plain port.",
		"Prove it: `curl -I https://HOST/PATH`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Look at the backend", For: "Varnish", Steps: []string{
		"`varnishlog -g request -q 'BerespStatus == 503'` shows FetchError: connection refused, no backend connection, or a timeout; `varnishadm backend.list`.",
		"Prove it: `curl -i http://BACKEND:PORT/` on that host.",
	}}},
	{"host/unknown-name", Fix{Title: "Add a remap rule", For: "Traffic Server", Steps: []string{
		"\"Not Found on Accelerator\": `map http://NAME/ http://ORIGIN/` in remap.config, then `traffic_ctl config reload`.",
		"Prove it: `curl -I http://NAME/`.",
	}}},
	{"static/path-deny-rule", Fix{Title: "Find the filter", For: "Traffic Server", Steps: []string{
		"ip_allow.yaml, or @action=deny and @method in remap.config: `traffic_ctl config reload` after the change.",
		"Prove it: `curl -I URL`.",
	}}},
	{"upstream/bad-response", Fix{Title: "See what the origin sends", For: "Traffic Server", Steps: []string{
		"The error.log has the reason; `curl -v http://ORIGIN:PORT/PATH` on that host.",
		"Prove it: that answer is whole.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the timeouts", For: "Traffic Server", Steps: []string{
		"\"Inactivity Timeout\": proxy.config.http.transaction_no_activity_timeout_out (30 s). Find what is slow first.",
		"Prove it: `curl -w '%{time_total}' URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Reach the origin from there", For: "Traffic Server", Steps: []string{
		"\"Could Not Connect\" and \"Unknown Host\" name the step; a failed origin is marked down for proxy.config.http.down_server.cache_time.",
		"Prove it: `curl -I http://ORIGIN:PORT/` on that host.",
	}}},
	{"host/unknown-name", Fix{Title: "Add a route", For: "APISIX", Steps: []string{
		"\"404 Route Not Found\": compare host, uri and methods of `curl -H \"X-API-KEY: $ADMIN_KEY\" ADMIN/apisix/admin/routes`.",
		"Prove it: `curl -i URL`.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the plugin", For: "APISIX", Steps: []string{
		"ip-restriction, whitelist; behind a proxy the plugin real-ip must set the client's address.",
		"Prove it: the test from that address passes.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the host to an Ingress or HTTPRoute", For: "Kubernetes", Steps: []string{
		"\"default backend - 404\": no rule matches: `kubectl get ingress -A`, compare host, path and ingressClassName.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"rate/request-limit", Fix{Title: "Find the busy client", For: "Kubernetes", Steps: []string{
		"429 is API Priority and Fairness: `kubectl get --raw /metrics | grep apiserver_flowcontrol_rejected_requests_total` names the flow schema.",
		"Use watches instead of polling. Prove it: the counter stands still.",
	}}},
	{"resource/not-found", Fix{Title: "Check group, version and namespace", For: "Kubernetes", Steps: []string{
		"\"the server could not find the requested resource\" is a group or version that is not served: `kubectl api-resources`; otherwise name and namespace.",
		"Prove it: `kubectl get --raw PATH`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the key", For: "Apigee", Steps: []string{
		"\"FailedToResolveAPIKey\": the VerifyAPIKey policy names where it reads the key, such as request.queryparam.apikey.",
		"Prove it: `curl -i URL` with it.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check app and product", For: "Apigee", Steps: []string{
		"\"InvalidApiKey\": the key must belong to an approved app whose API product includes this proxy, path and environment.",
		"Prove it: the same key answers 2xx.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "Apigee", Steps: []string{
		"\"access_token_expired\": ExpiresIn of the OAuthV2 policy; let the client renew it.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise the spike arrest", For: "Apigee", Steps: []string{
		"\"SpikeArrestViolation\" smooths: 30pm is one request each two seconds. Raise Rate, or give the monitor an Identifier of its own.",
		"Prove it: repeated requests pass.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Raise the quota", For: "Apigee", Steps: []string{
		"\"QuotaViolation\": Allow and Interval come from the API product of the app.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with io.timeout.millis", For: "Apigee", Steps: []string{
		"The target's io.timeout.millis is 55 seconds by default; find what is slow first.",
		"Prove it: a debug session shows the target's time.",
	}}},
	{"upstream/unreachable", Fix{Title: "Look at the target", For: "Apigee", Steps: []string{
		"A debug session shows error.cause; the target must be reachable from the runtime, with a certificate that it trusts.",
		"Prove it: `curl -i TARGET` from that network.",
	}}},
}
