package diagnose

const docWSO2 = "https://apim.docs.wso2.com/en/latest/troubleshooting/error-handling/"

// mashery matches the code of a gateway of Mashery in its header.
func mashery(code string) []Marker { return all(header("x-mashery-error-code", code)) }

// gateSheets are further gateways, meshes, tunnels and hosts.
var gateSheets = []sheet{
	{product: "Mashery", source: "https://docs.mashery.com/", rows: []entry{
		{"", mashery("err_403_developer_over_qps"), said("rate/request-limit"), "The key's calls per second are exceeded."},
		{"", mashery("err_403_developer_over_rate"), said("rate/quota-exhausted"), "The key's calls per day are used up."},
		{"", mashery("err_403_developer_inactive"), said("auth/account-disabled").or("auth/invalid-credentials"), "The key is inactive or not known."},
		{"", mashery("err_403_not_authorized"), said("authz/insufficient-role").or("auth/invalid-credentials"), "The key is not for this service."},
		{"", mashery("err_403_account_inactive"), said("auth/account-disabled"), "The account is inactive."},
		{"", mashery("err_403_service_requires_ssl"), said("tls/https-required"), "The service takes HTTPS only."},
		{"", mashery("err_403_service_over_queries_per_second_limit"), said("rate/request-limit"), "The service's calls per second are exceeded."},
		{"", mashery("err_596_service_not_found"), said("host/unknown-name").or("resource/not-found"), "The gateway has no service for this host and path."},
		{"", mashery("err_504_gateway_timeout"), said("upstream/timeout"), "The service did not answer the gateway in time."},
	}},
	{product: "WSO2", source: docWSO2, rows: []entry{
		{"400-429", code("900801"), said("rate/quota-exhausted").or("rate/request-limit"), "The hard limit is exceeded."},
		{"400-429", code("900802"), said("rate/request-limit"), "The limit of the resource is exceeded."},
		{"400-429", code("900803"), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of the application is exceeded."},
		{"400-429", code("900804"), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of the subscription is exceeded."},
		{"400-429", code("900805"), said("net/ip-blocklist").or("auth/account-disabled"), "The caller is on the list of those that are blocked."},
		{"401,403", code("900907"), said("auth/account-disabled").or("authz/service-disabled"), "The API is blocked for the subscription."},
		{"401,403", code("900908"), said("authz/service-disabled").or("authz/insufficient-role"), "The application is not subscribed to the API."},
		{"401,403", code("900910"), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"503", code("303001"), said("upstream/no-healthy-backend"), "The endpoint is suspended after failures."},
		{"500-504", code("101503"), said("upstream/unreachable"), "The gateway cannot connect to the back end."},
		{"500-504", code("101504"), said("upstream/timeout"), "The back end did not answer in time."},
	}},
	{product: "APISIX", source: "https://apisix.apache.org/docs/apisix/plugins/key-auth/", rows: []entry{
		{"401", message("missing api key in request"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "The gateway found no key in the request."},
		{"401", message("missing api key found in request"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "The gateway found no key in the request."},
		{"401", message("invalid api key in request"), said("auth/invalid-credentials"), "The gateway does not know the key."},
		{"401", message("missing jwt token in request"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "The gateway found no token in the request."},
		{"401", message("failed to verify jwt"), maybe("auth/invalid-credentials", "auth/expired-credential"), "The gateway does not accept the token."},
		{"403", message("your referer host is not allowed"), said("referer/referer-required").or("referer/hotlink-denied"), "The gateway's rule on the Referer refuses."},
		{"503", all(memberHas("error_msg", "requests are too frequent")), said("rate/request-limit"), "The gateway's rate limit refuses."},
	}},
	{product: "3scale", source: "https://docs.redhat.com/en/documentation/red_hat_3scale_api_management/", rows: []entry{
		{"403", all(bodyIs("authentication parameters missing")), said("auth/missing-credentials").or("auth/credentials-stripped", "auth/wrong-scheme"), "The gateway found no key in the request."},
		{"403", all(bodyIs("authentication failed")), said("auth/invalid-credentials"), "The gateway does not accept the key."},
		{"429", all(bodyIs("usage limit exceeded")), said("rate/quota-exhausted").or("rate/request-limit"), "The plan's limit is reached."},
		{"404", all(bodyIs("no mapping rule matched")), said("resource/not-found"), "No mapping rule fits this path."},
	}},
	{product: "Gravitee", source: "https://documentation.gravitee.io/", rows: []entry{
		{"429", all(member("key", "rate_limit_too_many_requests")), said("rate/request-limit"), "The gateway's rate limit is exceeded."},
		{"429", all(member("key", "quota_too_many_requests")), said("rate/quota-exhausted"), "The gateway's quota is used up."},
		{"401", all(member("key", "gateway_plan_unresolvable")), byCreds(), "No plan of the API fits the credential."},
		{"401", all(member("key", "gateway_missing_security_provider")), said("auth/missing-credentials").or("auth/wrong-scheme"), "No credential came that a plan of the API takes."},
	}},
	{product: "MuleSoft", source: "https://docs.mulesoft.com/gateway/latest/policies-included-client-id-enforcement", rows: []entry{
		{"401", all(memberHas("error", "invalid client id or secret")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The client's id or secret is wrong."},
		{"401", all(memberHas("error", "authentication attempt failed")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The client's id or secret is missing or wrong."},
		{"429", all(memberHas("error", "quota has been exceeded")), said("rate/request-limit").or("rate/quota-exhausted"), "The policy's quota of requests is exceeded."},
	}},
	{product: "RapidAPI", source: "https://docs.rapidapi.com/docs/response-codes", rows: []entry{
		{"403", message("you are not subscribed to this api"), said("authz/service-disabled").or("auth/invalid-credentials"), "The application is not subscribed to the API."},
		{"401,403", message("invalid api key. go to https://docs.rapidapi.com"), said("auth/invalid-credentials").or("auth/missing-credentials"), "The key is not valid."},
		{"429", message("you have exceeded the monthly quota"), said("rate/quota-exhausted"), "The plan's quota of the month is used up."},
		{"429", message("you have exceeded the daily quota"), said("rate/quota-exhausted"), "The plan's quota of the day is used up."},
		{"429", message("you have exceeded the rate limit per"), said("rate/request-limit"), "The plan's rate limit is exceeded."},
	}},
	{product: "Linkerd", source: "https://linkerd.io/2-edge/reference/proxy-metrics/", rows: []entry{
		{"403", all(header("l5d-proxy-error", "unauthorized")), said("net/ip-allowlist").or("authz/insufficient-role", "tls/client-cert-required"), "The proxy says that no policy admits this client."},
		{"502-504", all(header("l5d-proxy-error", "fail-fast")), said("upstream/no-healthy-backend"), "The proxy has no endpoint that is up."},
		{"502-504", all(header("l5d-proxy-error", "timed out")), said("upstream/timeout"), "The service did not answer the proxy in time."},
		{"502-504", all(header("l5d-proxy-error", "")), said("upstream/unreachable").or("upstream/no-healthy-backend"), "The proxy says that it cannot reach the service."},
	}},
	{product: "Pantheon", source: "https://docs.pantheon.io/", rows: []entry{
		{"404", all(body("the hostname you've requested"), body("pantheon")), said("host/unknown-name"), "The platform has no site for this name."},
		{"404", all(title("404 - unknown site")), said("host/unknown-name"), "The platform has no site for this name."},
		{"403,429,503", all(body("pantheon - 503 target in maintenance")), said("site/maintenance"), "The site is in maintenance."},
	}},
	{product: "WP Engine", source: "https://wpengine.com/support/", rows: []entry{
		{"403,404", all(title("site not configured"), body("no site is configured at this address")), said("host/unknown-name"), "The host has no site for this name."},
	}},
	{product: "Wix", source: "https://support.wix.com/", rows: []entry{
		{"404", all(body("looks like this domain isn't connected to a website yet")), said("host/unknown-name"), "No site is connected with this name."},
	}},
	{product: "Deno Deploy", source: "https://docs.deno.com/deploy/", rows: []entry{
		{"404", all(body("deployment_not_found"), body("deno")), said("host/unknown-name"), "No deployment is at this name."},
		{"502", all(body("isolate_internal_failure")), said("app/error"), "The function failed."},
	}},
	{product: "localtunnel", source: "https://theboroer.github.io/localtunnel-www/", rows: []entry{
		{"503", all(body("no active client")), said("upstream/unreachable").or("host/unknown-name"), "The tunnel's client is not connected."},
	}},
	{product: "InfinityFree", source: "https://forum.infinityfree.com/", soft: true, rows: []entry{
		{"", all(body("/aes.js"), body("this site requires javascript to work")), said("waf/challenge"), "The host tries whether a browser is there."},
	}},
	{product: "cPanel", source: "https://docs.cpanel.net/", soft: true, rows: []entry{
		{"", all(body("/cgi-sys/defaultwebpage.cgi")), said("host/unknown-name"), "The page is cPanel's default page: no account has this name."},
	}},
}
