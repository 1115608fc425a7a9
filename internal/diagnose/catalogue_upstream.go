package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// edgeCauses: what stands between.
var edgeCauses = []Entry{
	{
		ID: "edge/stale-error-cached", Title: "A cache serves an old error",
		Means:    "The origin is fine again, or was fine for others, and a cache keeps handing out an error that it stored.",
		Statuses: "404,403,500,502,503,504", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"The error carries Age above zero or a HIT in a cache header.",
			"With an added query parameter, past the cache, it answers 2xx.",
		},
		Rivals: []CauseID{"app/error", "resource/not-found", "net/backend-split"},
		Look:   "Ask the origin directly, past the cache, and compare.",
		Fixes: []Fix{
			{Title: "Purge, then shorten the life of errors", Steps: []string{
				"Purge this URL. Then keep errors for seconds only, and never those of requests with credentials.",
				"Prove it: Age begins at zero, and the answer is 2xx.",
			}},
			{Title: "Purge and set the TTL by status", For: "Cloudflare", Steps: []string{
				"Caching, Purge by URL; a cache rule with Status code TTL: no-store for 4xx and 5xx.",
				"Prove it: CF-Cache-Status is MISS, then the page.",
			}},
			{Title: "Invalidate, set the error TTL", For: "Amazon CloudFront", Steps: []string{
				"`aws cloudfront create-invalidation --distribution-id ID --paths '/PATH'`; Error pages, Minimum TTL 0 (the default is 10 seconds).",
				"Prove it: X-Cache is Miss, then Hit, with 200.",
			}},
			{Title: "Set proxy_cache_valid", For: "nginx", Steps: []string{
				"`proxy_cache_valid 200 10m; proxy_cache_valid any 0;`; remove the file, or use a bypass header once.",
				"Reload, then test again.",
			}},
			{Title: "Ban and set beresp.ttl", For: "Varnish", Steps: []string{
				"`varnishadm ban req.url == /PATH`; in vcl_backend_response: `if (beresp.status >= 400) { set beresp.ttl = 0s; }`.",
				"Prove it: X-Varnish has one number.",
			}},
		},
		Monitor: "Have one monitor through the cache and one past it: the pair names this cause by itself.",
		Sources: []string{"RFC 9111 section 5.1", docCloudFront5xx},
	},
	{
		ID: "edge/origin-denies-edge", Title: "The origin refuses the CDN",
		Means:    "The CDN was let in by the visitor and is itself refused by the origin: a firewall, a bucket policy, or the wrong Host.",
		Statuses: "403,521,520,502", Ceiling: CeilingInferred, Common: 2,
		Tell: []string{
			"Server: AmazonS3 together with X-Cache: Error from cloudfront; or Cloudflare's 521.",
			"The origin asked directly, where that is allowed, answers otherwise.",
		},
		Rivals: []CauseID{"authz/missing-object-masked", "upstream/unreachable", "static/path-deny-rule"},
		Look:   "Look at the origin's firewall and access log for the CDN's addresses.",
		Fixes: []Fix{
			{Title: "Let the CDN's addresses in", Steps: []string{
				"Allow the published ranges of the CDN on the origin, before rate limits and fail2ban; restore the visitor's address from the CDN's header.",
				"Prove it: the same URL answers 200 through the CDN.",
			}},
			{Title: "Allow the ranges", For: "Cloudflare", Steps: []string{
				"Allow https://www.cloudflare.com/ips/ on ports 80 and 443, and set CF-Connecting-IP as real address.",
				"Prove it: 521 is gone.",
			}},
			{Title: "Origin access control", For: "Amazon CloudFront", Steps: []string{
				"Bucket policy: s3:GetObject for cloudfront.amazonaws.com with aws:SourceArn of the distribution; origin is the REST endpoint, and Host must not be forwarded.",
				"Prove it: `curl -I URL` answers 200 after the deployment.",
			}},
		},
		Monitor: "Monitor the origin by its own address as well, from a listed place.",
		Sources: []string{docCloudFront403, docCF5xx},
	},
}

