package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

const docCRS = "https://coreruleset.org/docs/"

// wafCauses: how you look, and what you send.
var wafCauses = []Entry{
	{
		ID: "waf/user-agent-rule", Title: "A rule refuses the monitor's User-Agent",
		Means:    "The same request passes with a browser's User-Agent and is refused with ours. Visitors with browsers are probably fine.",
		Statuses: "403,406,429,444", Failures: []measure.Failure{measure.AnswerClosed}, Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"With a browser's User-Agent 2xx, with our own again refused, back to back; the place does not matter.",
			"If the User-Agent alone does not help but a browser's whole set of headers does, it is the header profile.",
		},
		Rivals: []CauseID{"waf/header-profile", "waf/challenge", "net/ip-blocklist"},
		Look:   "Look in the firewall's log at the time of the check: the rule id names the User-Agent list.",
		Fixes: []Fix{
			{Title: "Let the monitor pass under its own name", Steps: []string{
				"Allow the monitor's User-Agent together with its addresses or a secret header; a User-Agent alone can be copied by anyone.",
				"Do not disguise the monitor for good: then its traffic cannot be told from an attacker's.",
				"Prove it: the test with the honest User-Agent passes.",
			}},
			{Title: "Exempt the monitor", For: "nginx", Steps: []string{
				"`grep -rn http_user_agent /etc/nginx` finds the map or if. Exempt it by address: `geo $uptime { default 0; ADDRESS 1; }`.",
				"Run `nginx -t && nginx -s reload`, then test again.",
			}},
			{Title: "Exempt the monitor", For: "Apache httpd", Steps: []string{
				"Look for `BrowserMatch`, `SetEnvIf User-Agent` or `RewriteCond %{HTTP_USER_AGENT}`, in .htaccess too.",
				"Add `RewriteCond %{REMOTE_ADDR} !=ADDRESS` to the rule, then test again.",
			}},
			{Title: "Exempt the monitor", For: "ModSecurity", Steps: []string{
				"The audit log names rule 913100 or its like. `SecRule REMOTE_ADDR \"@ipMatch ADDRESS\" \"id:1001,phase:1,pass,nolog,ctl:ruleRemoveById=913100\"` above the rule set.",
				"Prove it: the audit log is silent for the next check.",
			}},
			{Title: "Skip the rule", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events names the rule (Browser Integrity Check is error 1010). Make a custom rule with the action Skip for the monitor's addresses.",
				"Prove it: the test passes and the event log is silent.",
			}},
			{Title: "Change the middleware or list", For: "WordPress", Steps: []string{
				"Security plugins keep lists of user agents: Wordfence, Blocking, and Solid Security, Ban Users. Allow-list the monitor's address.",
				"Prove it: the test passes.",
			}},
		},
		Monitor: "Send an honest User-Agent that names the monitor and its purpose, and have it allow-listed with the address.",
		Sources: []string{docCRS, docCF1xxx, "RFC 9110 section 10.1.5"},
	},
	{
		ID: "waf/header-profile", Title: "The request's headers look unlike a browser's",
		Means:    "A rule weighs which headers are there and finds the request unusual: no Accept, no Accept-Language, no User-Agent, a number as Host. Single weak signs may add up.",
		Statuses: "403,406,400,463", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"A browser's whole set of headers passes, the User-Agent alone does not suffice.",
			"If either of two unrelated changes cures it, a score is at work.",
		},
		Rivals: []CauseID{"waf/user-agent-rule", "waf/challenge", "waf/protocol-profile"},
		Look:   "Look in the audit log for the rules that scored: 920300 (no Accept), 920320 (no User-Agent), 920350 (a number as Host) in the Core Rule Set.",
		Fixes: []Fix{
			{Title: "Send ordinary headers, or exempt the monitor", Steps: []string{
				"Add Accept, Accept-Language and a User-Agent to the check, and address the site by name.",
				"Or exempt the monitor's addresses from the rule.",
				"Prove it: the test passes with these headers and fails without.",
			}},
			{Title: "Exclude the rule", For: "ModSecurity", Steps: []string{
				"The audit log names the rules and the score. For the health path: `SecRule REQUEST_URI \"@beginsWith /healthz\" \"id:1002,phase:1,pass,nolog,ctl:ruleRemoveById=920300\"`.",
				"Prove it: the audit log is silent for the next check.",
			}},
			{Title: "Skip Browser Integrity Check", For: "Cloudflare", Steps: []string{
				"Error 1010: a configuration rule or a Skip rule for the monitor's addresses or the health path switches the check off.",
				"Prove it: the test passes.",
			}},
		},
		Monitor: "Monitor by name and with ordinary headers; a bare request sees what no visitor sees.",
		Sources: []string{docCRS, docCF1xxx},
	},
	{
		ID: "waf/request-content-rule", Title: "A rule refuses what the request contains",
		Means:    "A parameter, cookie or path of the request looks like an attack to the firewall. Only requests with that content are refused.",
		Statuses: "403,406,400,501,200", Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"Without the query, without one parameter or without the cookie the request passes, and with it again fails.",
			"If the path itself offends, it cannot be told from a rule on that path.",
		},
		Rivals: []CauseID{"static/path-deny-rule", "waf/unspecified-block", "signed-url/bad-signature"},
		Look:   "Take the incident or ray id to the firewall's log; it names the rule and the part of the request that matched.",
		Fixes: []Fix{
			{Title: "Exclude the rule for that parameter only", Steps: []string{
				"Find the rule by the id on the page, and exclude it for this parameter on this path, not for the site.",
				"Or give the check a harmless value.",
				"Prove it: the request passes; an attack string in another parameter is still refused.",
			}},
			{Title: "Exclude the target", For: "ModSecurity", Steps: []string{
				"The audit log names the rule: `SecRule REQUEST_URI \"@beginsWith /search\" \"id:1003,phase:1,pass,nolog,ctl:ruleRemoveTargetById=942100;ARGS:q\"`.",
				"Prove it: the audit log is silent for the request.",
			}},
			{Title: "Skip the managed rule", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events, Ray ID: the managed rule's id. Add an exception for that rule on this path.",
				"Prove it: the request passes.",
			}},
			{Title: "Count instead of block", For: "AWS WAF", Steps: []string{
				"The log's terminatingRuleId and ruleMatchDetails name the rule and the field. Override that rule to Count, or add a scope-down statement for the path.",
				"Prove it: the request passes.",
			}},
			{Title: "Accept the violation", For: "F5 BIG-IP", Steps: []string{
				"Search the event log for the support ID on the page, and accept the suggestion for that parameter.",
				"Prove it: the request passes.",
			}},
			{Title: "Exclude the rule", For: "Azure Application Gateway", Steps: []string{
				"The firewall log (AzureDiagnostics, ruleId_s) names rule and field; add an exclusion for that argument.",
				"Prove it: the request passes.",
			}},
		},
		Monitor: "Keep the parameters of a check plain; let a separate check send what your users send.",
		Sources: []string{docCRS, "https://docs.aws.amazon.com/waf/latest/developerguide/"},
	},
	{
		ID: "waf/challenge", Title: "A bot challenge instead of the page",
		Means:    "A bot product wants to see whether a browser and a person are there, and sends its own page. It may come with 403, 429, 503, and even with 200, 202 or 405; the real page was not served.",
		Statuses: "403,429,503,200,202,405,428", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"A header says it: cf-mitigated: challenge, x-amzn-waf-action, x-vercel-mitigated: challenge.",
			"The page is the product's own; a vendor's script or name in an ordinary page is no challenge.",
			"Sending back the cookie that the refusal set may pass, where a cookie is all that it wants.",
		},
		Rivals: []CauseID{"waf/unspecified-block", "rate/request-limit", "waf/user-agent-rule", "auth/session-required"},
		Look:   "Look in the bot product's event log: the rule or the mode (attack mode, bot fight mode) that asked for the challenge.",
		Fixes: []Fix{
			{Title: "Let the monitor past the bot product", Steps: []string{
				"Allow the monitor by its addresses together with a secret header, or exempt the health path.",
				"Check that an attack mode was not left on. No monitor should try to solve challenges.",
				"Prove it: the test gets the page itself, with its keyword.",
			}},
			{Title: "Skip the challenge", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events shows the service: Under Attack mode, Bot Fight Mode, a custom rule. Make a Skip rule for the monitor's addresses; Bot Fight Mode cannot be skipped, only switched off.",
				"Prove it: cf-mitigated is gone.",
			}},
			{Title: "Put an allow rule above", For: "AWS WAF", Steps: []string{
				"Add a rule with an IP set and the action Allow before the rule with Challenge or CAPTCHA.",
				"Prove it: x-amzn-waf-action is gone.",
			}},
			{Title: "Add a bypass rule", For: "Vercel", Steps: []string{
				"Firewall, Rules: System Bypass for the monitor's addresses, and check that Attack Challenge Mode is off.",
				"Prove it: x-vercel-mitigated is gone.",
			}},
			{Title: "Allow-list the monitor", For: "DataDome", Steps: []string{
				"Add a custom rule for the addresses with the response Allow. A page with t=bv means that the address itself is banned.",
				"Prove it: the test gets the page itself.",
			}},
			{Title: "Allow-list the monitor", For: "Imperva", Steps: []string{
				"Website, Security settings: an exception for the addresses, or a delivery rule; the incident id leads to the event.",
				"Prove it: the test gets the page itself.",
			}},
			{Title: "Exempt the path", For: "Anubis", Steps: []string{
				"In the bot policy file add `- name: uptime` with `path_regex: ^/healthz$` and `action: ALLOW` above the challenge.",
				"Prove it: the test gets the page itself.",
			}},
		},
		Monitor: "Expect a keyword of the real page, so that a challenge with status 200 is not taken for success.",
		Sources: []string{docCFChallenge, docAWSWAF, "https://vercel.com/docs/vercel-firewall"},
	},
	{
		ID: "waf/protocol-profile", Title: "The connection looks unlike a browser's",
		Means:    "The server or a bot product judges the HTTP version or the TLS handshake. With the right version, or from a real browser, the same request passes.",
		Statuses: "403,426,505,464", Failures: []measure.Failure{measure.HTTP2Error, measure.TLSReset}, Ceiling: CeilingIsolated, Common: 1,
		Tell: []string{
			"HTTP/2 passes where HTTP/1.1 is refused, or the other way round.",
			"If a browser passes and no change of ours helps, the TLS handshake is being judged; that cannot be shown by changing headers.",
		},
		Rivals: []CauseID{"waf/header-profile", "waf/user-agent-rule", "waf/challenge"},
		Look:   "Look in the bot product's log for a fingerprint (JA3, JA4) or protocol rule.",
		Fixes: []Fix{
			{Title: "Use the protocol that is served", Steps: []string{
				"Choose HTTP/2 on the monitor, or the version that Upgrade names on a 426.",
				"Exempt the monitor's addresses from rules on fingerprints.",
				"Prove it: `curl --http2 -i URL` and `curl --http1.1 -i URL` show the difference.",
			}},
			{Title: "Exempt the monitor", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events: rules on cf.bot_management.ja3_hash, ja4 or on http.request.version. Skip them for the monitor's addresses.",
				"Prove it: the test passes.",
			}},
			{Title: "Match the target group's protocol", For: "AWS ELB", Steps: []string{
				"464: the target group's protocol version does not fit the request's. Create a target group with HTTP1 or HTTP2 as the clients need.",
				"Prove it: the test passes.",
			}},
		},
		Monitor: "Check with the protocol that browsers use for your site.",
		Sources: []string{"RFC 9110 section 15.5.22", "RFC 9110 section 15.6.6"},
	},
	{
		ID: "waf/temporary-ban", Title: "The address is banned for a while",
		Means:    "After a burst or some failed requests the server bans the address for a time. It lapses by itself, and comes back if the burst does.",
		Statuses: "403,429", Failures: []measure.Failure{measure.ConnectTimeout, measure.ConnectReset}, Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"Every URL of the host is refused from here, other places pass, and after a wait it passes here too.",
			"A rate limit usually covers one path and names its time; a block list does not lapse.",
		},
		Rivals: []CauseID{"rate/request-limit", "net/ip-blocklist"},
		Look:   "Look for our address in the ban list, and for what it did just before.",
		Fixes: []Fix{
			{Title: "Lengthen the interval and exempt the monitor", Steps: []string{
				"Spread the checks of this host, and exempt the monitor's addresses.",
				"Look for a second client behind the same address that causes the bursts.",
				"Prove it: no ban for as long as the ban time, twice.",
			}},
			{Title: "Exempt and unban", For: "fail2ban", Steps: []string{
				"`fail2ban-client status JAIL` lists bans; `fail2ban-client set JAIL unbanip ADDRESS`.",
				"Add the address to `ignoreip` in jail.local, then `fail2ban-client reload`.",
			}},
			{Title: "Exempt the address", For: "Apache httpd", Steps: []string{
				"mod_evasive: `DOSWhitelist ADDRESS`, or raise DOSPageCount and DOSSiteCount; the ban lasts DOSBlockingPeriod after the last try.",
				"Run `apachectl graceful`, wait out the period, then test again.",
			}},
			{Title: "Exempt the address", For: "HAProxy", Steps: []string{
				"`show table NAME` on the socket shows the counters; `clear table NAME key ADDRESS` ends the ban. Exempt with `!{ src ADDRESS }` on the deny.",
				"Prove it: the test passes.",
			}},
			{Title: "Release the lockout", For: "WordPress", Steps: []string{
				"Wordfence, Firewall, Blocking lists the address and its reason; unblock it and add it to the allowlisted IP addresses.",
				"Prove it: the test passes.",
			}},
		},
		Monitor: "One check a minute from each place is enough for most sites; more looks like an attack to some.",
		Sources: []string{"https://github.com/fail2ban/fail2ban/wiki", "https://github.com/jzdziarski/mod_evasive"},
	},
	{
		ID: "waf/unspecified-block", Title: "A firewall refuses and does not say why",
		Means:    "A known product blocked the request and keeps the reason to itself. Address, country, User-Agent, content or rate may be behind it; the id on the page leads its operator to the rule.",
		Statuses: "403,406,429,503,500,999,200", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The page or header is a product's block page, without a reason.",
			"The change that cures it names the real cause: another User-Agent, other headers, no query, another place, or waiting.",
		},
		Rivals: []CauseID{"net/ip-blocklist", "net/geo-restricted", "waf/user-agent-rule", "waf/request-content-rule", "waf/challenge", "rate/request-limit"},
		Look:   "Look up the id on the page (Ray ID, Reference, incident, support ID) in the product's event log; only there the rule is named.",
		Fixes: []Fix{
			{Title: "Follow the id to the rule", Steps: []string{
				"Copy the id and the time from the incident's capture and look them up in the product's event log.",
				"Apply the narrowest exemption: this rule, this path, these addresses.",
				"Prove it: the test passes and the log shows the exemption.",
			}},
			{Title: "Look up the Ray ID", For: "Cloudflare", Steps: []string{
				"Security, Analytics, Events: add the filter Ray ID; the event names service, rule and action.",
				"Make a Skip rule for the monitor, or mend the rule, then test again.",
			}},
			{Title: "Translate the reference", For: "Akamai", Steps: []string{
				"Control Center, Support, Translate Reference Error String: enter the text after Reference #; it names policy and rule.",
				"Exempt the monitor's addresses with a network list, then test again.",
			}},
			{Title: "Read the web ACL's log", For: "AWS WAF", Steps: []string{
				"Sampled requests, or the log's terminatingRuleId, name the rule. Put an allow rule with an IP set above it.",
				"Prove it: the test passes.",
			}},
			{Title: "Read the web ACL's log", For: "Amazon CloudFront", Steps: []string{
				"The web ACL of the distribution blocks: its sampled requests name the rule. CloudFront's x-edge-detailed-result-type tells a WAF error from an origin's.",
				"Prove it: the test passes.",
			}},
			{Title: "Read the fixed answer or the web ACL", For: "AWS ELB", Steps: []string{
				"The access log's actions_executed says waf or fixed-response. Mend the listener rule, or the web ACL.",
				"Prove it: the test passes.",
			}},
			{Title: "Look up the incident", For: "Imperva", Steps: []string{
				"Security events, by incident id: the rule that acted. Add an exception for the monitor's addresses.",
				"Prove it: the test passes.",
			}},
			{Title: "Look up the block code", For: "Sucuri", Steps: []string{
				"X-Sucuri-Block is the rule's code; the dashboard's audit trail shows the request. Allow the address or the path.",
				"Prove it: the test passes.",
			}},
			{Title: "Read the live traffic", For: "WordPress", Steps: []string{
				"Wordfence, Tools, Live Traffic shows the reason for the block; allow-list the address.",
				"Prove it: the test passes.",
			}},
		},
		Monitor: "Agree with those who run the firewall on an exemption for the monitor before you need it.",
		Sources: []string{docCF1xxx, docAkamai, docCloudFront403},
	},
}
