package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// netCauses: where you come from.
var netCauses = []Entry{
	{
		ID: "net/ip-allowlist", Title: "The address is not on the allow list",
		Means:    "Only listed addresses may pass, and ours is not among them. Whoever is on the list notices nothing.",
		Statuses: "403,404", Failures: []measure.Failure{measure.ConnectTimeout, measure.ConnectReset, measure.ConnectRefused}, Ceiling: CeilingIsolated, Common: 4,
		Tell: []string{
			"Most places are refused and those known to be listed, such as the office, pass; User-Agent, path and time do not matter.",
			"A block list refuses one place and lets most pass; a country rule splits by country.",
			"With no listed place to ask from it cannot be told from a rule that refuses everyone.",
		},
		Rivals: []CauseID{"net/ip-blocklist", "static/path-deny-rule", "net/geo-restricted"},
		Look:   "Look at the access log: which client address does the server see? If it is the proxy's own, the list is evaluated against the wrong address.",
		Fixes: []Fix{
			{Title: "Add the agents' addresses", Steps: []string{
				"Put the addresses that the monitor checks from on the list; the server's access log shows them.",
				"Check that the list is held against the real client address behind a proxy (X-Forwarded-For, PROXY protocol), and that it has IPv6 entries.",
				"Prove it: the monitor's test passes; a request from elsewhere is still refused.",
			}},
			{Title: "Extend the allow directives", For: "nginx", Steps: []string{
				"`allow ADDRESS;` before `deny all;` in the location. Behind a proxy set `set_real_ip_from PROXY;` and `real_ip_header X-Forwarded-For;`.",
				"The error log says `access forbidden by rule, client: …`. Run `nginx -t && nginx -s reload`, then test again.",
				"With ingress-nginx it is the annotation `nginx.ingress.kubernetes.io/whitelist-source-range`; the client's address survives only with externalTrafficPolicy Local or the PROXY protocol.",
			}},
			{Title: "Extend the Require", For: "Apache httpd", Steps: []string{
				"`Require ip ADDRESS` in the location; behind a proxy use mod_remoteip with RemoteIPHeader and RemoteIPInternalProxy.",
				"The error log says AH01630 with the client's address. Run `apachectl graceful`, then test again.",
			}},
			{Title: "Extend the matcher", For: "Caddy", Steps: []string{
				"Add the address to `remote_ip` (or `client_ip` with `trusted_proxies`) of the named matcher.",
				"Run `caddy reload`, then test again.",
			}},
			{Title: "Extend the middleware", For: "Traefik", Steps: []string{
				"Add the address to `ipAllowList.sourceRange`; behind a proxy set `ipStrategy.depth`.",
				"The debug log says which address was refused. Test again after the reload.",
			}},
			{Title: "Extend the plugin", For: "Kong", Steps: []string{
				"Add the address to `config.allow` of ip-restriction; set `trusted_ips` and `real_ip_header` so that Kong sees the client.",
				"Prove it: the same request answers 2xx.",
			}},
			{Title: "Change the policy", For: "Envoy", Steps: []string{
				"`RBAC: access denied` names no reason. Set the rbac logger to debug (`POST /logging?rbac=debug` on the admin port) and read which policy refused.",
				"In Istio look at AuthorizationPolicy ipBlocks and remoteIpBlocks; numTrustedProxies decides which address is seen.",
				"Prove it: the same request answers 2xx.",
			}},
			{Title: "Extend the network rules", For: "Azure Storage", Steps: []string{
				"`az storage account network-rule add --account-name ACCOUNT --ip-address ADDRESS`; it takes up to a minute.",
				"Prove it: `curl -I URL` from that address.",
			}},
			{Title: "Extend the access restrictions", For: "Azure App Service", Steps: []string{
				"`az webapp config access-restriction add -g GROUP -n APP --rule-name uptime --action Allow --ip-address ADDRESS/32 --priority 100`.",
				"Prove it: x-ms-forbidden-ip is gone from the answer.",
			}},
			{Title: "Extend IP and domain restrictions", For: "IIS", Steps: []string{
				"Substatus 403.6: add the address under IP Address and Domain Restrictions, or `<add ipAddress=\"ADDRESS\" allowed=\"true\" />` in ipSecurity; behind a proxy set enableProxyMode.",
				"Prove it: sc-substatus in the log is 0.",
			}},
		},
		Monitor: "Check from fixed addresses and keep one monitor from outside the list that expects 403, so that a list that opens by mistake is seen too.",
		Sources: []string{"https://nginx.org/en/docs/http/ngx_http_access_module.html", "https://httpd.apache.org/docs/2.4/howto/access.html"},
	},
	{
		ID: "net/ip-blocklist", Title: "The address is blocked",
		Means:    "This address, or its network, is on a block list or has a bad reputation. Visitors from elsewhere get through.",
		Statuses: "403,429", Failures: []measure.Failure{measure.ConnectTimeout, measure.ConnectReset, measure.AnswerClosed}, Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"One place, or one network, is refused and the others pass; waiting does not help.",
			"Cloudflare says it by number: 1005 the network, 1006 to 1008 and 1106 the address.",
			"A temporary ban begins after a burst and ends by itself.",
		},
		Rivals: []CauseID{"waf/temporary-ban", "net/ip-allowlist", "net/geo-restricted"},
		Look:   "Look in the firewall's event log for our address at the time of the check.",
		Fixes: []Fix{
			{Title: "Let the monitor's address pass", Steps: []string{
				"Put an allow rule for the monitor's addresses above the blocking rule.",
				"If the address comes from a provider with bad neighbours, move the agent.",
				"Prove it: the test from that place passes.",
			}},
			{Title: "Allow it in Cloudflare", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events: filter by the Ray ID, it names the rule. Then Security, Security rules: an IP access rule with Allow for the address, or change the rule.",
				"Prove it: the test from that place passes.",
			}},
			{Title: "Remove the deny", For: "nginx", Steps: []string{
				"`grep -rn 'deny ' /etc/nginx` finds the line; lists are often generated files.",
				"Put `allow ADDRESS;` above it, `nginx -t && nginx -s reload`, then test again.",
			}},
			{Title: "Allow it in the web ACL", For: "AWS WAF", Steps: []string{
				"The sampled requests or the log name the terminating rule. Put an allow rule with an IP set above it; the managed reputation lists block hosting networks.",
				"Prove it: the test from that place passes.",
			}},
			{Title: "Safelist it", For: "Rails", Steps: []string{
				"Rack::Attack: `Rack::Attack.safelist_ip(\"ADDRESS\")`; its notifications name the rule that matched.",
				"Prove it: the test from that place passes.",
			}},
		},
		Monitor: "Check from two places of different networks: then a block of one is told from an outage at once.",
		Sources: []string{docCF1xxx, "https://nginx.org/en/docs/http/ngx_http_access_module.html"},
	},
	{
		ID: "net/geo-restricted", Title: "The country is not served",
		Means:    "The answer depends on the country that the address is held to be in. The database behind it may be wrong about an address.",
		Statuses: "403,451,302", Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"CloudFront and Cloudflare (1009) say it in words.",
			"Two places in each of two countries: the answer follows the country and nothing else.",
			"With one place for each country it cannot be told from a list of addresses.",
		},
		Rivals: []CauseID{"net/ip-allowlist", "net/ip-blocklist", "net/legal-block"},
		Look:   "Look up our address in the geo database that the server uses, and the rule in the CDN or firewall.",
		Fixes: []Fix{
			{Title: "Allow the country, or check from another", Steps: []string{
				"Allow the country or the monitor's address, or run the check from a country that is served.",
				"If the address is located wrongly, correct it with the provider of the database.",
				"Prove it: places in a served country get 2xx, others the refusal that you want.",
			}},
			{Title: "Change the restriction", For: "Amazon CloudFront", Steps: []string{
				"Distribution, Security, Geographic restrictions: add the country to the allow list or take it off the block list; or use an AWS WAF geo rule, which can exempt addresses.",
				"Prove it: the test from that country passes once the distribution is deployed.",
			}},
			{Title: "Change the rule", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events names the rule. Exempt the monitor: `(ip.src.country eq \"XX\" and not ip.src in {ADDRESS})`.",
				"Prove it: the test from that country passes.",
			}},
			{Title: "Change the map", For: "nginx", Steps: []string{
				"Look for `geoip_country` or `geoip2` and the `map` or `if` that uses it; exempt addresses by a `geo` block.",
				"Test with `mmdblookup --file DB --ip ADDRESS country iso_code`, then reload.",
			}},
		},
		Monitor: "If the restriction is wanted, monitor it: one place inside that expects 200, one outside that expects the refusal.",
		Sources: []string{docCloudFront403, docCF1xxx},
	},
	{
		ID: "net/legal-block", Title: "Blocked for legal reasons",
		Means:    "The operator, or someone between, must not serve this for legal reasons. It is no fault of the server.",
		Statuses: "451", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The status is 451; Link with rel=\"blocked-by\" names who implements the block, which need not be the site.",
			"Other countries may well get the page.",
		},
		Rivals: []CauseID{"net/geo-restricted"},
		Look:   "Read the page and the Link field for who blocks and on which ground.",
		Fixes: []Fix{
			{Title: "Find out who blocks", Steps: []string{
				"Read the party named by rel=\"blocked-by\" and the ground on the page; take it to those who are in charge of legal matters.",
				"Check from outside the jurisdiction, or expect 451 there.",
				"Prove it: places outside the jurisdiction get 2xx.",
			}},
		},
		Monitor: "Where the block is known, expect 451 from places inside, so that only a change is news.",
		Sources: []string{"RFC 7725 section 3", "RFC 7725 section 4"},
	},
	{
		ID: "net/address-family-split", Title: "IPv4 and IPv6 answer differently",
		Means:    "The same name gives one answer over IPv4 and another over IPv6. Visitors get whichever their network prefers.",
		Statuses: "400-599", Ceiling: CeilingIsolated, Common: 1,
		Tell: []string{
			"The same request to the AAAA address fails while the one to the A address passes, or the other way round, back to back.",
			"Several addresses of one family that differ point to a backend instead.",
		},
		Rivals: []CauseID{"net/backend-split", "net/ip-allowlist"},
		Look:   "Compare what listens: `ss -ltnp` shows whether the same server and virtual host serve [::]:443 as well.",
		Fixes: []Fix{
			{Title: "Make both families alike", Steps: []string{
				"Give IPv6 the same virtual host, certificate, allow list and firewall rules.",
				"Until then remove the AAAA record. Prove it: `curl -4 -i URL` and `curl -6 -i URL` give the same.",
			}},
			{Title: "Listen on IPv6", For: "nginx", Steps: []string{
				"`listen [::]:443 ssl;` in the same server block as `listen 443 ssl;`, or another block answers as default.",
				"Run `nginx -t && nginx -s reload`, then `curl -6 -i URL`.",
			}},
			{Title: "Listen on IPv6", For: "Apache httpd", Steps: []string{
				"`apachectl -S` shows which virtual host takes [::]:443; use `<VirtualHost *:443>` and not an IPv4 address.",
				"Run `apachectl graceful`, then `curl -6 -i URL`.",
			}},
		},
		Monitor: "Have two monitors, one for each family, where both are published.",
		Sources: []string{"RFC 8305", "RFC 6724"},
	},
	{
		ID: "net/backend-split", Title: "One of several backends answers differently",
		Means:    "Behind the name or the load balancer one node gives another answer than its peers. Some visitors, or each visitor now and then, see the failure.",
		Statuses: "400-599", Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"One of the resolved addresses fails each time and the others pass.",
			"Behind one address, repeated requests alternate; Server, ETag or a served-by field changes with the answer.",
			"A rate limit follows the order of requests, not the node.",
		},
		Rivals: []CauseID{"rate/request-limit", "net/address-family-split", "edge/stale-error-cached"},
		Look:   "Compare release, permissions, configuration and clock of the bad node with a good one.",
		Fixes: []Fix{
			{Title: "Take the node out", Steps: []string{
				"Drain the node that answers differently, then compare it with a good one: release, files, permissions, environment, time.",
				"Let the load balancer's health check request this very path.",
				"Prove it: twenty requests in a row give the same answer.",
			}},
			{Title: "Ask the right path in the check", For: "HAProxy", Steps: []string{
				"`option httpchk GET /PATH` and `http-check expect status 200` in the backend; `show servers state` on the socket shows who is up.",
				"Drain with `set server BACKEND/NODE state drain`, then repeat the request.",
			}},
			{Title: "Find the pod", For: "Kubernetes", Steps: []string{
				"`kubectl get endpointslices -l kubernetes.io/service-name=SERVICE` and `kubectl logs` of each; let the readiness probe request this path.",
				"Delete the bad pod; prove it by twenty requests in a row.",
			}},
			{Title: "Find the target", For: "AWS ELB", Steps: []string{
				"The access log has target:port for each status. Set the health check to this path, deregister the bad target.",
				"Prove it: twenty requests in a row give the same answer.",
			}},
		},
		Monitor: "Monitor each backend by its own address beside the public name.",
		Sources: []string{"https://docs.haproxy.org/", docALB},
	},
	{
		ID: "net/proxy-auth-required", Title: "Our own proxy wants a sign-in",
		Means:    "The refusal comes from the proxy that the check goes through, not from the target, which has not seen the request.",
		Statuses: "407", Failures: []measure.Failure{measure.ProxyAuth}, Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"Only a proxy may send 407, with Proxy-Authenticate.",
			"407 without a proxy in the settings means that a device on the way intercepts.",
		},
		Rivals: []CauseID{"net/proxy-policy-denied"},
		Look:   "Look at the proxy's access log for the agent's address.",
		Fixes: []Fix{
			{Title: "Give the agent its proxy credentials", Steps: []string{
				"Set or renew the user and password of the proxy on the monitor or agent, or exempt the agent's address.",
				"If the target needs no proxy, leave it out (NO_PROXY).",
				"Prove it: `curl -x PROXY -U USER -i URL` shows the target's own answer.",
			}},
			{Title: "Exempt the agent", For: "Squid", Steps: []string{
				"`acl uptime src ADDRESS` and `http_access allow uptime` above the line that requires authentication; `squid -k reconfigure`.",
				"Prove it: access.log shows TCP_MISS instead of TCP_DENIED/407.",
			}},
		},
		Monitor: "Let the agent go out without a proxy where you can: then only the target's answers count.",
		Sources: []string{"RFC 9110 section 15.5.8", "RFC 9110 section 11.7"},
	},
	{
		ID: "net/proxy-policy-denied", Title: "A filter on our side refuses",
		Means:    "A proxy or web filter between the agent and the internet refuses the target by its own policy. The site is probably fine and its owner need not be called.",
		Statuses: "403,302,200,503", Failures: []measure.Failure{measure.ProxyRefused}, Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The page or header names the filter (X-Squid-Error, Zscaler, Blue Coat, FortiGuard), or the certificate is a company's own.",
			"From another network the site answers.",
		},
		Rivals: []CauseID{"net/proxy-auth-required", "static/path-deny-rule"},
		Look:   "Look at the filter's log for the agent's address: it names the category or rule.",
		Fixes: []Fix{
			{Title: "Exempt the agent from the filter", Steps: []string{
				"Allow the target, or its category, for the agent's address in the filter, or let the agent out past it.",
				"Do not page the site's owner. Prove it: the test shows the target's own answer and certificate.",
			}},
			{Title: "Allow the target", For: "Squid", Steps: []string{
				"access.log shows TCP_DENIED; add `acl monitored dstdomain .example.com` and `http_access allow monitored` above the deny, then `squid -k reconfigure`.",
				"Prove it: X-Squid-Error is gone.",
			}},
			{Title: "Allow the target", For: "Zscaler", Steps: []string{
				"Policy, URL & Cloud App Control: add the URL to an allow rule for the agent's location; the web log names the rule.",
				"Prove it: the test shows the target's own answer.",
			}},
		},
		Monitor: "Run a second agent outside the company network; when only the inner one is refused, it is the filter.",
		Sources: []string{"https://www.squid-cache.org/Doc/config/http_access/", "https://help.zscaler.com/zia"},
	},
}