// siteCauses: the site as a whole.
var siteCauses = []Entry{
	{
		ID: "site/maintenance", Title: "The site is in maintenance",
		Means:    "The site says that it is closed for work, mostly with 503 and Retry-After. If nobody works on it, a flag was left behind.",
		Statuses: "503,200", Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"Every page gives the same notice, static files may still pass.",
			"The product's own text says it; the word maintenance in Apache httpd's stock 503 page says nothing.",
		},
		Rivals: []CauseID{"upstream/overloaded", "upstream/no-healthy-backend", "site/suspended"},
		Look:   "Ask whether work was planned, and look for the flag: a file, a setting, a page rule.",
		Fixes: []Fix{
			{Title: "End the maintenance, or announce it", Steps: []string{
				"If it is planned, add a maintenance window to the monitor; if not, remove the flag.",
				"Prove it: the start page answers 200.",
			}},
			{Title: "Remove the file .maintenance", For: "WordPress", Steps: []string{
				"An update that broke off leaves `.maintenance` in the root; older than ten minutes it is ignored. `rm .maintenance`, then finish the update: `wp core update-db`.",
				"Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "php artisan up", For: "Laravel", Steps: []string{
				"`php artisan up` removes storage/framework/down. `php artisan down --secret=TOKEN` lets the monitor in by a cookie.",
				"Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "maintenance:off", For: "Heroku", Steps: []string{
				"`heroku maintenance:off -a APP`.",
				"Prove it: `curl -I URL` answers 200.",
			}},
		},
		Monitor: "Plan windows in the monitor, so that only a maintenance that overruns raises the alarm.",
		Sources: []string{"RFC 9110 section 15.6.4", "https://laravel.com/docs/configuration#maintenance-mode"},
	},
	{
		ID: "site/suspended", Title: "The site is suspended or switched off",
		Means:    "The provider or the owner has switched the site off: an unpaid bill, an abuse case, a paused project, or a domain that has run out. Every path is concerned.",
		Statuses: "402,403,503,404,200,423", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The page or header says it: \"Account Suspended\", DEPLOYMENT_DISABLED, \"This web app is stopped\".",
			"It may come with status 200, on a page of the provider.",
		},
		Rivals: []CauseID{"host/unknown-name", "site/maintenance", "authz/service-disabled"},
		Look:   "Look at the provider's console and mail: billing, abuse, limits; for domains `whois NAME` shows clientHold.",
		Fixes: []Fix{
			{Title: "Settle it with the provider", Steps: []string{
				"Read the billing and abuse mail, settle it, and ask for the site to be switched on.",
				"For a domain: renew it; clientHold or redemption period in WHOIS says that it ran out.",
				"Prove it: the start page with its keyword.",
			}},
			{Title: "Resume the project", For: "Vercel", Steps: []string{
				"402 DEPLOYMENT_DISABLED: billing of the team. 503 DEPLOYMENT_PAUSED: Settings, General, Resume Service.",
				"Prove it: X-Vercel-Error is gone.",
			}},
			{Title: "Start the app", For: "Azure App Service", Steps: []string{
				"`az webapp start -g GROUP -n APP`; free plans stop when the daily quota is spent.",
				"Prove it: `curl -I URL`.",
			}},
			{Title: "Pick a plan", For: "Shopify", Steps: []string{
				"402 and \"currently unavailable\": the shop is paused, frozen or unpaid; Settings, Plan.",
				"Prove it: `curl -I URL`.",
			}},
		},
		Monitor: "Expect a keyword of your page, and put the domain's renewal into a calendar that a team reads.",
		Sources: []string{"https://vercel.com/docs/errors", "RFC 9083 section 4.6"},
	},
}

