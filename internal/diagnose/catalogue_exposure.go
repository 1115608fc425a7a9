package diagnose

// exposureCauses: who may come in that must not?
var exposureCauses = []Entry{
	{
		ID: "exposure/auth-removed", Title: "The check that kept strangers out is gone",
		Means:    "The endpoint refused requests without credentials before, and now it serves them. A configuration, a deployment or an order of handlers has changed, and whoever knows the address reads what is behind it.",
		Statuses: "200-299", Ceiling: CeilingInferred, Common: 3,
		Tell: []string{
			"The last good answer was a refusal, and the same request without credentials is answered with 2xx now.",
			"A repeat that is refused again speaks for one server of several, or for a rollout that is under way.",
			"A cache status of HIT or an Age field speaks for a cache that hands out a signed-in user's copy.",
		},
		Rivals: []CauseID{"exposure/open-endpoint", "exposure/private-cached"},
		Look:   "Compare the configuration that is live with the version before the first open answer, and look at the access log for requests without a user since then.",
		Fixes: []Fix{
			{Title: "Close it first, look for the reason after", Steps: []string{
				"Roll the last deployment or configuration change back, or block the path at the edge until it is mended.",
				"Prove it: `curl -i URL` without a credential must answer 401 or 403.",
				"Read the access log for what was fetched since the first open answer, and replace whatever secrets that showed.",
			}},
			{Title: "Put the access rule back", For: "nginx", Steps: []string{
				"See what is live: `nginx -T`, and find the location that serves the path; a new `location` block inherits `auth_basic` and `allow`/`deny` only if it sets none of its own.",
				"Put back `auth_basic \"…\"; auth_basic_user_file FILE;` or `allow ADDR; deny all;`, and look for `auth_basic off` and for `satisfy any`.",
				"Run `nginx -t && nginx -s reload`, then `curl -i URL` must answer 401 or 403.",
			}},
			{Title: "Put the Require line back", For: "Apache httpd", Steps: []string{
				"Look for `Require all granted` in the section of the path and below it: a later `<Location>` wins over a `<Directory>`, and `AllowOverride None` switches a .htaccess off.",
				"Write `Require valid-user` or `Require ip ADDR`; inside `<RequireAny>` one granted line opens all.",
				"Run `apachectl configtest && apachectl graceful`, then `curl -i URL` must answer 401 or 403.",
			}},
			{Title: "Put the permission back", For: "Django REST framework", Steps: []string{
				"Look for `AllowAny`, or an empty `permission_classes`, on the view, and for a changed DEFAULT_PERMISSION_CLASSES.",
				"Set `permission_classes = [IsAuthenticated]` and write a test that asks without credentials and expects 401.",
			}},
			{Title: "Mind the order of middleware", For: "Django", Steps: []string{
				"AuthenticationMiddleware must stand in MIDDLEWARE after SessionMiddleware, and the view needs `login_required` or PermissionRequiredMixin as its first decorator or base class.",
				"Since Django 5.1 `LoginRequiredMiddleware` closes every view that is not marked as open.",
			}},
			{Title: "Mind the order of the filter chain", For: "Spring", Steps: []string{
				"The first matching `requestMatchers` decides: a `permitAll()` on a wide pattern before the narrow rule opens it.",
				"End the list with `.anyRequest().authenticated()`, and check that no second SecurityFilterChain with a lower @Order catches the path.",
			}},
			{Title: "Mind the order of middleware", For: "Laravel", Steps: []string{
				"The route must stand inside the group with `auth`: `php artisan route:list -v` shows the middleware of each.",
			}},
			{Title: "Put the before_action back", For: "Rails", Steps: []string{
				"Look for `skip_before_action :authenticate_user!` and for `only:` or `except:` lists that a new action fell through.",
			}},
		},
		Monitor: "Watch each door from outside with must_refuse, from a place that no allow-list knows; an internal address may be let in by intent.",
		Sources: []string{rfc401, rfc403, "OWASP Top 10 2021, A01 Broken Access Control"},
	},
	{
		ID: "exposure/open-endpoint", Title: "The endpoint is open to everyone",
		Means:    "A request without any credential is answered with 2xx where it must be refused. No refusal was seen before, so it may have been open all the time, or the expectation does not fit a page that is meant to be public.",
		Statuses: "200-299", Ceiling: CeilingInferred, Common: 4,
		Tell: []string{
			"No earlier answer of this monitor was a refusal.",
			"The answer is what the endpoint is for, and no page for signing in.",
			"If another place is refused, an allow-list knows the address that the check comes from, and the endpoint is not open to everyone.",
		},
		Rivals: []CauseID{"exposure/auth-removed", "exposure/private-cached"},
		Look:   "Open the address in a private window from a connection outside of the company's network: what is served there, everybody sees.",
		Fixes: []Fix{
			{Title: "Close it, or expect it to be open", Steps: []string{
				"Ask for a credential at the outermost layer that knows one, such as the reverse proxy, and refuse by default.",
				"If the page is meant to be public, take must_refuse off the monitor.",
				"Prove it: `curl -i URL` without a credential must answer 401 or 403.",
			}},
			{Title: "Ask for a password or an address", For: "nginx", Steps: []string{
				"In the location of the path write `auth_basic \"internal\"; auth_basic_user_file /etc/nginx/htpasswd;`, or `allow ADDR; deny all;`.",
				"Run `nginx -t && nginx -s reload`, then `curl -i URL` must answer 401 or 403.",
			}},
			{Title: "Ask for a user", For: "Apache httpd", Steps: []string{
				"Inside `<Location \"/PATH\">` write `AuthType Basic`, `AuthName \"internal\"`, `AuthUserFile FILE` and `Require valid-user`.",
				"Run `apachectl configtest && apachectl graceful`, then `curl -i URL` must answer 401.",
			}},
			{Title: "Block public access", For: "S3", Steps: []string{
				"Switch all four settings on: `aws s3api put-public-access-block --bucket NAME --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`.",
				"Look for Principal \"*\" in the policy: `aws s3api get-bucket-policy --bucket NAME`.",
				"Prove it: `curl -i URL` without a signature must answer 403.",
			}},
			{Title: "Take allUsers away", For: "Google Cloud Storage", Steps: []string{
				"Enforce it: `gcloud storage buckets update gs://NAME --public-access-prevention`.",
				"Prove it: `curl -i URL` without a token must answer 401.",
			}},
			{Title: "Forbid anonymous reading", For: "Azure Storage", Steps: []string{
				"Run `az storage account update --name NAME --allow-blob-public-access false`.",
				"Prove it: `curl -i URL` without a signature must answer 409 or 404; list that status on the monitor.",
			}},
			{Title: "Take rights from anonymous", For: "Kubernetes", Steps: []string{
				"See who has them: `kubectl get clusterrolebindings -o wide`, and look for system:anonymous and system:unauthenticated.",
				"Delete the binding, or start the API server and the kubelet with `--anonymous-auth=false`.",
				"Prove it: `kubectl auth can-i --list --as=system:anonymous` shows nothing beyond the health and discovery paths.",
			}},
			{Title: "Close the view", For: "Django REST framework", Steps: []string{
				"Set DEFAULT_PERMISSION_CLASSES to IsAuthenticated, so that a view has to be opened and not closed.",
			}},
			{Title: "Close by default", For: "Spring", Steps: []string{
				"End the rules with `.anyRequest().authenticated()`; management endpoints need a rule too: `EndpointRequest.toAnyEndpoint()`.",
			}},
		},
		Monitor: "One monitor with must_refuse for each door, and one with a credential that expects 2xx: the first tells of a door left open, the second of one that is locked for everybody.",
		Sources: []string{rfc401, rfc403, "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html", "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests"},
	},
	{
		ID: "exposure/private-cached", Title: "A cache hands out what was meant for one user",
		Means:    "A shared cache stored an answer to a request with credentials and serves it to requests without. The application itself may still refuse.",
		Statuses: "200-299", Ceiling: CeilingInferred, Common: 2,
		Tell: []string{
			"The open answer has an Age field or a cache status of HIT.",
			"The same address with a query parameter that nobody used before is refused.",
		},
		Rivals: []CauseID{"exposure/auth-removed", "exposure/open-endpoint"},
		Look:   "Look at Cache-Control of the application's own answer: behind a shared cache anything personal needs `private` or `no-store`.",
		Fixes: []Fix{
			{Title: "Keep it out of the cache, and purge", Steps: []string{
				"Send `Cache-Control: private, no-store` with every answer that depends on who asks.",
				"Purge the address at the cache; until then it stays open for as long as the entry lives.",
				"Prove it: `curl -i URL` without a credential must answer 401 or 403, twice in a row.",
			}},
			{Title: "Do not cache past cookies", For: "Cloudflare", Steps: []string{
				"Look for a cache rule with \"Cache everything\" on the path, and bypass the cache where the session cookie or Authorization is sent.",
				"Purge the single URL.",
			}},
			{Title: "Make the credential part of the key", For: "Amazon CloudFront", Steps: []string{
				"Put Authorization, or the session cookie, into the cache policy, or use the managed policy CachingDisabled for the path.",
				"Create an invalidation for it.",
			}},
			{Title: "Do not store what has a credential", For: "nginx", Steps: []string{
				"Write `proxy_cache_bypass $http_authorization $cookie_session; proxy_no_cache $http_authorization $cookie_session;`.",
				"Delete the entry below proxy_cache_path, and reload.",
			}},
			{Title: "Pass what has a credential", For: "Varnish", Steps: []string{
				"In vcl_recv return pass for requests with Authorization or a session cookie, and do not unset them before.",
				"Ban the address: `varnishadm ban req.url == /PATH`.",
			}},
		},
		Monitor: "Watch the door with must_refuse at a short interval: a cached copy comes and goes with its time to live.",
		Sources: []string{"RFC 9111 section 3.5", "RFC 9111 section 5.1"},
	},
	{
		ID: "exposure/role-too-wide", Title: "An identity may do more than it should",
		Means:    "A credential that must be refused here is let in, while a request without one is not. The endpoint is not open to everyone, but to more than its owner means.",
		Statuses: "200-299", Ceiling: CeilingInferred, Common: 2,
		Tell: []string{
			"The same endpoint refuses a request without credentials, so somebody is still asked who they are.",
			"Another identity of the same rank that is refused speaks for this identity's own rights.",
		},
		Rivals: []CauseID{"exposure/auth-removed", "exposure/open-endpoint"},
		Look:   "Look at the roles and groups of this identity, and at the rule of the endpoint: it may ask for somebody signed in and for no right at all.",
		Fixes: []Fix{
			{Title: "Take the right away, or ask for it", Steps: []string{
				"List what the identity may do, and remove the role that lets it in; look for groups and wildcards that it inherits from.",
				"If everybody signed in gets through, the endpoint checks who asks and not what they may: add the check of the right.",
				"Prove it: the same request with that credential must answer 403.",
			}},
			{Title: "Narrow the role", For: "Kubernetes", Steps: []string{
				"See what it may: `kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:NAME`.",
				"Replace `*` in verbs and resources of its roles by what it needs.",
			}},
			{Title: "Ask for the right", For: "Django REST framework", Steps: []string{
				"IsAuthenticated alone lets every user in: use IsAdminUser, DjangoModelPermissions or has_object_permission.",
			}},
			{Title: "Ask for the right", For: "Spring", Steps: []string{
				"Use `.hasAuthority(\"…\")` in place of `.authenticated()`, and @PreAuthorize on the method.",
			}},
		},
		Monitor: "An access matrix holds each identity against each endpoint: a right that is too wide shows as a single cell.",
		Sources: []string{rfc403, "OWASP API Security Top 10 2023, API5 Broken Function Level Authorization"},
	},
}
