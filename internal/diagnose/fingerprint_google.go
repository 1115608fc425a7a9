package diagnose

import "slices"

const (
	docErrorInfo = "https://github.com/googleapis/googleapis/blob/master/google/api/error_reason.proto"
	docGoogle    = "https://cloud.google.com/apis/design/errors"
	docCloudRun  = "https://cloud.google.com/run/docs/troubleshooting"
	docFirebase  = "https://firebase.google.com/docs/database/rest/auth"
)

// googleReasons are the reasons of google.rpc.ErrorInfo.
var googleReasons = []struct {
	reason string
	states []Claim
	says   string
}{
	{"service_disabled", said("authz/service-disabled"), "The API is not enabled in the caller's project."},
	{"billing_disabled", said("authz/service-disabled"), "The caller's project has no billing."},
	{"api_key_invalid", said("auth/invalid-credentials"), "The API key is not valid."},
	{"api_key_service_blocked", said("authz/insufficient-scope").or("authz/service-disabled"), "The API key may not be used for this service."},
	{"api_key_http_referrer_blocked", said("referer/referer-required"), "The API key is bound to certain referrers, and this is none."},
	{"api_key_ip_address_blocked", said("net/ip-allowlist"), "The API key is bound to certain addresses, and this is none."},
	{"api_key_android_app_blocked", said("authz/insufficient-scope"), "The API key is bound to certain Android apps."},
	{"api_key_ios_app_blocked", said("authz/insufficient-scope"), "The API key is bound to certain iOS apps."},
	{"rate_limit_exceeded", said("rate/request-limit"), "The project's rate limit is exceeded."},
	{"resource_quota_exceeded", said("rate/quota-exhausted"), "The project's quota is used up."},
	{"consumer_suspended", said("authz/service-disabled").or("site/suspended"), "The caller's project is suspended."},
	{"consumer_invalid", said("authz/service-disabled"), "The caller's project is not valid."},
	{"security_policy_violated", said("net/ip-allowlist").or("authz/insufficient-role"), "A service perimeter refuses the request: its network, its identity or its project."},
	{"access_token_expired", said("auth/expired-credential"), "The access token has expired."},
	{"access_token_scope_insufficient", said("authz/insufficient-scope"), "The access token lacks a scope."},
	{"access_token_type_unsupported", said("auth/wrong-scheme"), "This kind of access token is not accepted here."},
	{"account_state_invalid", said("auth/account-disabled"), "The account behind the token is not in good standing."},
	{"session_cookie_expired", said("auth/session-required").or("auth/expired-credential"), "The session cookie has expired."},
	{"credentials_missing", said("auth/missing-credentials"), "The request carries no credential."},
	{"location_policy_violated", said("net/geo-restricted"), "A policy on locations refuses the request."},
	{"location_org_policy_violated", said("net/geo-restricted"), "A policy on locations refuses the request."},
	{"iam_permission_denied", said("authz/insufficient-role"), "The caller lacks an IAM permission."},
	{"org_restriction_violation", said("authz/insufficient-role"), "An organisation restriction refuses the request."},
	{"user_project_denied", said("authz/insufficient-role"), "The caller may not use the project named in the request."},
	{"account_disabled", said("auth/account-disabled"), "The account is disabled."},
	{"dailylimitexceeded", said("rate/quota-exhausted"), "The project's daily quota is used up."},
	{"quotaexceeded", said("rate/quota-exhausted"), "The project's quota is used up."},
	{"userratelimitexceeded", said("rate/request-limit"), "The user's rate limit is exceeded."},
	{"ratelimitexceeded", said("rate/request-limit"), "The rate limit is exceeded."},
	{"accessnotconfigured", said("authz/service-disabled"), "The API is not enabled in the caller's project."},
	{"insufficientpermissions", said("authz/insufficient-scope").or("authz/insufficient-role"), "The token or its user lacks a permission."},
	{"keyinvalid", said("auth/invalid-credentials"), "The API key is not valid."},
	{"keyexpired", said("auth/expired-credential"), "The API key has expired."},
	{"autherror", said("auth/invalid-credentials").or("auth/expired-credential"), "The credential is not accepted."},
	{"iprefererblocked", said("referer/referer-required").or("net/ip-allowlist"), "The API key is bound to other referrers or addresses."},
}

