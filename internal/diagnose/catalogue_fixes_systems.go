package diagnose

// systemFixes are for what the tables of identity providers, clouds and
// enterprise software let products state.
var systemFixes = []productFix{
	{"auth/backend-misconfigured", Fix{Title: "Check the agent or key behind the sign-in", For: "Microsoft Entra", Steps: []string{
		"AADSTS80001, 80002 or 80014: the pass-through agent does not reach the own directory; look at its service and its event log. AADSTS50003: give the application a signing key.",
		"Prove it: a sign-in by hand passes, and the sign-in log shows it.",
	}}},
	{"auth/wrong-scheme", Fix{Title: "Sign in the way the application is registered", For: "Microsoft Entra", Steps: []string{
		"AADSTS700025: a public client sends neither secret nor assertion; register a confidential client for a check. AADSTS530035: the security defaults take no old protocols.",
		"Prove it: `curl` on the token endpoint gives an access token.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "List the resource among the permissions", For: "Microsoft Entra", Steps: []string{
		"AADSTS650057 names client and resource: add the permission under API permissions of the client, and let an administrator consent.",
		"Prove it: a new token holds the scope or role.",
	}}},
	{"authz/service-disabled", Fix{Title: "Subscribe to the service", For: "Microsoft Entra", Steps: []string{
		"AADSTS650052: the organisation has no licence for the service behind the application, or its service principal is missing.",
		"Prove it: the service principal shows under Enterprise applications.",
	}}},
	{"clock/server-skew", Fix{Title: "Set the clocks of agent and directory", For: "Microsoft Entra", Steps: []string{
		"AADSTS80013: compare `w32tm /query /status` on the agent's machine and on the domain controller, and point both at one source.",
		"Prove it: a sign-in by hand passes.",
	}}},
	{"net/proxy-policy-denied", Fix{Title: "Look at the tenant restrictions", For: "Microsoft Entra", Steps: []string{
		"A proxy on the agent's side adds Restrict-Access-To-Tenants: let it list the tenant, or take the agent out of it.",
		"Prove it: the same request from a network without that proxy passes.",
	}}},
	{"rate/request-limit", Fix{Title: "Keep the token until it expires", For: "Microsoft Entra", Steps: []string{
		"AADSTS50196: a client asks for the same token over and over; let it cache tokens, and not repeat a refused request at once.",
		"Prove it: the sign-in log shows one request an hour for the client.",
	}}},
	{"request/method-refused", Fix{Title: "Use the method of the endpoint", For: "Microsoft Entra", Steps: []string{
		"AADSTS900561 names the methods: /token takes POST only.",
		"Prove it: `curl -X POST` on the endpoint gives another error, or a token.",
	}}},
	{"request/too-large", Fix{Title: "Shorten the query", For: "Microsoft Entra", Steps: []string{
		"AADSTS90015: keep state and scopes short, and what must be remembered in a session of the application.",
		"Prove it: the sign-in page comes.",
	}}},
	{"upstream/timeout", Fix{Title: "Find what is slow behind the sign-in", For: "Microsoft Entra", Steps: []string{
		"AADSTS80002 and 80014: the agent or the domain controller is slow; look at the agent's log. AADSTS90012: the service was slow; repeat.",
		"Prove it: the sign-in takes seconds only.",
	}}},
	{"rate/request-limit", Fix{Title: "Slow the callers of the function down", For: "AWS Lambda", Steps: []string{
		"Reason tells whose rate is exceeded: the caller's, or the function's; space the calls, or put a queue before the function.",
		"Prove it: the metric Throttles stays at 0.",
	}}},
	{"auth/account-disabled", Fix{Title: "Wait for the account's verification", For: "AWS", Steps: []string{
		"PendingVerification ends within some hours; if not, open a case with the support.",
		"Prove it: `aws ec2 describe-instances` answers.",
	}}},
	{"resource/not-found", Fix{Title: "Check the operations of the API", For: "Azure API Management", Steps: []string{
		"Compare method and path with the operations of the API, its URL suffix and its version.",
		"Prove it: the same call from the test console answers.",
	}}},
	{"resource/not-found", Fix{Title: "Check the subscription and group in the URL", For: "Azure", Steps: []string{
		"`az account show` and `az group show -n NAME` say whether they exist for this caller; another directory hides them.",
		"Prove it: the same call as the caller answers 2xx.",
	}}},
	{"authz/service-disabled", Fix{Title: "Register the provider, or lift the lock", For: "Azure", Steps: []string{
		"NoRegisteredProviderFound: `az provider register -n NAME`. SkuNotAvailable: another size or place. ScopeLocked: `az lock list`.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"upstream/unreachable", Fix{Title: "See why the application does not answer Workhorse", For: "GitLab", Steps: []string{
		"`gitlab-ctl status` and `gitlab-ctl tail puma`: after a start it takes minutes, and too little memory ends it.",
		"Prove it: `curl` on /-/readiness on the machine itself answers 200.",
	}}},
	{"site/maintenance", Fix{Title: "Wait until Jenkins has started", For: "Jenkins", Steps: []string{
		"If it does not end, look at the log: a plug-in or a large history holds the start up.",
		"Prove it: /login answers 200.",
	}}},
	{"request/method-refused", Fix{Title: "Use a verb that the resource takes", For: "Kubernetes", Steps: []string{
		"`kubectl api-resources -o wide` lists the verbs of each kind.",
		"Prove it: the same call by `kubectl` passes.",
	}}},
	{"upstream/timeout", Fix{Title: "Find what is slow behind the API", For: "Kubernetes", Steps: []string{
		"Mostly a webhook, an aggregated API or etcd: `kubectl get apiservices` and the API server's log name it.",
		"Prove it: `kubectl get --raw /readyz?verbose` says ok.",
	}}},
}
