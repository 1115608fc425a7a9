package diagnose

// apiFixes are for products of other people's APIs.
var apiFixes = []productFix{
	{"auth/missing-credentials", Fix{Title: "Send an API key", For: "Elasticsearch", Steps: []string{
		"\"missing authentication credentials\": make one with POST /_security/api_key and send `Authorization: ApiKey …`.",
		"Prove it: `curl -i -H 'Authorization: ApiKey …' HOST/_cluster/health`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the user", For: "Elasticsearch", Steps: []string{
		"\"unable to authenticate user\": `elasticsearch-reset-password -u USER`, or GET /_security/api_key for the key's state.",
		"Prove it: `curl -u USER HOST/_security/_authenticate`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Make a new key", For: "Elasticsearch", Steps: []string{
		"\"api key is expired\": POST /_security/api_key with a longer expiration, or none.",
		"Prove it: `curl -i -H 'Authorization: ApiKey …' HOST/_cluster/health`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Grant the privilege", For: "Elasticsearch", Steps: []string{
		"\"action [..] is unauthorized for user [..]\" lists the privileges that would do: give the monitor a role with cluster monitor, or read on the index.",
		"Prove it: POST /_security/user/_has_privileges.",
	}}},
	{"upstream/overloaded", Fix{Title: "Look at the thread pools", For: "Elasticsearch", Steps: []string{
		"es_rejected_execution_exception: GET /_cat/thread_pool?v&h=name,active,queue,rejected; slow down bulk requests.",
		"Prove it: rejected stands still.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Fetch a token first", For: "Docker registry", Steps: []string{
		"The Bearer challenge names realm, service and scope: `docker login HOST`, then `docker pull`; by hand ask the realm for a token.",
		"Prove it: `docker manifest inspect HOST/IMAGE`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the account the repository", For: "Docker registry", Steps: []string{
		"\"requested access to the resource is denied\": the repository does not exist, or the account may not pull or push it.",
		"Prove it: `docker manifest inspect HOST/IMAGE`.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Ask for the right scope", For: "Docker registry", Steps: []string{
		"`insufficient_scope`: the token's access list lacks repository:NAME:pull or push; the token server decides by the account.",
		"Prove it: `docker manifest inspect HOST/IMAGE`.",
	}}},
	{"rate/request-limit", Fix{Title: "Sign in, or use a mirror", For: "Docker registry", Steps: []string{
		"toomanyrequests: Docker Hub counts pulls by account, or by address without one; ratelimit-remaining says what is left. A pull-through mirror saves most.",
		"Prove it: ratelimit-remaining stays above zero.",
	}}},
	{"resource/not-found", Fix{Title: "Check name and tag", For: "Docker registry", Steps: []string{
		"MANIFEST_UNKNOWN and NAME_UNKNOWN: `curl HOST/v2/NAME/tags/list`.",
		"Prove it: `docker manifest inspect HOST/IMAGE:TAG`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Make a new token", For: "GitHub API", Steps: []string{
		"\"Bad credentials\": it was revoked, or removed after a year without use, or found in a public place. Fine-grained tokens end by themselves.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' https://api.github.com/user`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token", For: "GitHub API", Steps: []string{
		"\"Requires authentication\": a fine-grained token with the least permissions, as Bearer.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the account the role", For: "GitHub API", Steps: []string{
		"\"Must have admin rights to Repository\" and its like: the repository's Collaborators and teams; the token cannot do more than its owner.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the IP allow list", For: "GitHub API", Steps: []string{
		"Organisation or enterprise, Settings, Authentication security, IP allow list: add the address.",
		"Prove it: the test from that address passes.",
	}}},
	{"resource/not-found", Fix{Title: "Check owner, name and access", For: "GitHub API", Steps: []string{
		"A private repository says 404 to tokens without access: check that first, then spelling and a rename (301).",
		"Prove it: `gh api repos/OWNER/REPO`.",
	}}},
	{"waf/temporary-ban", Fix{Title: "Stop, then go slower", For: "GitHub API", Steps: []string{
		"\"You have triggered an abuse detection mechanism\" or a secondary limit: make no request before Retry-After, then one at a time.",
		"Prove it: no 403 over an hour.",
	}}},
	{"waf/user-agent-rule", Fix{Title: "Send a User-Agent", For: "GitHub API", Steps: []string{
		"Requests without one are refused: name the application or the account.",
		"Prove it: `curl -i -A NAME https://api.github.com/`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Make a new token", For: "GitLab", Steps: []string{
		"A personal access token ends after a year at most unless the instance allows more: Preferences, Access tokens. Send PRIVATE-TOKEN, or Bearer.",
		"Prove it: `curl -H 'PRIVATE-TOKEN: …' HOST/api/v4/user`.",
	}}},
	{"auth/account-disabled", Fix{Title: "Unblock the user", For: "GitLab", Steps: []string{
		"\"Your account has been blocked\": Admin area, Users, the user, Unblock or Activate; deactivation for inactivity is a setting of the instance.",
		"Prove it: `curl -H 'PRIVATE-TOKEN: …' HOST/api/v4/user`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token", For: "GitLab", Steps: []string{
		"A project access token with read_api, in PRIVATE-TOKEN; in a job JOB-TOKEN for the few paths that take it.",
		"Prove it: `curl -H 'PRIVATE-TOKEN: …' URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the role and the scope", For: "GitLab", Steps: []string{
		"403: the member's role in the project (Reporter, Developer …), and the token's scope (read_api, api).",
		"Prove it: the same call answers 2xx.",
	}}},
	{"resource/not-found", Fix{Title: "Check path and access", For: "GitLab", Steps: []string{
		"\"404 Project Not Found\": a private project says so to strangers; encode the path as GROUP%2FPROJECT.",
		"Prove it: `curl -H 'PRIVATE-TOKEN: …' HOST/api/v4/projects/GROUP%2FPROJECT`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Use the key of the right mode", For: "Stripe", Steps: []string{
		"\"Invalid API Key provided\": test keys begin with sk_test_, live ones with sk_live_, restricted ones with rk_; a rolled key is dead at once or when you said.",
		"Prove it: `curl -i -u KEY: https://api.stripe.com/v1/balance`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the key", For: "Stripe", Steps: []string{
		"As Bearer, or as the user name of Basic with an empty password.",
		"Prove it: `curl -i -u KEY: https://api.stripe.com/v1/balance`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Widen the restricted key", For: "Stripe", Steps: []string{
		"The message names the permission: Developers, API keys, edit the restricted key.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"rate/request-limit", Fix{Title: "Slow down", For: "Stripe", Steps: []string{
		"Live mode takes about 100 requests a second, test mode 25: retry with growing pauses and an idempotency key.",
		"Prove it: no 429 over an hour.",
	}}},
	{"rate/concurrency-limit", Fix{Title: "Ask for less at once", For: "Stripe", Steps: []string{
		"Slow list calls with many expansions hold slots: smaller pages, fewer expansions, one after the other.",
		"Prove it: no 429 over an hour.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check key and project", For: "OpenAI", Steps: []string{
		"The key must exist, be of this project, and the organisation header fit; a leaked key is switched off.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' https://api.openai.com/v1/models`.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Look at billing", For: "OpenAI", Steps: []string{
		"insufficient_quota: Settings, Billing: credit used up, or the project's monthly budget reached.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"rate/request-limit", Fix{Title: "Pace by the x-ratelimit fields", For: "OpenAI", Steps: []string{
		"Requests and tokens are counted a minute by model and tier: wait as x-ratelimit-reset-requests and -tokens say.",
		"Prove it: x-ratelimit-remaining-requests stays above zero.",
	}}},
	{"net/geo-restricted", Fix{Title: "Call from a supported country", For: "OpenAI", Steps: []string{
		"unsupported_country_region_territory: run the caller in a supported country, or use the model of a cloud provider there.",
		"Prove it: the test from that place answers 2xx.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the key", For: "Anthropic", Steps: []string{
		"invalid x-api-key: the console's key, sent as x-api-key with anthropic-version; a disabled workspace ends its keys.",
		"Prove it: `curl -i -H 'x-api-key: …' -H 'anthropic-version: 2023-06-01' https://api.anthropic.com/v1/models`.",
	}}},
	{"rate/request-limit", Fix{Title: "Pace by the fields", For: "Anthropic", Steps: []string{
		"retry-after and anthropic-ratelimit-requests-remaining say when and how much; limits are by organisation, model and minute.",
		"Prove it: the remaining count stays above zero.",
	}}},
	{"upstream/overloaded", Fix{Title: "Retry with pauses", For: "Anthropic", Steps: []string{
		"overloaded_error (529) is not about you: retry with growing pauses, and have a fallback model.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Reinstall, or renew the token", For: "Slack", Steps: []string{
		"invalid_auth and token_revoked: reinstall the app to the workspace and store the new token.",
		"Prove it: `curl -H 'Authorization: Bearer …' https://slack.com/api/auth.test`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Rotate the token", For: "Slack", Steps: []string{
		"token_expired: with token rotation access tokens live 12 hours; exchange the refresh token with oauth.v2.access.",
		"Prove it: call auth.test.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token", For: "Slack", Steps: []string{
		"not_authed: Authorization with Bearer, not in a JSON body.",
		"Prove it: call auth.test.",
	}}},
	{"auth/account-disabled", Fix{Title: "Enable the account or reinstall", For: "Slack", Steps: []string{
		"account_inactive: the user was deactivated, or the app removed from the workspace.",
		"Prove it: call auth.test.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the app's list", For: "Slack", Steps: []string{
		"accesslimited and ip_not_allowed: the app's page, OAuth & Permissions, Restrict API Token Usage.",
		"Prove it: call auth.test from that address.",
	}}},
	{"rate/request-limit", Fix{Title: "Obey Retry-After", For: "Slack", Steps: []string{
		"Each method has a tier (1 to 100 and more a minute, by workspace); new apps outside of the Marketplace get few calls of conversations.history.",
		"Prove it: no 429 over an hour.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Make a new API token", For: "Okta", Steps: []string{
		"E0000011: SSWS tokens end after 30 days without use, and with the admin who made them. Security, API, Tokens.",
		"Prove it: `curl -i -H 'Authorization: SSWS …' https://ORG/api/v1/users/me`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the admin role", For: "Okta", Steps: []string{
		"E0000006: the token has the rights of the admin who made it; for OAuth apps assign the role and the okta scopes.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"rate/request-limit", Fix{Title: "Pace by X-Rate-Limit", For: "Okta", Steps: []string{
		"E0000047: X-Rate-Limit-Reset says when; Reports, Rate Limits shows who uses it.",
		"Prove it: X-Rate-Limit-Remaining stays above zero.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check audience and client", For: "Auth0", Steps: []string{
		"The token's aud must be the API's identifier; for the Management API https://TENANT/api/v2/. Client and secret of this tenant.",
		"Prove it: fetch a token by hand with the same values.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Grant the scope to the application", For: "Auth0", Steps: []string{
		"APIs, the API, Machine to Machine Applications: authorise the application and tick the scope; then fetch a new token.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"waf/temporary-ban", Fix{Title: "Unblock the address or user", For: "Auth0", Steps: []string{
		"too_many_attempts: Security, Attack Protection; add the monitor to the IP AllowList of brute-force protection, unblock the user under User Management.",
		"Prove it: the same sign-in passes.",
	}}},
	{"rate/request-limit", Fix{Title: "Cache tokens, pace by the fields", For: "Auth0", Steps: []string{
		"Fetch one token for its whole life, not one for each call; x-ratelimit-reset says when.",
		"Prove it: x-ratelimit-remaining stays above zero.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check project and token", For: "Firebase", Steps: []string{
		"The ID token's aud must be the project's id; a key may be restricted to other APIs or apps.",
		"Prove it: verify the token with the Admin SDK.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Change the security rules", For: "Firebase", Steps: []string{
		"PERMISSION_DENIED: the Rules playground shows the line that refuses; `firebase deploy --only firestore:rules`.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"host/unknown-name", Fix{Title: "Connect the domain", For: "Firebase", Steps: []string{
		"\"Site Not Found\": Hosting, Add custom domain, and a deployment: `firebase deploy --only hosting`.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the key", For: "Supabase", Steps: []string{
		"\"No API key found in request\": header apikey with the publishable (anon) key, and Authorization for a user.",
		"Prove it: `curl -i -H 'apikey: …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Use a key of this project", For: "Supabase", Steps: []string{
		"\"Invalid API key\": Settings, API Keys; legacy keys may be disabled.",
		"Prove it: `curl -i -H 'apikey: …' URL`.",
	}}},
	{"site/suspended", Fix{Title: "Resume the project", For: "Supabase", Steps: []string{
		"540: free projects are paused after a week without use: Resume in the dashboard. 402 is an unpaid bill or a limit.",
		"Prove it: `curl -I URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Grant, and write a policy", For: "PostgREST", Steps: []string{
		"42501: `GRANT SELECT ON TABLE TO ROLE`, and a policy for row level security; PGRST106 is a schema that is not exposed.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "PostgREST", Steps: []string{
		"PGRST303 or \"JWT expired\": renew it; the server allows 30 seconds of skew.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Raise the role of the service account", For: "Grafana", Steps: []string{
		"Administration, Service accounts: Viewer, Editor or Admin, or the fixed role that the message names.",
		"Prove it: `curl -H 'Authorization: Bearer …' HOST/api/access-control/user/permissions`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send an API token", For: "Jenkins", Steps: []string{
		"User, Security, API Token; Basic with user and token needs no crumb. For anonymous reading: Manage Jenkins, Security.",
		"Prove it: `curl -i -u USER HOST/api/json`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Give the permission", For: "Jenkins", Steps: []string{
		"\"USER is missing the Overall/Read permission\": Manage Jenkins, Security, Authorization.",
		"Prove it: `curl -i -u USER HOST/whoAmI/api/json`.",
	}}},
	{"authz/csrf-or-origin", Fix{Title: "Use a token instead of a password", For: "Jenkins", Steps: []string{
		"\"No valid crumb was included in the request\": an API token needs none; otherwise fetch /crumbIssuer/api/json with the same session.",
		"Prove it: the same POST answers 2xx.",
	}}},
	{"site/maintenance", Fix{Title: "Unseal it", For: "Vault", Steps: []string{
		"503 is sealed, 429 a standby, 473 a performance standby, 501 not initialised: `vault status`, `vault operator unseal`.",
		"On the monitor ask `/v1/sys/health?standbyok=true`. Prove it: it answers 200.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check SID and token", For: "Twilio", Steps: []string{
		"20003: account SID with its auth token, or API key SID with its secret; a sub-account has its own.",
		"Prove it: `curl -u SID https://api.twilio.com/2010-04-01/Accounts.json`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Log the session in by OAuth", For: "Salesforce", Steps: []string{
		"INVALID_SESSION_ID: the session timed out or was revoked; use the client-credentials flow, and the instance's own host.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' INSTANCE/services/data/`.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Look at the API requests", For: "Salesforce", Steps: []string{
		"REQUEST_LIMIT_EXCEEDED counts over 24 hours: Setup, System Overview; Sforce-Limit-Info in each answer shows it.",
		"Prove it: Sforce-Limit-Info shows room.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Make a new access token", For: "Shopify", Steps: []string{
		"\"Invalid API key or access token\": reinstall the app; the shop's own domain must be asked, NAME.myshopify.com.",
		"Prove it: `curl -i -H 'X-Shopify-Access-Token: …' https://NAME.myshopify.com/admin/api/VERSION/shop.json`.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Add the access scope", For: "Shopify", Steps: []string{
		"\"This action requires merchant approval for read_… scope\": add it to the app and have the merchant approve it.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"rate/request-limit", Fix{Title: "Pace by the call limit", For: "Shopify", Steps: []string{
		"X-Shopify-Shop-Api-Call-Limit shows the bucket (40/40), which leaks two a second on most plans; GraphQL counts cost.",
		"Prove it: the first number stays below the second.",
	}}},
}