var googleFacts = slices.Concat(googleReasonFacts(), []Fact{
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "400", When: all(body("api key not valid")),
		States: said("auth/invalid-credentials"), Says: "The API key is not valid.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "400", When: all(body("api key expired")),
		States: said("auth/expired-credential"), Says: "The API key has expired.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "401", When: all(body("time_constraint_failure")),
		States: said("auth/expired-credential").or("clock/server-skew"), Says: "The gateway says that the token is outside its time.", Source: "https://cloud.google.com/endpoints/docs/openapi/troubleshoot-jwt"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "401", When: all(body("jwt validation failed")), Unless: all(body("time_constraint_failure")),
		States: said("auth/invalid-credentials").or("auth/missing-credentials"), Says: "The gateway does not accept the token, or none came.", Source: "https://cloud.google.com/endpoints/docs/openapi/troubleshoot-jwt"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(body("method doesn't allow unregistered callers")),
		States: said("auth/missing-credentials"), Says: "The request carries no API key or other credential.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "401", When: all(body("request is missing required authentication credential")),
		States: said("auth/missing-credentials"), Says: "The request carries no credential.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "401", When: all(body("request had invalid authentication credentials")),
		States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The credential is not accepted.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(body("request had insufficient authentication scopes")),
		States: said("authz/insufficient-scope"), Says: "The access token lacks a scope.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(body("the caller does not have permission"), member("status", "permission_denied")),
		States: said("authz/insufficient-role"), Says: "The caller lacks a permission.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(body("missing or insufficient permissions")),
		States: said("authz/insufficient-role").or("auth/missing-credentials"), Says: "The security rules do not allow this caller.", Source: "https://firebase.google.com/docs/firestore/security/get-started"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(body("are blocked.</p>"), body("api key")),
		States: maybe("authz/insufficient-scope"), Says: "The API key may not call this.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(member("status", "permission_denied")),
		States: maybe("authz/insufficient-role").or("authz/insufficient-scope", "auth/missing-credentials"), Says: "The caller lacks a permission.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "401", When: all(member("status", "unauthenticated")),
		States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials").or("auth/expired-credential"), Says: "The request is not authenticated.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "429", When: all(member("status", "resource_exhausted"), body("per day")),
		States: said("rate/quota-exhausted"), Says: "A quota per day is used up.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "429", When: all(member("status", "resource_exhausted")),
		States: said("rate/request-limit").or("rate/quota-exhausted"), Says: "A quota or rate limit is exceeded.", Source: docGoogle},
	{Product: "Google Cloud", Role: Wrote, Acts: true, When: all(body("your client does not have permission to get url"), body("from this server")),
		States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "authz/insufficient-role").or("net/ip-allowlist"),
		Says:   "Google's front end refuses: the service does not take anonymous callers, or this caller may not invoke it.", Source: docCloudRun},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "403", When: all(title("403 forbidden"), body("access is forbidden."), header("server", "google frontend")),
		States: maybe("net/ip-allowlist").or("authz/insufficient-role"), Says: "The service's ingress setting does not admit this network.", Source: docCloudRun},
	{Product: "Google IAP", Role: Wrote, Acts: true, When: all(header("x-goog-iap-generated-response", "true")),
		States: claims(nil).likely(WithoutCreds, "auth/session-required").likely(WithCreds, "auth/invalid-credentials").or("authz/insufficient-role"), Says: "Identity-Aware Proxy wrote this answer, not the application.", Source: "https://cloud.google.com/iap/docs/concepts-overview"},
	{Product: "Google IAP", Role: Wrote, Acts: true, When: all(body("invalid iap credentials: empty token")),
		States: said("auth/missing-credentials"), Says: "Identity-Aware Proxy saw no token.", Source: "https://cloud.google.com/iap/docs/faq"},
	{Product: "Google IAP", Role: Wrote, Acts: true, When: all(body("invalid iap credentials:"), body("expired")),
		States: said("auth/expired-credential"), Says: "Identity-Aware Proxy says that the token has expired.", Source: "https://cloud.google.com/iap/docs/faq"},
	{Product: "Google IAP", Role: Wrote, Acts: true, When: all(body("invalid iap credentials:")),
		States: said("auth/invalid-credentials"), Says: "Identity-Aware Proxy does not accept the token.", Source: "https://cloud.google.com/iap/docs/faq"},
	{Product: "Google Cloud Armor", Role: Wrote, Acts: true, Status: "403", When: all(body("<title>403</title>403 forbidden")),
		States: maybe("waf/unspecified-block").or("net/ip-blocklist", "net/geo-restricted", "waf/request-content-rule", "net/ip-allowlist"),
		Says:   "The short page of Google's load balancer: a security policy refused, for a reason that it does not give.", Source: "https://cloud.google.com/armor/docs/security-policy-overview"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "302,429,503", When: all(body("unusual traffic from your computer network")),
		States: said("waf/challenge").or("waf/temporary-ban", "rate/request-limit"), Says: "Google holds the address's traffic to be automated and asks for a captcha.", Source: "https://support.google.com/websearch/answer/86640"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "500-503", When: all(body("the server encountered a temporary error and could not complete your request")),
		States: maybe("upstream/bad-response").or("upstream/unreachable", "upstream/no-healthy-backend", "upstream/overloaded"), Says: "Google's load balancer got no usable answer from the service.", Source: "https://cloud.google.com/load-balancing/docs/https/troubleshooting-ext-https-lbs"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "503", When: all(body("no healthy upstream"), header("via", "google")),
		States: said("upstream/no-healthy-backend"), Says: "The load balancer has no healthy backend.", Source: "https://cloud.google.com/load-balancing/docs/https/troubleshooting-ext-https-lbs"},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "429", When: all(bodyIs("rate exceeded.")),
		States: said("rate/request-limit").or("rate/concurrency-limit"), Says: "The service has no instance free for this request.", Source: docCloudRun},
	{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "404", When: all(body("the requested url <code>"), body("was not found on this server"), body("that’s an error")),
		States: maybe("resource/not-found").or("host/unknown-name"), Says: "Google's front end knows no such page.", Source: docGoogle},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "401,403", When: all(member("error", "permission denied")),
		States: said("authz/insufficient-role").or("auth/missing-credentials"), Says: "The security rules of the database do not allow this caller.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(memberHas("error", "auth token is expired")),
		States: said("auth/expired-credential"), Says: "The token has expired.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(memberHas("error", "could not parse auth token")),
		States: said("auth/invalid-credentials"), Says: "The token cannot be read.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(memberHas("error", "unauthorized request")),
		States: said("auth/invalid-credentials").or("auth/missing-credentials"), Says: "The request is not authorised.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "402-423", When: all(memberHas("error", "has been disabled by a database owner")),
		States: said("site/suspended"), Says: "The owner has disabled the database.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "402-423", When: all(memberHas("error", "has been deactivated")),
		States: said("site/suspended"), Says: "The database has been deactivated.", Source: docFirebase},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "404", When: all(title("site not found"), body("firebase")),
		States: said("host/unknown-name"), Says: "Firebase Hosting has no site for this name.", Source: "https://firebase.google.com/docs/hosting/custom-domain"},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "404", When: all(body("why am i seeing this?"), body("firebase")),
		States: said("host/unknown-name").or("resource/not-found"), Says: "Firebase Hosting has nothing deployed at this address.", Source: "https://firebase.google.com/docs/hosting/custom-domain"},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(member("message", "token_expired")),
		States: said("auth/expired-credential"), Says: "The user's token has expired.", Source: "https://firebase.google.com/docs/reference/rest/auth"},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(member("message", "invalid_id_token")),
		States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The user's token is not valid.", Source: "https://firebase.google.com/docs/reference/rest/auth"},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-403", When: all(member("message", "user_disabled")),
		States: said("auth/account-disabled"), Says: "The user's account is disabled.", Source: "https://firebase.google.com/docs/reference/rest/auth"},
	{Product: "Firebase", Role: Wrote, Acts: true, Status: "400-429", When: all(memberHas("message", "too_many_attempts_try_later")),
		States: said("rate/request-limit").or("waf/temporary-ban"), Says: "There were too many attempts from this device.", Source: "https://firebase.google.com/docs/reference/rest/auth"},
	{Product: "Google Cloud", Role: OnPath, When: all(header("via", "1.1 google")), Says: "The answer passed Google's load balancer.", Source: docGoogle},
	{Product: "Google Cloud", Role: OnPath, When: all(server("google frontend")), Says: "The answer passed Google's front end.", Source: docGoogle},
	{Product: "Google Cloud", Role: OnPath, When: all(headerIs("server", "esf")), Says: "The answer is a Google API's.", Source: docGoogle},
})

func googleReasonFacts() []Fact {
	var out []Fact
	for _, r := range googleReasons {
		out = append(out, Fact{Product: "Google Cloud", Role: Wrote, Acts: true, Status: "400-499", When: all(member("reason", r.reason)),
			States: r.states, Says: r.says, Source: docErrorInfo})
	}
	return out
}
