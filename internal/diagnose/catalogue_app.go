package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// appCauses: the application, its resources and its redirects.
var appCauses = []Entry{
	{
		ID: "app/error", Title: "The application fails",
		Means:    "The application took the request and broke on it: an exception, a lost database, a bad deploy. Access is not the matter.",
		Statuses: "500,502,503", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The page is the framework's own error page, and other paths answer.",
			"A script without the right to execute, and HAProxy's tarpit, give a 500 too.",
		},
		Rivals: []CauseID{"upstream/bad-response", "static/handler-refused", "auth/backend-misconfigured"},
		Look:   "Look at the error tracker or the application's log at the time of the check.",
		Fixes: []Fix{
			{Title: "Read the exception", Steps: []string{
				"Find the exception at the time of the first failure, and what was deployed just before.",
				"Check what it depends on: database, disk, memory, certificates.",
				"Prove it: the path answers 2xx, and the tracker stays silent.",
			}},
			{Title: "Log and database", For: "Django", Steps: []string{
				"The log `django.request` has the traceback; `python manage.py check --deploy` and `migrate --check` for a bad deploy.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "production.log", For: "Rails", Steps: []string{
				"`log/production.log` by X-Request-Id; `bin/rails db:migrate:status` for a bad deploy.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "storage/logs", For: "Laravel", Steps: []string{
				"`storage/logs/laravel.log`; a cached configuration without APP_KEY: `php artisan config:clear`; storage must be writable.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "WP_DEBUG_LOG", For: "WordPress", Steps: []string{
				"\"Error establishing a database connection\": DB_ constants and the server. Otherwise `define('WP_DEBUG_LOG', true);` and wp-content/debug.log; `wp plugin deactivate --all` in a pinch.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "error.log", For: "Apache httpd", Steps: []string{
				"AH00124 is a loop of rewrites, AH01215 a script's own message, and a syntax error in .htaccess is a 500 for all below it.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "Event log and failed request trace", For: "IIS", Steps: []string{
				"500.19 is web.config, 500.30 and 502.5 an ASP.NET Core app that does not start: turn on stdoutLogEnabled, read the event log.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "Function log", For: "Vercel", Steps: []string{
				"FUNCTION_INVOCATION_FAILED: `vercel logs DEPLOYMENT`, by x-vercel-id.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "Dyno log", For: "Heroku", Steps: []string{
				"`heroku logs --tail`: H10 crashed, H12 timeout, H14 no web dyno.",
				"Prove it: `heroku ps`, then `curl -i URL`.",
			}},
		},
		Monitor: "Let a health path touch the database and the queue, and answer 503 when one of them fails.",
		Sources: []string{"RFC 9110 section 15.6.1"},
	},
	{
		ID: "resource/not-found", Title: "There is nothing at this URL",
		Means:    "The server knows the host and has nothing under this path: it moved, was deleted (410 says for good) or never was. API Gateway says \"Missing Authentication Token\" for it.",
		Statuses: "404,410,403", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The parent path answers, with or without the trailing slash too.",
			"A resource that is hidden from this caller looks the same.",
		},
		Rivals: []CauseID{"authz/existence-hidden", "host/unknown-name", "authz/missing-object-masked", "static/no-index-listing-off"},
		Look:   "Look at the route table or the folder for what the last deploy renamed or removed.",
		Fixes: []Fix{
			{Title: "Restore, redirect or remove", Steps: []string{
				"Compare spelling, case and trailing slash; restore what went missing, or redirect to where it moved.",
				"If it was removed on purpose, remove the monitor, or expect 404 or 410.",
				"Prove it: `curl -I URL`.",
			}},
			{Title: "Check root and try_files", For: "nginx", Steps: []string{
				"The error log says `open() \"…\" failed (2: No such file or directory)`: compare that path with the disk, mind `alias` without a trailing slash.",
				"Reload, then `curl -I URL`.",
			}},
			{Title: "Deploy the API again", For: "Amazon API Gateway", Steps: []string{
				"A route exists only in stages that it was deployed to: `aws apigateway create-deployment …`; the stage's name is part of the path.",
				"Prove it: `curl -i URL`.",
			}},
			{Title: "Flush the permalinks", For: "WordPress", Steps: []string{
				"`wp rewrite flush`, and on Apache httpd AllowOverride and the rules in .htaccess.",
				"Prove it: `curl -I URL`.",
			}},
			{Title: "Clear the route cache", For: "Laravel", Steps: []string{
				"`php artisan route:list --path=PATH`; `php artisan route:clear` if the cache is old.",
				"Prove it: `curl -I URL`.",
			}},
		},
		Monitor: "Watch Sunset and Deprecation: APIs announce there when a resource will go.",
		Sources: []string{"RFC 9110 section 15.5.5", "RFC 9110 section 15.5.11", docAPIGateway},
	},
	{
		ID: "redirect/loop", Title: "The redirects go round in circles",
		Means:    "Following the redirects leads back to a URL that was already visited. No client gets an answer, unless a cookie breaks the circle.",
		Statuses: "301,302,307,308,310", Failures: []measure.Failure{measure.RedirectLoop, measure.RedirectLimit}, Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"A Location equals a URL that was asked before, with the same method and cookies.",
			"If a cookie that the redirect sets ends it, the client must keep cookies.",
		},
		Rivals: []CauseID{"auth/session-required", "tls/https-required"},
		Look:   "Run `curl -sIL --max-redirs 10 URL | grep -i '^location'` and see which two rules undo each other.",
		Fixes: []Fix{
			{Title: "Let one place decide", Steps: []string{
				"The usual circle: the CDN speaks http to the origin, which sends everyone to https. Use TLS to the origin, or pass X-Forwarded-Proto.",
				"Two rules for www and slash that disagree: keep one.",
				"Prove it: `curl -sIL URL` ends in 200 after at most two steps.",
			}},
			{Title: "SSL mode Full (strict)", For: "Cloudflare", Steps: []string{
				"Mode Flexible with an origin that redirects to https is the circle: SSL/TLS, Overview, Full (strict).",
				"Prove it: `curl -sIL URL` ends in 200.",
			}},
			{Title: "home and siteurl", For: "WordPress", Steps: []string{
				"`wp option get home` and siteurl must have the scheme and name that are served; behind a proxy set `$_SERVER['HTTPS'] = 'on'` from X-Forwarded-Proto in wp-config.php.",
				"Prove it: `curl -sIL URL` ends in 200.",
			}},
			{Title: "proxy headers", For: "Django", Steps: []string{
				"SECURE_SSL_REDIRECT needs SECURE_PROXY_SSL_HEADER behind a proxy.",
				"Prove it: `curl -sIL URL` ends in 200.",
			}},
		},
		Monitor: "Monitor the URL that people type, with redirects followed and a limit of a few.",
		Sources: []string{"RFC 9110 section 15.4"},
	},
}

