package diagnose

const docRateDraft = "draft-ietf-httpapi-ratelimit-headers"

// rateCauses: too much.
var rateCauses = []Entry{
	{
		ID: "rate/request-limit", Title: "Too many requests in a short time",
		Means:    "A limit on requests for each client, key or address is exceeded for the moment. It says nothing about rights, even where it comes with 403.",
		Statuses: "429,503,403,509,420,529", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"Retry-After, RateLimit with r=0 or X-RateLimit-Remaining: 0 stand on the refusal.",
			"After the time announced it passes; from another address it passes at once where the limit is kept by address.",
			"A 429 with a mitigation header is a challenge and no limit.",
		},
		Rivals: []CauseID{"waf/temporary-ban", "rate/quota-exhausted", "waf/challenge", "upstream/overloaded", "rate/concurrency-limit"},
		Look:   "Count the requests from our address or key in the access log over the limit's window, and see whether they are ours alone.",
		Fixes: []Fix{
			{Title: "Ask less often, or get a higher limit", Steps: []string{
				"Lengthen the interval, or let one check serve several purposes; checks with a credential often have a higher limit.",
				"Exempt the monitor's address or key from the limit.",
				"Prove it: the remaining count stays above zero over a whole window.",
			}},
			{Title: "Exempt the monitor", For: "nginx", Steps: []string{
				"`geo $limit { default 1; ADDRESS 0; } map $limit $key { 0 \"\"; 1 $binary_remote_addr; }` and `limit_req_zone $key …`: an empty key is not counted.",
				"Set `limit_req_status 429;`, since the default is 503. The error log says `limiting requests`. Reload, then test again.",
				"With ingress-nginx: the annotations limit-rps, limit-rpm and limit-whitelist, each below `nginx.ingress.kubernetes.io/`.",
			}},
			{Title: "Exempt the monitor", For: "HAProxy", Steps: []string{
				"`http-request deny deny_status 429 if { sc_http_req_rate(0) gt N } !{ src ADDRESS }`.",
				"`show table` on the socket shows the rate; then test again.",
			}},
			{Title: "Change the rule", For: "Cloudflare", Steps: []string{
				"Error 1015: Security, Security rules, Rate limiting rules. Add `and not ip.src in {ADDRESS}` to the expression.",
				"Prove it: the test passes several times in a row.",
			}},
			{Title: "Raise the throttle", For: "Amazon API Gateway", Steps: []string{
				"The stage's or the usage plan's rate and burst: `aws apigateway get-usage-plans`. Give the monitor its own key and plan.",
				"Prove it: no 429 over a minute.",
			}},
			{Title: "Spread the requests", For: "S3", Steps: []string{
				"SlowDown: a prefix takes some 3,500 writes and 5,500 reads a second. Retry with backoff, spread keys over prefixes.",
				"Prove it: the 503 count in the bucket's metrics falls to zero.",
			}},
			{Title: "Use a token", For: "GitHub API", Steps: []string{
				"Without a token 60 requests an hour for each address; with one 5,000. Send If-None-Match: a 304 does not count.",
				"Wait until x-ratelimit-reset, or Retry-After on a secondary limit. Prove it: x-ratelimit-limit shows the higher number.",
			}},
			{Title: "Exempt the monitor", For: "Django REST framework", Steps: []string{
				"Give the view or the user another throttle scope (`throttle_scope`, DEFAULT_THROTTLE_RATES), or `throttle_classes = []` on the health view.",
				"Prove it: repeated requests pass.",
			}},
			{Title: "Exempt the monitor", For: "Laravel", Steps: []string{
				"`RateLimiter::for('api', fn ($r) => $r->ip() === 'ADDRESS' ? Limit::none() : Limit::perMinute(60)->by($r->ip()))`.",
				"Prove it: X-RateLimit-Remaining no longer falls.",
			}},
			{Title: "Exempt the monitor", For: "Kong", Steps: []string{
				"Give the monitor its own consumer with a rate-limiting plugin of its own; the most particular plugin wins.",
				"Prove it: RateLimit-Remaining of that consumer.",
			}},
		},
		Monitor: "The scheduler waits as Retry-After and RateLimit ask. The forecast tells when little of a quota is left, or when it falls too fast to last: act on that, not on the 429.",
		Sources: []string{"RFC 6585 section 4", "RFC 9110 section 10.2.3", docRateDraft},
	},
	{
		ID: "rate/quota-exhausted", Title: "The quota is used up",
		Means:    "A budget for a day, a month or a plan is spent. It comes back at the reset or with a larger plan, not after a minute.",
		Statuses: "429,403,402,503", Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"A wait of a minute and another place do not help; Retry-After is hours.",
			"The body says quota, plan or daily limit.",
		},
		Rivals: []CauseID{"rate/request-limit", "authz/service-disabled", "site/suspended"},
		Look:   "Look at the provider's usage page for the key or client that used the quota.",
		Fixes: []Fix{
			{Title: "Find who used it, then raise it", Steps: []string{
				"See which client spent the quota; a retry loop is the usual one.",
				"Wait for the reset that the answer names, or raise the plan; give the monitor its own key with its own quota.",
				"Prove it: the usage page shows room, and the test passes.",
			}},
			{Title: "Raise the usage plan", For: "Amazon API Gateway", Steps: []string{
				"`aws apigateway get-usage --usage-plan-id ID --key-id KEY --start-date … --end-date …` shows use by day; raise quota.limit or move the monitor to its own plan.",
				"Prove it: the same call answers 2xx.",
			}},
			{Title: "Ask for more quota", For: "Google Cloud", Steps: []string{
				"IAM & Admin, Quotas, by the metric that the body names; ask for an increase.",
				"Prove it: the quota page shows room.",
			}},
		},
		Monitor: "Let a monitor read an endpoint that shows the remaining quota in its header fields: the forecast follows it over the checks and tells when it will not last until the reset.",
		Sources: []string{docAPIGateway, docRateDraft, docErrorInfo},
	},
	{
		ID: "rate/concurrency-limit", Title: "Too many requests at the same time",
		Means:    "The limit is on requests in flight, not on requests in a time. It clears the moment that others end.",
		Statuses: "429,503", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"A single request passes at once, without waiting for a window; several together fail.",
			"RateLimit-Policy with qu=\"concurrent-requests\" says it.",
		},
		Rivals: []CauseID{"rate/request-limit", "upstream/overloaded"},
		Look:   "Look at the connections or workers in use at the time of the refusal, and at what holds them.",
		Fixes: []Fix{
			{Title: "Free the slots", Steps: []string{
				"Find the slow requests that hold slots, then raise the limit if it is too small for the ordinary load.",
				"Let checks of the same host run one after another.",
				"Prove it: no refusal while the ordinary load runs.",
			}},
			{Title: "Raise limit_conn", For: "nginx", Steps: []string{
				"The error log says `limiting connections by zone`. Raise `limit_conn ZONE N;`, and mind that HTTP/2 counts every stream.",
				"Reload, then test under load.",
			}},
			{Title: "Raise the reserved concurrency", For: "AWS Lambda", Steps: []string{
				"`aws lambda get-function-concurrency --function-name NAME`, and the metric ConcurrentExecutions; raise it with put-function-concurrency.",
				"Prove it: the metric Throttles stays at zero.",
			}},
			{Title: "Add children", For: "PHP-FPM", Steps: []string{
				"The log says `server reached pm.max_children setting`. Raise it as memory allows, and look at the slow log first.",
				"Prove it: the listen queue on the status page stays at zero.",
			}},
		},
		Monitor: "Do not start all checks of one host at the same instant; the scheduler spreads them by itself.",
		Sources: []string{"https://nginx.org/en/docs/http/ngx_http_limit_conn_module.html", docRateDraft},
	},
}