// upstreamCauses: behind the gateway.
var upstreamCauses = []Entry{
	{
		ID: "upstream/unreachable", Title: "The gateway cannot reach the application",
		Means:    "The proxy or CDN in front works, and its connection to the application is refused, cannot be routed, resolved or secured.",
		Statuses: "502,503,521,523,525,526,530,500", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The answer comes within milliseconds: a refused connection needs no waiting.",
			"Cloudflare's 521, 523, 525 and 526, Squid, Envoy and Traffic Server name the step; nginx has one page for all of them.",
		},
		Rivals: []CauseID{"upstream/bad-response", "upstream/timeout", "upstream/no-healthy-backend"},
		Look:   "Look at the gateway's error log: `connect() failed (111: Connection refused)`, `host not found in upstream`, `SSL_do_handshake() failed`.",
		Fixes: []Fix{
			{Title: "Bring the application up where the gateway looks for it", Steps: []string{
				"Is the process up and listening on that address and port: `ss -ltnp`? From the gateway's host: `curl -i http://BACKEND:PORT/`.",
				"Check name resolution, firewall, and the certificate if it is HTTPS.",
				"Prove it: the same curl, then the test.",
			}},
			{Title: "Read the upstream error", For: "nginx", Steps: []string{
				"The error log names the upstream and errno. (13: Permission denied) with SELinux: `setsebool -P httpd_can_network_connect 1`; (2: No such file) is a missing socket.",
				"A name that changes its address needs `resolver` and a variable in proxy_pass. Then reload and test again.",
			}},
			{Title: "Read the proxy error", For: "Apache httpd", Steps: []string{
				"AH00957 and AH01114 name the backend; after a failure it is skipped for `retry=60` seconds.",
				"Prove it: `curl -i http://BACKEND:PORT/` on that host, then test again.",
			}},
			{Title: "Find the failing step", For: "Cloudflare", Steps: []string{
				"521: the origin refuses Cloudflare's addresses. 523: wrong address in the record. 525 and 526: certificate of the origin; SSL mode Full (strict) wants a valid one. 1033: `cloudflared tunnel info NAME`.",
				"Prove it: `curl -I --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
			}},
			{Title: "Check endpoints and ports", For: "Kubernetes", Steps: []string{
				"`kubectl get endpointslices -l kubernetes.io/service-name=SERVICE`: empty means that no pod is ready, or that the selector or targetPort is wrong.",
				"Prove it: `kubectl port-forward svc/SERVICE 8080:80` and curl.",
			}},
			{Title: "Start the pool", For: "PHP-FPM", Steps: []string{
				"`systemctl status php-fpm`; socket path and its owner must fit `fastcgi_pass` and the web server's user.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "Read the response flags", For: "Envoy", Steps: []string{
				"UF connection failure, UH no healthy host, URX retries used up: %RESPONSE_FLAGS% in the access log. With Istio compare mTLS modes of both sides.",
				"Prove it: the same request answers 2xx.",
			}},
		},
		Monitor: "Monitor the application's port beside the public URL: the pair says which side is down.",
		Sources: []string{"RFC 9110 section 15.6.3", docCF5xx},
	},
	{
		ID: "upstream/timeout", Title: "The application does not answer in time",
		Means:    "The gateway reached the application, or tried to, and gave up waiting. It is slow, stuck, or drops packets.",
		Statuses: "504,524,522,502,503,408", Failures: []measure.Failure{measure.AnswerTimeout}, Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The answer comes after a round time, such as 30 or 60 seconds.",
			"504, 522 and 524 state it; Apache httpd may say 502 and Varnish 503 for the same.",
		},
		Rivals: []CauseID{"upstream/unreachable", "upstream/overloaded", "app/error"},
		Look:   "Look at what the application did at that time: slow queries, locks, a full pool, a cold start.",
		Fixes: []Fix{
			{Title: "Find what is slow", Steps: []string{
				"Look at the slow log of the application and the database at that time; only then raise a timeout.",
				"Move work that takes long out of the request.",
				"Prove it: the response time of the path is well below the gateway's timeout.",
			}},
			{Title: "Compare with proxy_read_timeout", For: "nginx", Steps: []string{
				"`upstream timed out (110: …) while reading response header`: proxy_read_timeout, 60 seconds by default; `while connecting` is a firewall that drops.",
				"Log `$upstream_response_time`, then test again. With ingress-nginx: the annotations proxy-read-timeout and proxy-connect-timeout.",
			}},
			{Title: "Compare with timeout server", For: "HAProxy", Steps: []string{
				"Termination state sH is `timeout server`, sC `timeout connect`, sQ `timeout queue`.",
				"Prove it: the state is `--` for the path.",
			}},
			{Title: "522 or 524", For: "Cloudflare", Steps: []string{
				"522: the connection itself is not answered, mostly a firewall or an overloaded host. 524: connected, and no answer within the read timeout, 120 seconds by default; move long work behind a queue.",
				"Prove it: `curl -w '%{time_total}' --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
			}},
			{Title: "Set the timeouts in order", For: "AWS ELB", Steps: []string{
				"target_processing_time -1 in the access log; idle timeout is 60 seconds, and the application's keep-alive must be longer than it.",
				"Prove it: HTTPCode_ELB_504_Count stays at zero.",
			}},
			{Title: "Stay below 29 seconds", For: "Amazon API Gateway", Steps: []string{
				"The integration's timeout is 29 seconds unless the quota was raised; answer at once and work asynchronously.",
				"Prove it: IntegrationLatency in the metrics.",
			}},
			{Title: "Raise maxDuration, or stream", For: "Vercel", Steps: []string{
				"FUNCTION_INVOCATION_TIMEOUT: `export const maxDuration = 60`, within the plan's limit.",
				"Prove it: the function's log shows its duration.",
			}},
		},
		Monitor: "Set a maximum time on the monitor: slow is the warning before the timeout.",
		Sources: []string{"RFC 9110 section 15.6.5", docCF5xx},
	},
	{
		ID: "upstream/no-healthy-backend", Title: "The load balancer has no healthy backend",
		Means:    "Every backend is down, drained or fails its health check, so the load balancer does not even try.",
		Statuses: "503", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The answer comes at once; \"no healthy upstream\", \"no available server\" say it.",
			"HAProxy has one page for this, for refused connections and for a full queue: only the time differs.",
		},
		Rivals: []CauseID{"upstream/unreachable", "upstream/overloaded", "site/maintenance"},
		Look:   "Look at what the health checks request and what they get.",
		Fixes: []Fix{
			{Title: "Make a backend healthy", Steps: []string{
				"Request the health path on each backend by hand and compare status and time with what the check wants.",
				"Look at the deployment, whether the new release started.",
				"Prove it: the load balancer lists at least one backend as up.",
			}},
			{Title: "show servers state", For: "HAProxy", Steps: []string{
				"`echo 'show servers state' | socat stdio SOCKET`; the log's state SC is no server, sQ a full queue.",
				"Prove it: `show stat` has UP in the backend.",
			}},
			{Title: "describe-target-health", For: "AWS ELB", Steps: []string{
				"`aws elbv2 describe-target-health --target-group-arn ARN` names the reason; an empty group gives 503.",
				"Prove it: state healthy.",
			}},
			{Title: "Read clusters", For: "Envoy", Steps: []string{
				"`curl ADMIN/clusters | grep health_flags`; in Istio `istioctl proxy-config endpoints POD`.",
				"Prove it: HEALTHY in the list.",
			}},
			{Title: "Look at readiness", For: "Kubernetes", Steps: []string{
				"`kubectl get pods`, `kubectl describe pod` for the readiness probe, `kubectl rollout undo` if it is the release.",
				"Prove it: the endpoints are not empty.",
			}},
			{Title: "Look at the services", For: "Traefik", Steps: []string{
				"The dashboard shows each service's servers and health check.",
				"Prove it: a server is UP.",
			}},
			{Title: "backend.list", For: "Varnish", Steps: []string{
				"`varnishadm backend.list -p` shows the probe's history; the page says only Backend fetch failed.",
				"Prove it: the backend is healthy.",
			}},
		},
		Monitor: "Monitor the health path itself on each backend.",
		Sources: []string{docALB, "https://docs.haproxy.org/", "https://www.envoyproxy.io/docs/envoy/latest/"},
	},
	{
		ID: "upstream/bad-response", Title: "The application's answer is unusable",
		Means:    "The gateway reached the application and could not use what came back: cut off, malformed, too large a header, or another protocol.",
		Statuses: "502,520,503,500", Ceiling: CeilingClass, Common: 4,
		Tell: []string{
			"The connection works, and ends before a whole header: a crash, or http spoken to an https port.",
			"nginx has one page for this and for refused connections; its log tells them apart.",
		},
		Rivals: []CauseID{"upstream/unreachable", "app/error"},
		Look:   "Look at the gateway's error log: `upstream prematurely closed connection`, `upstream sent too big header`, `upstream sent invalid header`.",
		Fixes: []Fix{
			{Title: "See what the application sends", Steps: []string{
				"From the gateway's host: `curl -v http://BACKEND:PORT/PATH`. An empty reply is a crash: look at the application's log and the kernel's (out of memory).",
				"Check http against https, and HTTP/1.1 against HTTP/2 and FastCGI.",
				"Prove it: the same curl shows a whole answer.",
			}},
			{Title: "Raise the header buffers", For: "nginx", Steps: []string{
				"`upstream sent too big header`: `proxy_buffer_size 16k; proxy_buffers 8 16k;` (fastcgi_ for PHP).",
				"Reload, then test again.",
			}},
			{Title: "Read AH01102", For: "Apache httpd", Steps: []string{
				"AH01102 `error reading status line from remote server`: often a keep-alive that the backend closed; `SetEnv proxy-initial-not-pooled 1`.",
				"Run `apachectl graceful`, then test again.",
			}},
			{Title: "520", For: "Cloudflare", Steps: []string{
				"Empty answer, header above 128 KB, or a reset by the origin: look at its log by the Ray ID and the time.",
				"Prove it: `curl -I --connect-to NAME:443:ORIGIN:443 https://NAME/`.",
			}},
			{Title: "Longer keep-alive than the load balancer", For: "AWS ELB", Steps: []string{
				"502 with target_status_code - : the application's keep-alive must be longer than the idle timeout.",
				"Prove it: HTTPCode_ELB_502_Count stays at zero.",
			}},
			{Title: "Return the right form", For: "Amazon API Gateway", Steps: []string{
				"A proxy integration must return statusCode, headers and body as text; the execution log shows Malformed Lambda proxy response.",
				"Prove it: `aws apigateway test-invoke-method …`.",
			}},
		},
		Monitor: "Monitor the application directly, beside the gateway.",
		Sources: []string{"RFC 9110 section 15.6.3", docCF5xx},
	},
	{
		ID: "upstream/overloaded", Title: "The service is overloaded",
		Means:    "The server works and has more to do than it can, so it turns requests away for a while. It is not about this client.",
		Statuses: "503,529,508", Ceiling: CeilingInferred, Common: 3,
		Tell: []string{
			"Some requests pass, slowly, and some do not; Retry-After is short.",
			"A rate limit would name a count or a window; no backend at all would refuse everything.",
		},
		Rivals: []CauseID{"rate/request-limit", "upstream/no-healthy-backend", "rate/concurrency-limit", "site/maintenance"},
		Look:   "Look at load, queue and pool sizes at that time.",
		Fixes: []Fix{
			{Title: "Shed, then add", Steps: []string{
				"See what takes the capacity: bots, one slow query, a retry storm. Shed that first.",
				"Then add capacity, and give queues a limit.",
				"Prove it: response time and error rate fall under the same load.",
			}},
			{Title: "Look at the queue", For: "HAProxy", Steps: []string{
				"State sQ and qcur in `show stat`: raise maxconn of the servers only if they can carry it.",
				"Prove it: qcur is zero.",
			}},
			{Title: "Workers and slow log", For: "PHP-FPM", Steps: []string{
				"`request_slowlog_timeout = 5s`, and the status page's listen queue and max children reached.",
				"Prove it: the queue is zero.",
			}},
			{Title: "Raise limits of the pods", For: "Kubernetes", Steps: []string{
				"`kubectl top pods`, a HorizontalPodAutoscaler, and requests and limits that fit.",
				"Prove it: no throttling in the metrics.",
			}},
		},
		Monitor: "Set a maximum time on the monitor, and look at its percentiles: they rise before the 503.",
		Sources: []string{"RFC 9110 section 15.6.4", docRateDraft},
	},
}