// metaCauses are verdicts rather than causes.
var metaCauses = []Entry{
	{
		ID: "meta/healthy", Title: "The endpoint answers as expected",
		Means:    "The answer fits the expectation, and it shows no refusal in disguise.",
		Statuses: "", Ceiling: CeilingStated, Common: 1,
		Tell:    []string{"The status is expected, and the body is not a challenge, a login page or a notice of suspension."},
		Look:    "Nothing needs to be looked at.",
		Fixes:   []Fix{{Title: "Nothing to do", Steps: []string{"Expect a keyword of the page, so that this verdict rests on more than a status."}}},
		Monitor: "Expect what only the right answer has: a keyword, a JSON value, a header.",
		Sources: []string{"RFC 9110 section 15.3"},
	},
	{
		ID: "meta/undeterminable", Title: "The cause cannot be told from outside",
		Means:    "Several causes give the same answers to every safe request. The remaining ones are listed; a look inside decides.",
		Statuses: "", Ceiling: CeilingClass, Common: 1,
		Tell:    []string{"No change of a single factor switches the answer, and no header or body names the cause."},
		Look:    "Look at the error log of the server that wrote the answer, at the time of the check.",
		Fixes:   []Fix{{Title: "Look inside", Steps: []string{"Run `uptimesignal inspect PATH` on the web server's host, or read its error log at the time of the check.", "Give the monitor what would separate the causes: a URL that works, a second credential, a listed place."}}},
		Monitor: "Give the monitor a known good URL of the same site; it settles many cases with one request.",
		Sources: []string{rfc403},
	},
}
