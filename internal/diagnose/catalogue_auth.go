package diagnose

const (
	rfc401     = "RFC 9110 section 15.5.2"
	rfc403     = "RFC 9110 section 15.5.4"
	rfcBearer  = "RFC 6750 section 3"
	docCGIPass = "https://httpd.apache.org/docs/2.4/mod/core.html#cgipassauth"
)

// authCauses: who are you?
var authCauses = []Entry{
	{
		ID: "auth/missing-credentials", Title: "No credential was sent",
		Means:    "The endpoint wants to know who asks, and the request carried nothing that says so. It says nothing about whether a valid credential would be let in.",
		Statuses: "401,403,400", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The answer is 401 with WWW-Authenticate, and the request had no Authorization, key or cookie.",
			"A Bearer challenge without an error code means that no token arrived (RFC 6750 section 3).",
			"Some APIs answer anonymous callers with 403: Kubernetes, S3, Django REST framework with sessions, API keys at gateways.",
		},
		Rivals: []CauseID{"auth/credentials-stripped", "authz/insufficient-role", "auth/session-required"},
		Look:   "Look at the access log of the application: an empty user field for this request means that no credential reached it.",
		Fixes: []Fix{
			{Title: "Give the monitor a credential", Steps: []string{
				"Create a read-only account or key for monitoring only, so that it can be revoked alone.",
				"Store it on the monitor as bearer token, basic credentials or header; it is kept encrypted.",
				"Prove it: `curl -i -H 'Authorization: Bearer …' URL` answers as expected, then test the monitor again.",
			}},
			{Title: "Or expect the refusal", Steps: []string{
				"If the point of the monitor is that strangers are kept out, set the expected status to 401.",
				"Then a sudden 200 raises the alarm, and the 401 does not.",
			}},
			{Title: "Open the path", For: "nginx", Steps: []string{
				"If the path is meant to be public, switch the check off for it: `location = /healthz { auth_basic off; }`, or leave it out of `auth_request`. With ingress-nginx give the path an Ingress of its own without the annotations auth-type and auth-url.",
				"Run `nginx -t && nginx -s reload`, then `curl -i URL` without a credential must answer 200.",
			}},
			{Title: "Open the path", For: "Apache httpd", Steps: []string{
				"Inside `<Location \"/healthz\">` write `Require all granted`; it replaces the `Require valid-user` that is inherited.",
				"Run `apachectl configtest && apachectl graceful`, then `curl -i URL` without a credential must answer 200.",
			}},
			{Title: "Use a service account", For: "Kubernetes", Steps: []string{
				"Create one: `kubectl create serviceaccount uptime`, bind a role that may get only this path, and take a token with `kubectl create token uptime`.",
				"Or monitor `/livez` and `/readyz`, which the role system:public-info-viewer opens to everyone by default.",
				"Prove it: `kubectl auth can-i get /livez --as=system:anonymous`.",
			}},
			{Title: "Put the permission class on the view", For: "Django REST framework", Steps: []string{
				"For a public health view set `permission_classes = [AllowAny]` and `authentication_classes = []`.",
				"Prove it: `curl -i URL` without a token answers 200.",
			}},
		},
		Monitor: "Keep two monitors: one with the credential that expects 2xx, one without that expects 401. The second tells you when a door was left open.",
		Sources: []string{rfc401, "RFC 9110 section 11.6.1", rfcBearer},
	},
	{
		ID: "auth/invalid-credentials", Title: "The credential is wrong",
		Means:    "A credential arrived and the server does not accept it: unknown, mistyped, revoked, or of another environment. The same 401 is sent for a missing credential, so the request decides.",
		Statuses: "401,403,400", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The request without the credential gets the same answer, and the credential's own expiry lies ahead.",
			"error=\"invalid_token\", \"Invalid token.\" or \"Bad credentials\" say it outright.",
			"Basic authentication of Apache httpd and lighttpd sends 401 also to a valid user who is not on the list: that cannot be told apart from outside.",
		},
		Rivals: []CauseID{"auth/expired-credential", "auth/wrong-scheme", "auth/credentials-stripped", "authz/insufficient-role"},
		Look:   "Look at the error log: Apache httpd writes AH01617 for a wrong password and AH01631 for a user who is not allowed; identity providers log the reason by request id.",
		Fixes: []Fix{
			{Title: "Renew the secret on the monitor", Steps: []string{
				"Try the same credential by hand: `curl -i -H 'Authorization: …' URL`.",
				"Check whether it was rotated or revoked since the last good answer, and whether it belongs to this environment and not to staging.",
				"Store the new secret on the monitor and test it.",
			}},
			{Title: "Check the password file", For: "nginx", Steps: []string{
				"Verify the user against the file that `auth_basic_user_file` names: `htpasswd -v FILE USER`.",
				"Replace the line with `htpasswd FILE USER`; no reload is needed.",
				"Prove it: `curl -i -u USER URL`.",
			}},
			{Title: "Check the password file", For: "Apache httpd", Steps: []string{
				"Verify the user against AuthUserFile: `htpasswd -v FILE USER`, and look for AH01617 or AH01618 in the error log.",
				"Prove it: `curl -i -u USER URL`.",
			}},
			{Title: "Check the access key", For: "S3", Steps: []string{
				"Name the caller: `aws sts get-caller-identity` with the same key. InvalidClientTokenId means that the key was deleted or belongs to another partition.",
				"Make a new key for the monitor's user, store it, delete the old one.",
				"Prove it: `aws s3api head-object --bucket BUCKET --key KEY`.",
			}},
			{Title: "Check the API key and its usage plan", For: "Amazon API Gateway", Steps: []string{
				"The key must be enabled, and its usage plan must include this API and stage: `aws apigateway get-usage-plans --key-id ID`.",
				"Prove it: `curl -i -H 'x-api-key: …' URL`. If it is still Forbidden, look at the web ACL of the stage.",
			}},
		},
		Monitor: "Use a secret made for the monitor and renew it with overlap: store the new one before the old one is revoked.",
		Sources: []string{rfc401, "RFC 6750 section 3.1"},
	},
	{
		ID: "auth/expired-credential", Title: "The credential has expired",
		Means:    "The token, key or session in the request was good and its time is over. Nothing on the server has changed.",
		Statuses: "401,403,400", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The exp claim of the JSON Web Token that was sent lies in the past; it can be read without verifying.",
			"The server names it: ExpiredToken, TokenExpired, \"Jwt is expired\", or an error_description with \"expired\".",
			"Many servers answer an expired and a forged token with the same bytes; then only the token itself decides.",
		},
		Rivals: []CauseID{"auth/invalid-credentials", "clock/server-skew", "signed-url/expired"},
		Look:   "Decode the token's payload and compare exp with the time of the first failure; they match to the second when this is the cause.",
		Fixes: []Fix{
			{Title: "Renew the token", Steps: []string{
				"Issue a new token and store it on the monitor.",
				"Better, give the monitor a long-lived key with only the right to read, or a client-credentials flow that fetches its own token.",
				"Prove it: the new token's exp lies ahead, and the monitor's test answers as expected.",
			}},
			{Title: "Make the session outlive the check", For: "S3", Steps: []string{
				"Temporary credentials end the requests and signed URLs made with them. Sign with a role session long enough (`--duration-seconds`, at most the role's maximum), or with a user's key.",
				"Prove it: `aws sts get-caller-identity` succeeds with the same session.",
			}},
			{Title: "Renew the client secret", For: "Microsoft Entra", Steps: []string{
				"List the secrets and their ends: `az ad app credential list --id APP`.",
				"Add one with `az ad app credential reset --id APP --append`, store it, remove the old one; a certificate or a workload identity avoids the next time.",
				"Prove it: fetch a token with the new secret and call the endpoint.",
			}},
			{Title: "Renew the service account token", For: "Kubernetes", Steps: []string{
				"Tokens of `kubectl create token` end after an hour unless `--duration` asks for more; clusters cap it.",
				"Prove it: `kubectl --token=… auth can-i get /livez`.",
			}},
		},
		Monitor: "The forecast reads the exp claim and the expiry headers that checks see, and tells days ahead; give the monitor a token that lives long enough for that.",
		Sources: []string{"RFC 7519 section 4.1.4", "RFC 6750 section 3.1", docErrorInfo},
	},
	{
		ID: "auth/wrong-scheme", Title: "The credential is sent in the wrong form",
		Means:    "A credential was sent, but not in a scheme that the server offers: Basic where it wants Bearer, or the right secret under the wrong header name.",
		Statuses: "401,400,403", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"The scheme in our Authorization is not among the schemes in WWW-Authenticate.",
			"The same secret in an offered scheme is accepted.",
		},
		Rivals: []CauseID{"auth/credentials-stripped", "auth/invalid-credentials", "auth/missing-credentials"},
		Look:   "Compare WWW-Authenticate of the answer with Authorization of the request; the API's documentation names the header for keys.",
		Fixes: []Fix{
			{Title: "Use the offered scheme", Steps: []string{
				"Read the schemes in WWW-Authenticate and send the credential in one of them.",
				"Mind the spelling: one space after `Bearer`, no quotes; keys often go in `X-Api-Key` and not in Authorization.",
				"Prove it: `curl -i -H 'Authorization: SCHEME …' URL`.",
			}},
			{Title: "Use the word Token", For: "Django REST framework", Steps: []string{
				"TokenAuthentication wants `Authorization: Token …`, JWT packages want `Bearer …`.",
				"Prove it: `curl -i -H 'Authorization: Token …' URL`.",
			}},
			{Title: "Use an Entra token", For: "Azure Storage", Steps: []string{
				"KeyBasedAuthenticationNotPermitted means that the account takes no key and no signature made with it. Use a Microsoft Entra token, or a user delegation signature.",
				"Prove it: `az storage blob show --auth-mode login …`.",
			}},
		},
		Monitor: "Let the monitor's form build the header (basic, bearer) instead of writing it by hand.",
		Sources: []string{"RFC 9110 section 11.3", "RFC 9110 section 11.6.2"},
	},
	{
		ID: "auth/credentials-stripped", Title: "The credential is lost on the way",
		Means:    "We sent a credential and the application says that none arrived. A proxy, a redirect to another host or the interface to the application drops it.",
		Statuses: "401,403", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"The application words it as \"not provided\" or \"not logged in\" although Authorization was sent in a scheme that it offers.",
			"A redirect to another host stands before the final answer: clients drop Authorization there.",
			"The final host asked directly, or past the proxy, accepts the same request.",
		},
		Rivals: []CauseID{"auth/invalid-credentials", "auth/wrong-scheme", "auth/missing-credentials"},
		Look:   "Log the Authorization header's presence, never its value, at the proxy and in the application; the hop where it vanishes is the one to mend.",
		Fixes: []Fix{
			{Title: "Ask the final host", Steps: []string{
				"Point the monitor at the URL where the redirects end.",
				"Prove it: `curl -i -H 'Authorization: …' FINAL-URL` without -L answers as expected.",
			}},
			{Title: "Pass the header to the application", For: "Apache httpd", Steps: []string{
				"For CGI, FastCGI and PHP write `CGIPassAuth On` in the directory or location.",
				"Run `apachectl graceful`, then the same request must be accepted.",
			}},
			{Title: "Pass the header to the application", For: "nginx", Steps: []string{
				"For FastCGI: `fastcgi_param HTTP_AUTHORIZATION $http_authorization;`. For proxies remove `proxy_set_header Authorization \"\";`.",
				"Run `nginx -t && nginx -s reload`, then the same request must be accepted.",
			}},
			{Title: "Run the Site Health test", For: "WordPress", Steps: []string{
				"Tools, Site Health has a test of the Authorization header and says whether the server passes it.",
				"On Apache httpd the rule `SetEnvIf Authorization \"(.*)\" HTTP_AUTHORIZATION=$1` in .htaccess mends it.",
				"Prove it: `curl -i -u USER:APPLICATION-PASSWORD SITE/wp-json/wp/v2/users/me` answers 200.",
			}},
			{Title: "Forward the header", For: "Amazon CloudFront", Steps: []string{
				"Add Authorization to the cache key by a cache policy, or use the managed origin request policy AllViewer.",
				"Prove it: the origin's log shows the request with a user.",
			}},
		},
		Monitor: "Monitor the final URL, and keep a second monitor past the proxy: when only the first fails, the proxy lost the credential.",
		Sources: []string{docCGIPass, "RFC 9110 section 11.6.2"},
	},
	{
		ID: "auth/session-required", Title: "A signed-in session is needed",
		Means:    "The endpoint serves people who are signed in, and sends everyone else to a login page. A monitor without a session sees the login page, often with status 200 at the end.",
		Statuses: "302,303,401,403,307", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The redirect leads to a login path or an identity provider, with a return address in its query.",
			"The final page has status 200 and a password field where content was expected.",
			"A challenge of a bot product redirects to the same host and only sets a cookie.",
		},
		Rivals: []CauseID{"auth/missing-credentials", "authz/insufficient-role", "waf/challenge"},
		Look:   "Look for new authentication middleware, preview protection or an access product in front of the path.",
		Fixes: []Fix{
			{Title: "Monitor a URL that needs no session", Steps: []string{
				"Give the application a health URL that is public, or takes a token, and that touches what the page touches.",
				"Or expect the redirect: do not follow it, and expect 302 with the login address in Location.",
				"Prove it: `curl -i URL` shows the status that the monitor expects.",
			}},
			{Title: "Use a service token", For: "Cloudflare Access", Steps: []string{
				"Create a service token under Access, Service credentials, and a policy with the action Service Auth that includes it.",
				"Put CF-Access-Client-Id and CF-Access-Client-Secret on the monitor as headers.",
				"Prove it: `curl -i -H 'CF-Access-Client-Id: …' -H 'CF-Access-Client-Secret: …' URL` shows no redirect.",
			}},
			{Title: "Use the bypass secret", For: "Vercel", Steps: []string{
				"Create a secret under Settings, Deployment Protection, Protection Bypass for Automation.",
				"Send it as the header x-vercel-protection-bypass.",
				"Prove it: `curl -i -H 'x-vercel-protection-bypass: …' URL` answers 200.",
			}},
			{Title: "Use a service account", For: "Google IAP", Steps: []string{
				"Give a service account the role IAP-secured Web App User and send an ID token for the client id as Bearer.",
				"Prove it: `curl -i -H \"Authorization: Bearer $(gcloud auth print-identity-token --audiences=CLIENT)\" URL`.",
			}},
		},
		Monitor: "Expect a keyword that only the real page has, so that a login page with status 200 is not taken for success.",
		Sources: []string{rfc401, "RFC 6265 section 1", "RFC 6749 section 4.1"},
	},
	{
		ID: "auth/account-disabled", Title: "The account behind the credential is disabled",
		Means:    "The credential is right and its account is switched off, locked or removed. A new secret for the same account would be refused too.",
		Statuses: "401,403", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The answer names it, such as \"User inactive or deleted.\" or AccountIsDisabled.",
			"Another account with the same rights is let in.",
		},
		Rivals: []CauseID{"auth/invalid-credentials", "site/suspended"},
		Look:   "Look up the account in the directory or identity provider: state, last change, and by which policy.",
		Fixes: []Fix{
			{Title: "Enable or replace the account", Steps: []string{
				"Enable the service account again, or make a new one and store its credential on the monitor.",
				"Exempt it from the rules for leavers and for inactivity, and give it an owner who is a team.",
				"Prove it: the monitor's test answers as expected.",
			}},
			{Title: "Set the user active", For: "Django", Steps: []string{
				"In the admin, or a shell: `User.objects.filter(username=NAME).update(is_active=True)`.",
				"Prove it: `curl -i -H 'Authorization: Token …' URL`.",
			}},
			{Title: "Enable the user", For: "MinIO", Steps: []string{
				"`mc admin user info ALIAS USER` shows the state; `mc admin user enable ALIAS USER` changes it.",
				"Prove it: `mc ls ALIAS/BUCKET` with that user's key.",
			}},
			{Title: "Enable the account", For: "Microsoft Entra", Steps: []string{
				"`az ad user update --id USER --account-enabled true`, or enable the service principal's sign-in under Enterprise applications.",
				"Prove it: fetch a token again.",
			}},
		},
		Monitor: "Let the monitor run under a service account, never under a person's.",
		Sources: []string{docAzure, rfc401},
	},
	{
		ID: "auth/backend-misconfigured", Title: "The server cannot check credentials",
		Means:    "The part that verifies credentials is broken: a missing password file, an unreachable directory or identity provider, a failing authorizer. Right credentials are refused like wrong ones.",
		Statuses: "500,403,503,502,561", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"Without a credential the answer is 401, with any credential, even a senseless one, it is 403 or 5xx.",
			"Only protected paths fail; public ones of the same host answer.",
		},
		Rivals: []CauseID{"authz/insufficient-role", "app/error", "auth/invalid-credentials"},
		Look:   "Look at the error log at the time of a request with a credential: a file that cannot be opened, or a call to the verifier that failed.",
		Fixes: []Fix{
			{Title: "Mend the verifier", Steps: []string{
				"Check that the user file, directory, identity provider or auth service can be reached and read by the server's own user.",
				"Prove it: without a credential 401, with the right one 2xx, with a wrong one 401.",
			}},
			{Title: "Make the password file readable", For: "nginx", Steps: []string{
				"The error log says `open() \"…\" failed`. Check with `sudo -u www-data cat FILE` and `namei -l FILE`.",
				"For auth_request look at the subrequest's own status: anything but 2xx, 401 and 403 becomes 500.",
				"Prove it: `curl -i -u USER URL`.",
			}},
			{Title: "Make the password file readable", For: "Apache httpd", Steps: []string{
				"The error log shows AH01620 for a password file that cannot be opened, and lines of auth_ldap for a directory that cannot be asked.",
				"Prove it: `curl -i -u USER URL`.",
			}},
			{Title: "Mend the authorizer", For: "Amazon API Gateway", Steps: []string{
				"AuthorizerConfigurationException: let API Gateway invoke the function (`aws lambda add-permission --principal apigateway.amazonaws.com …`) and test the authorizer in the console.",
				"Prove it: `aws apigateway test-invoke-authorizer …` returns a policy.",
			}},
		},
		Monitor: "Monitor the identity provider or directory itself as well; its outage takes every protected endpoint along.",
		Sources: []string{docAPIGateway, "https://nginx.org/en/docs/http/ngx_http_auth_basic_module.html"},
	},
	{
		ID: "auth/step-up-required", Title: "A stronger sign-in is required",
		Means:    "The credential is valid and a policy wants more: a second factor, a recent sign-in, or single sign-on for the organisation. No role is missing.",
		Statuses: "401,403", Ceiling: CeilingStated, Common: 1,
		Tell: []string{
			"The challenge says error=\"insufficient_user_authentication\" (RFC 9470), or the body asks for interaction or a second factor.",
			"GitHub names the organisation and a URL in X-GitHub-SSO.",
		},
		Rivals: []CauseID{"authz/insufficient-scope", "auth/session-required"},
		Look:   "Look at the sign-in log of the identity provider: it names the policy that interrupted.",
		Fixes: []Fix{
			{Title: "Use an identity that needs no person", Steps: []string{
				"Give the monitor an application or workload identity that the policy exempts, with rights to read only.",
				"Prove it: its token passes without interaction.",
			}},
			{Title: "Authorise the token for the organisation", For: "GitHub API", Steps: []string{
				"Open the URL in X-GitHub-SSO, or Settings, Developer settings, Tokens, Configure SSO, and authorise the organisation.",
				"Prove it: `curl -i -H 'Authorization: Bearer …' https://api.github.com/orgs/ORG`.",
			}},
			{Title: "Exempt the workload", For: "Microsoft Entra", Steps: []string{
				"Use the client-credentials flow of an application instead of a user, or exclude the service account from the conditional access policy that the sign-in log names.",
				"Prove it: fetch a token without a prompt.",
			}},
		},
		Monitor: "Do not let a monitor use a person's token: policies for people change without notice.",
		Sources: []string{"RFC 9470 section 3", "https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api", docAADSTS},
	},
}
