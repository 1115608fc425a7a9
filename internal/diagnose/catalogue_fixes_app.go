package diagnose

// appFixes are for products of frameworks, and of the hosts and filters around them.
var appFixes = []productFix{
	{"auth/missing-credentials", Fix{Title: "Use an application password", For: "WordPress", Steps: []string{
		"rest_not_logged_in: Users, Profile, Application Passwords; send it as Basic credentials with the user's name, over HTTPS only.",
		"Prove it: `curl -i -u USER SITE/wp-json/wp/v2/users/me`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Renew the application password", For: "WordPress", Steps: []string{
		"incorrect_password and its like: revoke it under Users, Profile, make a new one; a plugin may have switched application passwords off.",
		"Prove it: `curl -i -u USER SITE/wp-json/wp/v2/users/me`.",
	}}},
	{"authz/csrf-or-origin", Fix{Title: "Send a nonce, or no cookie", For: "WordPress", Steps: []string{
		"rest_cookie_invalid_nonce: with a session cookie X-WP-Nonce is needed; with an application password send no cookie.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Raise the user's role", For: "WordPress", Steps: []string{
		"rest_forbidden and rest_cannot_…: `wp user get USER --field=roles`, `wp user set-role USER editor`, or the capability of the post type.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"auth/wrong-scheme", Fix{Title: "Match the plugin's form", For: "WordPress", Steps: []string{
		"JWT plugins want `Bearer`, application passwords Basic; two plugins may want Authorization for themselves.",
		"Prove it: `curl -i -u USER SITE/wp-json/wp/v2/users/me`.",
	}}},
	{"net/geo-restricted", Fix{Title: "Change country blocking", For: "WordPress", Steps: []string{
		"Wordfence, Firewall, Blocking, Country Blocking: except the monitor's address, or the path.",
		"Prove it: the test from that country passes.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise Wordfence's rates", For: "WordPress", Steps: []string{
		"Wordfence, Firewall, Rate Limiting: throttle instead of block, or allow-list the monitor's address.",
		"Prove it: repeated requests pass.",
	}}},
	{"waf/request-content-rule", Fix{Title: "Allow the parameter", For: "WordPress", Steps: []string{
		"Wordfence, Tools, Live Traffic: the blocked request offers to allow the parameter for the path; learning mode does it for a while.",
		"Prove it: the request passes.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Look the token up", For: "Django REST framework", Steps: []string{
		"\"Invalid token.\": `python manage.py drf_create_token -r USER` makes a new one; with JWT packages the signing key must be the same on all nodes.",
		"Prove it: `curl -i -H 'Authorization: Token …' URL`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Refresh the token", For: "Django REST framework", Steps: []string{
		"\"token_not_valid\": ACCESS_TOKEN_LIFETIME of Simple JWT is five minutes by default; refresh it, or give the monitor a token of the framework itself.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"request/method-refused", Fix{Title: "Allow the method", For: "Django REST framework", Steps: []string{
		"`Method \"POST\" not allowed.`: @api_view(['POST']), http_method_names of the view, or an action that the router does not map.",
		"Prove it: `curl -i -X METHOD URL`.",
	}}},
	{"authz/csrf-or-origin", Fix{Title: "Use a token instead of the session", For: "Django REST framework", Steps: []string{
		"SessionAuthentication enforces the check as soon as a session cookie is sent: leave it out, or put TokenAuthentication first.",
		"Prove it: the same POST answers 2xx.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Read the dependency", For: "FastAPI", Steps: []string{
		"\"Could not validate credentials\" is your own dependency: log which check failed, key, algorithm or user.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token, or free the path", For: "FastAPI", Steps: []string{
		"\"Not authenticated\": HTTPBearer and OAuth2PasswordBearer refuse without Authorization; leave the dependency off the health route, or use auto_error=False.",
		"Prove it: `curl -i URL`.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Issue the token with the scope", For: "FastAPI", Steps: []string{
		"\"Not enough permissions\": compare security_scopes.scopes of the route with the token's scopes.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token, and Accept", For: "Laravel", Steps: []string{
		"\"Unauthenticated.\": `Authorization: Bearer …` of Sanctum or Passport, with `Accept: application/json`, or you are redirected to the login.",
		"Prove it: `curl -i -H 'Accept: application/json' -H 'Authorization: Bearer …' URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Look at the policy", For: "Laravel", Steps: []string{
		"\"This action is unauthorized.\": the Gate or policy of the model; `Gate::inspect('view', $thing)->message()` in tinker says why.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"signed-url/bad-signature", Fix{Title: "Sign for the host and scheme that arrive", For: "Laravel", Steps: []string{
		"\"Invalid signature.\": behind a proxy trustProxies must see X-Forwarded-Proto and Host, APP_KEY must be the same, and no parameter be added (`signed:relative`, or ignore it).",
		"Prove it: `curl -I 'URL'` on a new link.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the credential, or skip the filter", For: "Rails", Steps: []string{
		"`HTTP Basic: Access denied.` and `HTTP Token: Access denied.` are http_basic_authenticate_with and authenticate_or_request_with_http_token: `skip_before_action` for the health action.",
		"Prove it: `curl -i -u USER URL`.",
	}}},
	{"auth/session-required", Fix{Title: "Monitor a public action", For: "Rails", Steps: []string{
		"Devise redirects to /users/sign_in: use `get \"up\" => \"rails/health#show\"`, or `skip_before_action :authenticate_user!` for one action.",
		"Prove it: `curl -i SITE/up`.",
	}}},
	{"rate/request-limit", Fix{Title: "Safelist the monitor", For: "Rails", Steps: []string{
		"Rack::Attack.throttle answers \"Retry later\"; `Rack::Attack.safelist_ip(\"ADDRESS\")`. `rate_limit to:, within:` of a controller takes `unless:`.",
		"Prove it: repeated requests pass.",
	}}},
	{"app/error", Fix{Title: "Read the stack trace", For: "Spring", Steps: []string{
		"The Whitelabel page hides it: look in the application's log by the timestamp of the body; `server.error.include-message=always` for a while.",
		"Prove it: `curl -i URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the credential, or permit the path", For: "Spring", Steps: []string{
		"`.requestMatchers(\"/actuator/health\").permitAll()` above anyRequest; otherwise httpBasic or a Bearer token for oauth2ResourceServer.",
		"Prove it: `curl -i URL`.",
	}}},
	{"resource/not-found", Fix{Title: "Check the mapping", For: "Spring", Steps: []string{
		"\"No static resource\" means that no controller maps the path: context path, component scan, and a trailing slash, which no longer matches since Spring 6.",
		"Prove it: `curl -i URL`.",
	}}},
	{"authz/csrf-or-origin", Fix{Title: "Send the token, or except the route", For: "Express", Steps: []string{
		"EBADCSRFTOKEN: mount the API before the CSRF middleware; with several nodes share the session store.",
		"Prove it: the same POST answers 2xx.",
	}}},
	{"resource/not-found", Fix{Title: "Check the route and its order", For: "Express", Steps: []string{
		"\"Cannot GET /path\": no route matches; look at the router's mount path, and at `express.static` with the wrong folder.",
		"Prove it: `curl -i URL`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Refresh the token", For: "Symfony", Steps: []string{
		"\"Expired JWT Token\": token_ttl of lexik_jwt_authentication is an hour by default; use a refresh token.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the key pair", For: "Symfony", Steps: []string{
		"\"Invalid JWT Token\": all nodes must have the same key pair (JWT_SECRET_KEY, JWT_PUBLIC_KEY); \"Invalid credentials.\" is the login itself.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token", For: "Symfony", Steps: []string{
		"\"JWT Token not found\": Authorization with Bearer; on Apache httpd `CGIPassAuth On`, or it never arrives.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the domain", For: "Heroku", Steps: []string{
		"\"No such app\": `heroku domains:add NAME -a APP`, and the CNAME to the DNS target that it prints.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the domain", For: "Netlify", Steps: []string{
		"\"Not Found\" with a request id: Domain management of the site must list the name; DNS points to it.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"resource/not-found", Fix{Title: "Add a redirect, publish the right folder", For: "Netlify", Steps: []string{
		"A single-page application wants `/* /index.html 200` in _redirects; the publish directory must hold the built files.",
		"Prove it: `curl -I URL`.",
	}}},
	{"app/error", Fix{Title: "Read the function's log", For: "Netlify", Steps: []string{
		"\"This function has crashed\": Logs, Functions; edge functions have their own.",
		"Prove it: `curl -i URL`.",
	}}},
	{"site/suspended", Fix{Title: "Look at usage and billing", For: "Netlify", Steps: []string{
		"\"Site not available\": the team's usage limit or an unpaid bill; Team, Usage & billing.",
		"Prove it: `curl -I URL`.",
	}}},
	{"auth/session-required", Fix{Title: "Take the protection off, or sign in", For: "Netlify", Steps: []string{
		"Site protection asks for a password or a team login: Project configuration, Visitor access; for monitoring use an unprotected path on another site.",
		"Prove it: `curl -i URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Set the custom domain", For: "GitHub Pages", Steps: []string{
		"Settings, Pages, Custom domain (a file CNAME in the branch), and DNS to it; verify the domain against takeover.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"resource/not-found", Fix{Title: "Publish the file", For: "GitHub Pages", Steps: []string{
		"Settings, Pages: branch and folder; index.html in exact case; a file .nojekyll for folders that begin with an underscore.",
		"Prove it: `curl -I URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Add the domain", For: "Render", Steps: []string{
		"Settings, Custom Domains of the service; x-render-routing says no-server where nothing listens.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Look at deploy and port", For: "Render", Steps: []string{
		"x-render-routing says why; the service must listen on $PORT at 0.0.0.0, and its health check path answer.",
		"Prove it: `curl -I URL`.",
	}}},
	{"host/unknown-name", Fix{Title: "Attach the domain", For: "Railway", Steps: []string{
		"\"Application not found\": Settings, Networking, Custom Domain, and a running deployment.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"upstream/unreachable", Fix{Title: "Listen on the port", For: "Railway", Steps: []string{
		"\"Application failed to respond\": listen on 0.0.0.0 and $PORT, or set the target port of the domain.",
		"Prove it: `curl -I URL`.",
	}}},
	{"resource/not-found", Fix{Title: "Check output and rewrites", For: "Vercel", Steps: []string{
		"NOT_FOUND: the Output Directory, and a rewrite to /index.html for single-page applications.",
		"Prove it: `curl -I URL`.",
	}}},
	{"upstream/bad-response", Fix{Title: "Look at the external rewrite", For: "Vercel", Steps: []string{
		"ROUTER_EXTERNAL_TARGET_ERROR and its like: the target of the rewrite fails or is no HTTP; ask it by itself.",
		"Prove it: `curl -i TARGET`.",
	}}},
	{"request/too-large", Fix{Title: "Stay below the limit", For: "Vercel", Steps: []string{
		"FUNCTION_PAYLOAD_TOO_LARGE: a function takes and gives 4.5 MB: upload straight to storage.",
		"Prove it: the request answers 2xx.",
	}}},
	{"site/maintenance", Fix{Title: "Wait for the cluster, or unblock it", For: "Elasticsearch", Steps: []string{
		"cluster_block_exception: a master is missing, or the disk is over its flood stage: GET /_cluster/health, free space, then the index is writable by itself.",
		"Prove it: status is green or yellow.",
	}}},
	{"upstream/unreachable", Fix{Title: "Start what the tunnel points to", For: "ngrok", Steps: []string{
		"ERR_NGROK_8012: nothing listens at the address behind the agent; ERR_NGROK_3200: the agent is not connected.",
		"Prove it: `curl -I URL`.",
	}}},
	{"net/proxy-policy-denied", Fix{Title: "Allow the target", For: "Blue Coat", Steps: []string{
		"The exception page names policy and category: add a rule for the agent's address, or recategorise the site.",
		"Prove it: the test shows the target's own answer.",
	}}},
	{"net/proxy-policy-denied", Fix{Title: "Allow the target", For: "FortiGuard", Steps: []string{
		"Security Profiles, Web Filter: a static URL filter with Exempt, or another category rating; then a policy for the agent's address.",
		"Prove it: the test shows the target's own answer.",
	}}},
	{"net/proxy-policy-denied", Fix{Title: "Allow the target", For: "Cisco Umbrella", Steps: []string{
		"Policies, Destination Lists: add the domain to a Global Allow List, or give the agent's network a policy of its own.",
		"Prove it: the test shows the target's own answer.",
	}}},
	{"net/proxy-policy-denied", Fix{Title: "Allow the target", For: "Netskope", Steps: []string{
		"Real-time Protection: a policy with Allow for the agent's group above the block; Skope IT has the event.",
		"Prove it: the test shows the target's own answer.",
	}}},
}
