package diagnose

// edgeFixes are for products at the edge: CDNs, firewalls, load balancers of clouds.
var edgeFixes = []productFix{
	{"app/error", Fix{Title: "Read the Worker's log", For: "Cloudflare", Steps: []string{
		"1101 is an exception in a Worker, 1102 its CPU limit: `wrangler tail NAME`, or Workers & Pages, the Worker, Observability.",
		"`wrangler rollback` brings the last version back. Prove it: `curl -i URL`.",
	}}},
	{"host/sni-host-mismatch", Fix{Title: "Ask by one name", For: "Cloudflare", Steps: []string{
		"1013: the name in TLS and the Host header belong to different zones. Remove the Host header, or set the origin's SNI to the same name.",
		"Prove it: `curl -I https://NAME/` answers 2xx.",
	}}},
	{"rate/concurrency-limit", Fix{Title: "Shorten the queue to the origin", For: "Cloudflare", Steps: []string{
		"1200: too many requests wait for the origin. Make the origin faster, cache more, and look at its connection limit.",
		"Prove it: the error is gone under the same load.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Raise the Worker's plan, or fail open", For: "Cloudflare", Steps: []string{
		"1027: the daily requests of the free Workers plan are used up. Move to Workers Paid, or set the route to fail open, so that requests go past the Worker.",
		"Prove it: `curl -i URL` before midnight UTC, when the count begins anew.",
	}}},
	{"request/too-large", Fix{Title: "Send smaller bodies, or go past the proxy", For: "Cloudflare", Steps: []string{
		"A proxied request may have 100 MB on Free and Pro, 200 MB on Business: upload in parts, or by a name that is DNS only.",
		"Prove it: the upload answers 2xx.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Include the identity in a policy", For: "Cloudflare Access", Steps: []string{
		"Zero Trust, Logs, Access names the decision and the policy. Add the user, group or service token to a policy of the application.",
		"Prove it: the same request with the credential shows no page of Access.",
	}}},
	{"auth/backend-misconfigured", Fix{Title: "Mend the authenticate action", For: "AWS ELB", Steps: []string{
		"561: the access log's error_reason says which step failed. Check client id and secret, and that the load balancer may reach the token endpoint on port 443.",
		"562: the key URL must answer with at most 10 keys and 150 KB. Prove it: `curl -i URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Add a rule for the host", For: "AWS ELB", Steps: []string{
		"`aws elbv2 describe-rules --listener-arn ARN`: a condition host-header with the name must stand above the default action.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"waf/header-profile", Fix{Title: "Shorten X-Forwarded-For", For: "AWS ELB", Steps: []string{
		"463: the field held more than 30 addresses, mostly because proxies send in a circle; or the request lacks a proper Host.",
		"Prove it: `curl -i URL` without the field.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the name to the property", For: "Akamai", Steps: []string{
		"Add the host name to the property's version with its edge hostname, activate it, and point the CNAME there.",
		"Prove it: `curl -I https://NAME/` once it is active.",
	}}},
	{"upstream/timeout", Fix{Title: "Translate the reference", For: "Akamai", Steps: []string{
		"Translate Error String says ERR_READ_TIMEOUT or ERR_CONNECT_TIMEOUT, and the origin's address. Look at the origin's log at that time; only then raise the origin's timeouts in the property.",
		"Prove it: the origin's own time to first byte is well below them.",
	}}},
	{"upstream/unreachable", Fix{Title: "Translate the reference", For: "Akamai", Steps: []string{
		"Translate Error String names the failure (ERR_CONNECT_FAIL, ERR_DNS_FAIL, a certificate). The origin's firewall must admit the addresses of Site Shield.",
		"Prove it: `curl -I --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "Akamai", Steps: []string{
		"Bot Manager, or the security configuration: put the monitor's addresses on a client list and let the policy bypass it.",
		"Prove it: the test gets the page itself.",
	}}},
	{"app/error", Fix{Title: "Read the function's log", For: "Amazon CloudFront", Steps: []string{
		"X-Cache says LambdaExecutionError, LambdaValidationError or FunctionExecutionError. The log group of Lambda@Edge lies in the region of the edge that served, that of CloudFront Functions in us-east-1.",
		"Prove it: `aws cloudfront test-function …`, then `curl -i URL`.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Raise the function's quota", For: "Amazon CloudFront", Steps: []string{
		"LambdaLimitExceeded: the concurrency of Lambda@Edge in that region is used up. Service Quotas, AWS Lambda, concurrent executions.",
		"Prove it: the metric Throttles of the function is zero.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the response timeout", For: "Amazon CloudFront", Steps: []string{
		"The origin's response timeout is 30 seconds unless its settings say otherwise; x-edge-detailed-result-type in the log tells a timeout from a refused connection.",
		"A security group that drops CloudFront's addresses looks the same: allow the prefix list com.amazonaws.global.cloudfront.origin-facing. Prove it: `curl -i URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Mend the origin's name and certificate", For: "Amazon CloudFront", Steps: []string{
		"x-edge-detailed-result-type says OriginDnsError, OriginConnectError or an error of TLS. The certificate must be of a public authority, and fit the origin's domain, or Host where it is forwarded.",
		"Prove it: `openssl s_client -connect ORIGIN:443 -servername ORIGIN </dev/null`.",
	}}},
	{"upstream/overloaded", Fix{Title: "Relieve the origin", For: "Amazon CloudFront", Steps: []string{
		"503 comes from the origin, or from a Lambda@Edge that is throttled. Cache more (a higher minimum TTL, Origin Shield), and look at the origin's capacity.",
		"Prove it: the 5xx rate of the distribution falls to zero.",
	}}},
	{"host/sni-host-mismatch", Fix{Title: "Give the backend the right SNI", For: "Fastly", Steps: []string{
		"Set the backend's SNI hostname and the override host to the same name; 421 comes from a backend that is asked for another.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"rate/concurrency-limit", Fix{Title: "Raise max connections, or answer faster", For: "Fastly", Steps: []string{
		"Each backend takes 200 connections from a node unless its settings say more; slow answers hold them. Raise it if the origin can carry it, or add shielding.",
		"Prove it: the error is gone under the same load.",
	}}},
	{"redirect/loop", Fix{Title: "Break the circle", For: "Fastly", Steps: []string{
		"\"Loop detected\" says that requests come back to the same service: the backend must be the origin, not a name that points to Fastly.",
		"Prove it: `dig +short BACKEND` shows no Fastly address.",
	}}},
	{"upstream/bad-response", Fix{Title: "Look at what the origin sends", For: "Fastly", Steps: []string{
		"\"backend read error\", \"unexpected EOF\" or \"illegal header\": the origin closed early, or sent what is no HTTP. Let its keep-alive be longer than Fastly's.",
		"Prove it: `curl -v` to the origin shows a whole answer.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Look at the health check", For: "Fastly", Steps: []string{
		"Every backend fails its check: compare host, path and expected status of the check with what the origin answers.",
		"Prove it: `curl -i -H 'Host: CHECK-HOST' ORIGIN/CHECK-PATH` gives the expected status.",
	}}},
	{"upstream/timeout", Fix{Title: "Compare with the backend's timeouts", For: "Fastly", Steps: []string{
		"Connect 1 s, first byte 15 s and between bytes 10 s, unless the backend says otherwise. Find what is slow; then raise first byte.",
		"Prove it: the origin's own time is well below them.",
	}}},
	{"upstream/unreachable", Fix{Title: "Reach the origin as Fastly does", For: "Fastly", Steps: []string{
		"\"connection refused\", \"hostname doesn't match\" or \"unknown authority\": check port, firewall (https://api.fastly.com/public-ip-list) and the backend's certificate hostname.",
		"Prove it: `curl -I --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Look up the request", For: "Fastly", Steps: []string{
		"Next-Gen WAF, Requests: search by address and time; the signals name the rule. Add a rule that allows the monitor's addresses.",
		"Prove it: the test passes.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the site", For: "Imperva", Steps: []string{
		"The name must be a website in the account, with its DNS pointing where Imperva says, and its certificate issued.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"upstream/bad-response", Fix{Title: "Look at the origin's answer", For: "Imperva", Steps: []string{
		"The error code on the page names what the origin did; ask it past Imperva: `curl -v --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
		"Prove it: that answer is whole.",
	}}},
	{"upstream/timeout", Fix{Title: "Look at the origin's time", For: "Imperva", Steps: []string{
		"The page's code says that the origin answered too late. Compare `curl -w '%{time_starttransfer}'` past Imperva with the timeout of the site's settings.",
		"Prove it: the path is well below it.",
	}}},
	{"upstream/unreachable", Fix{Title: "Let Imperva in", For: "Imperva", Steps: []string{
		"The page's code says that the origin refuses or drops: allow Imperva's published ranges in the origin's firewall, and check the origin's address in the site's settings.",
		"Prove it: `curl -I URL`.",
	}}},
	{"net/geo-restricted", Fix{Title: "Change the country rule", For: "Sucuri", Steps: []string{
		"Firewall, Access Control, Geo Blocking: take the country off for GET, or put the monitor's address on the list of allowed addresses.",
		"Prove it: the test from that country passes.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Add the address", For: "Sucuri", Steps: []string{
		"The path is for listed addresses only: Firewall, Access Control, Allowed IP Addresses.",
		"Prove it: the test from that address passes.",
	}}},
	{"net/ip-blocklist", Fix{Title: "Take the address off", For: "Sucuri", Steps: []string{
		"Firewall, Access Control, Blocked IP Addresses; then allow the monitor's address.",
		"Prove it: the test passes.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "Sucuri", Steps: []string{
		"Firewall, Security: the emergency DDoS mode and the bot check ask every client; allow the monitor's address.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "HUMAN", Steps: []string{
		"In the console add a custom rule that allows the monitor's addresses or a secret header for the health path.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "Kasada", Steps: []string{
		"Ask the vendor for an exemption by address and secret header; the 429 is a challenge and no limit.",
		"Prove it: x-kpsdk-ct is gone from the answer.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "DDoS-Guard", Steps: []string{
		"In the panel add the monitor's addresses to the list that is never checked, or lower the protection mode for the path.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "F5 BIG-IP", Steps: []string{
		"Bot defense profile: add the monitor's addresses to the allowed list, or its User-Agent together with them as a trusted bot.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Look up the support ID", For: "F5 BIG-IP", Steps: []string{
		"Security, Event Logs, Application, Requests: filter by the support ID; the violation names rule and parameter.",
		"Accept it for that parameter, or disable the violation for the path. Prove it: the test passes.",
	}}},
	{"waf/challenge", Fix{Title: "Put the address on the white list", For: "Imunify360", Steps: []string{
		"Lists, White List, or `imunify360-agent ip-list local add --purpose white ADDRESS`.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Ask the host for an exemption", For: "SiteGround", Steps: []string{
		"The captcha comes from the host's anti-bot system: ask support to exempt the monitor's addresses.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Trust the address", For: "LiteSpeed", Steps: []string{
		"The reCAPTCHA of the server: raise its connection limit, or add the monitor's address as trusted (`ADDRESST`) under Server, Security, Access Control.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/challenge", Fix{Title: "Allow the monitor", For: "Azure Front Door", Steps: []string{
		"Add a custom rule with the action Allow for the monitor's addresses, with a lower priority number than the rule that challenges.",
		"Prove it: the test gets the page itself.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Look up X-Azure-Ref", For: "Azure Front Door", Steps: []string{
		"FrontDoorWebApplicationFirewallLog: trackingReference_s is the value of X-Azure-Ref, ruleName_s the rule.",
		"Add an exclusion for that rule and field, or a custom rule that allows the monitor. Prove it: the test passes.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the firewall log", For: "Azure Application Gateway", Steps: []string{
		"ApplicationGatewayFirewallLog: ruleId_s and details_message_s name rule and field, transactionId_g the request.",
		"Add an exclusion, or a custom rule that allows the monitor's addresses. Prove it: the test passes.",
	}}},
	{"host/unknown-name", Fix{Title: "Associate the domain", For: "Azure Front Door", Steps: []string{
		"The domain must be validated and associated with a route of the endpoint: `az afd custom-domain show` and `az afd route show`.",
		"Prove it: `curl -I https://NAME/` some minutes later.",
	}}},
	{"upstream/unreachable", Fix{Title: "Look at the origin group", For: "Azure Front Door", Steps: []string{
		"The access log's errorInfo_s says OriginTimeout, OriginConnectionRefused, OriginInvalidResponse or a certificate's name: it must fit the origin's host name.",
		"Prove it: `curl -I --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
	}}},
	{"upstream/timeout", Fix{Title: "Raise the request timeout last", For: "Azure Application Gateway", Steps: []string{
		"The backend setting's request timeout is 20 seconds unless changed. Find what is slow first.",
		"`az network application-gateway http-settings update … --timeout 60`. Prove it: `curl -w '%{time_total}' URL`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Show the backend's health", For: "Azure Application Gateway", Steps: []string{
		"`az network application-gateway show-backend-health -g GROUP -n NAME` says why: probe's host, status, certificate, or a security group.",
		"Prove it: the backend is Healthy.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the request log", For: "Google Cloud Armor", Steps: []string{
		"Cloud Logging: `jsonPayload.enforcedSecurityPolicy` names policy, priority and rule id.",
		"Add a rule that allows the monitor's addresses at a lower priority number. Prove it: the test passes.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the firewall's traffic", For: "Vercel", Steps: []string{
		"Firewall, Traffic: filter by action Deny; the rule is named. Add a bypass rule for the monitor's addresses.",
		"Prove it: x-vercel-mitigated is gone.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the attack log", For: "FortiWeb", Steps: []string{
		"Log & Report, Attack: the message names signature and field. Add an exception for that signature, or a trusted address.",
		"Prove it: the test passes.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the firewall log", For: "Barracuda", Steps: []string{
		"Basic, Web Firewall Logs: Fix on the entry makes the exception for rule and parameter.",
		"Prove it: the test passes.",
	}}},
	{"waf/request-content-rule", Fix{Title: "Make a whitelist rule", For: "NAXSI", Steps: []string{
		"The error log has NAXSI_FMT with id, zone and variable: `BasicRule wl:ID \"mz:$ARGS_VAR:NAME\";` in the location.",
		"Run `nginx -t && nginx -s reload`, then test again.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the hostname", For: "Bunny CDN", Steps: []string{
		"Pull zone, Hostnames: add the name and load its certificate; the CNAME points to the zone.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"net/ip-blocklist", Fix{Title: "Delete the decision", For: "CrowdSec", Steps: []string{
		"`cscli decisions list --ip ADDRESS`, then `cscli decisions delete --ip ADDRESS`.",
		"Allow it for good: `cscli allowlists create uptime -d monitoring`, `cscli allowlists add uptime ADDRESS`. Prove it: the test passes.",
	}}},
}
