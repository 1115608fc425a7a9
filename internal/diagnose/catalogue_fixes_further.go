package diagnose

// furtherFixes are for what further tables of facts let products state.
var furtherFixes = []productFix{
	{"auth/expired-credential", Fix{Title: "Fetch a new token for the registry", For: "Docker registry", Steps: []string{
		"A token of Amazon ECR lives twelve hours, one of a token server minutes: fetch it when it is needed, or use a credential helper.",
		"Prove it: `docker manifest inspect HOST/IMAGE`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the account of the registry", For: "Docker registry", Steps: []string{
		"`docker logout HOST` and `docker login HOST`; with two factors a token takes the password's place.",
		"Prove it: `docker manifest inspect HOST/IMAGE`.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Admit the address to the registry", For: "Docker registry", Steps: []string{
		"\"client with IP … is not allowed access\": add the address to the registry's network rules.",
		"Prove it: the test from that address passes.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Make room in the registry", For: "Docker registry", Steps: []string{
		"Remove old tags and run the garbage collection, or raise the project's quota.",
		"Prove it: a push goes through.",
	}}},
	{"request/method-refused", Fix{Title: "Check what the registry allows", For: "Docker registry", Steps: []string{
		"UNSUPPORTED: deleting is off by default (storage.delete.enabled), and a mirror takes no pushes.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"authz/service-disabled", Fix{Title: "Look at the licence", For: "Elasticsearch", Steps: []string{
		"\"current license is non-compliant\": GET /_license says type and end; start basic, or install the new licence.",
		"Prove it: `curl -u USER HOST/_license`.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Make room on the disk", For: "Elasticsearch", Steps: []string{
		"Above the flood-stage watermark indices are read-only: delete old ones or add disk; recent versions lift the block by themselves.",
		"Prove it: GET /_cat/allocation?v, then write a document.",
	}}},
	{"resource/not-found", Fix{Title: "Check the name of the index", For: "Elasticsearch", Steps: []string{
		"GET /_cat/indices?v and /_cat/aliases?v: the index was deleted, rolled over or never made.",
		"Prove it: `curl -i HOST/INDEX/_count`.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Bring the cluster back", For: "Elasticsearch", Steps: []string{
		"GET /_cluster/health and /_cluster/allocation/explain: start the missing nodes; without a master too few of those that may be elected are up.",
		"Prove it: the health is green or yellow.",
	}}},
	{"auth/expired-credential", Fix{Title: "Make a new token in GitLab", For: "GitLab", Steps: []string{
		"Tokens end after a year at the latest: make or rotate one, and note its end.",
		"Prove it: `curl -i -H 'PRIVATE-TOKEN: …' HOST/api/v4/user`.",
	}}},
	{"auth/step-up-required", Fix{Title: "Let the user finish what GitLab asks for", For: "GitLab", Steps: []string{
		"Open GitLab in a browser as this user: accept the terms, or set the new password.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Admit the address to the group", For: "GitLab", Steps: []string{
		"Group, Settings, General, Permissions, Restrict access by IP address: add the address.",
		"Prove it: the test from that address passes.",
	}}},
	{"authz/service-disabled", Fix{Title: "Give the project its billing back", For: "Google Cloud Storage", Steps: []string{
		"`gcloud billing projects describe PROJECT`: link an open billing account; for a bucket whose readers pay, name a project with userProject.",
		"Prove it: the same request answers 2xx.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the clock of the signer", For: "Google Cloud Storage", Steps: []string{
		"RequestTimeTooSkewed: the clock of the host that signs is more than 15 minutes off; run NTP there.",
		"Prove it: `date -u` there against the Date of the answer.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the bucket's filter of addresses", For: "Google Cloud Storage", Steps: []string{
		"`gcloud storage buckets describe gs://BUCKET --format='default(ip_filter_config)'`: add the range.",
		"Prove it: the test from that address passes.",
	}}},
	{"auth/expired-credential", Fix{Title: "Make a new token in Grafana", For: "Grafana", Steps: []string{
		"Administration, Service accounts: add a token, with a later end or none.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' HOST/api/org`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check token and organisation", For: "Grafana", Steps: []string{
		"A token belongs to one organisation of one instance; API keys have become tokens of service accounts.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' HOST/api/org`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Name the tenant", For: "Grafana", Steps: []string{
		"\"no org id\" of Loki, Mimir or Tempo: send X-Scope-OrgID, or switch tenants off (auth_enabled: false).",
		"Prove it: `curl -i -H 'X-Scope-OrgID: TENANT' URL`.",
	}}},
	{"auth/session-required", Fix{Title: "Use a token in place of the session", For: "Grafana", Steps: []string{
		"A session's token is renewed by the browser every few minutes: a check needs the token of a service account.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"rate/concurrency-limit", Fix{Title: "Raise the tenant's queue", For: "Grafana", Steps: []string{
		"\"too many outstanding requests\": raise max_outstanding_per_tenant, or split queries less.",
		"Prove it: the dashboard loads.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise the tenant's rate", For: "Grafana", Steps: []string{
		"ingestion_rate_mb and ingestion_burst_size_mb of Loki, ingestion_rate of Mimir, in limits_config or by tenant.",
		"Prove it: the metric of discarded samples stands still.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the client's secret", For: "Microsoft Entra", Steps: []string{
		"AADSTS7000218: a confidential client needs client_secret or client_assertion; a public one must be allowed as such in the registration.",
		"Prove it: the token request answers 200.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the clock that signs the assertion", For: "Microsoft Entra", Steps: []string{
		"The assertion's nbf and exp must hold the time of the directory, with five minutes of grace: run NTP on the client.",
		"Prove it: `date -u` there against the Date of the answer.",
	}}},
	{"host/unknown-name", Fix{Title: "Check the tenant in the URL", For: "Microsoft Entra", Steps: []string{
		"AADSTS90002: the directory's name or id is wrong, or the cloud is (login.microsoftonline.us and others).",
		"Prove it: URL/v2.0/.well-known/openid-configuration answers 200.",
	}}},
	{"resource/not-found", Fix{Title: "Check the resource in the scope", For: "Microsoft Entra", Steps: []string{
		"AADSTS500011: the resource is not in this directory; check the Application ID URI, and that an administrator consented to it.",
		"Prove it: the token request answers 200.",
	}}},
	{"upstream/overloaded", Fix{Title: "Repeat after a while", For: "Microsoft Entra", Steps: []string{
		"AADSTS90033 is transient: repeat with growing pauses, and look at the service's health.",
		"Prove it: the token request answers 200.",
	}}},
	{"waf/temporary-ban", Fix{Title: "Find who sends the wrong password", For: "Microsoft Entra", Steps: []string{
		"AADSTS50053: the sign-in log tells the address and the client; mend or stop it, then wait for the lockout to end.",
		"Prove it: the log shows a success.",
	}}},
	{"auth/account-disabled", Fix{Title: "Ask about the account", For: "OpenAI", Steps: []string{
		"The account or organisation was deactivated: the mail to its owner says why.",
		"Prove it: GET /v1/models answers 200.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the key", For: "OpenAI", Steps: []string{
		"`Authorization: Bearer KEY`; an empty variable sends none.",
		"Prove it: GET /v1/models answers 200.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Join the organisation", For: "OpenAI", Steps: []string{
		"Settings, Organisation, Members: invite the account, or use a key of a project that it belongs to.",
		"Prove it: GET /v1/models answers 200.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Give the key the permission", For: "OpenAI", Steps: []string{
		"A restricted key lists its permissions: add the one that the message names (api.model.read and its like).",
		"Prove it: the same call answers 2xx.",
	}}},
	{"authz/service-disabled", Fix{Title: "Look at the billing", For: "OpenAI", Steps: []string{
		"Settings, Billing: add a payment method or credit; a change takes some minutes.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Admit the address to the project", For: "OpenAI", Steps: []string{
		"Settings, Project, IP allowlist: add the address of the caller.",
		"Prove it: the test from that address passes.",
	}}},
	{"resource/not-found", Fix{Title: "Check the model", For: "OpenAI", Steps: []string{
		"GET /v1/models lists what the key may use: the name is wrong, the model has ended, or the account is not admitted.",
		"Prove it: the model is in the list.",
	}}},
	{"upstream/overloaded", Fix{Title: "Repeat with pauses", For: "OpenAI", Steps: []string{
		"The model has no capacity: repeat with growing pauses, and look at the status page.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the token where it is looked for", For: "Express", Steps: []string{
		"express-jwt reads `Authorization: Bearer …`, or what getToken says; a proxy in front may drop the field.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "Express", Steps: []string{
		"\"jwt expired\": the token's exp has passed; clockTolerance allows some seconds.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Compare secret and algorithm", For: "Express", Steps: []string{
		"\"invalid signature\" and \"jwt malformed\": the secret or key of express-jwt is not the one that signed, or the value is no token.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/wrong-scheme", Fix{Title: "Send a Bearer token", For: "Express", Steps: []string{
		"\"Format is Authorization: Bearer [token]\": the word Bearer is missing, or another scheme was sent.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"rate/request-limit", Fix{Title: "Exempt the check from the limit", For: "Express", Steps: []string{
		"express-rate-limit: skip for the check's address or path, or raise limit; behind a proxy set trust proxy, or all share one address.",
		"Prove it: RateLimit-Remaining stays above zero.",
	}}},
	{"auth/backend-misconfigured", Fix{Title: "Set the plugin's secret", For: "WordPress", Steps: []string{
		"jwt_auth_bad_config: define JWT_AUTH_SECRET_KEY in wp-config.php.",
		"Prove it: the same call answers 2xx.",
	}}},
}
