package diagnose

const docB2C = "https://learn.microsoft.com/azure/active-directory-b2c/error-codes"

// A numbered error is one that its vendor numbers. The number stands in the
// description of an OAuth error or, followed by a colon, on a page.
type numbered struct {
	number string
	states []Claim
	says   string
}

// numberedRows writes each code twice: as the description of an OAuth error,
// which outranks what the error by itself means, and as text of a page.
func numberedRows(status, prefix string, codes []numbered) []entry {
	var out []entry
	for _, c := range codes {
		text := prefix + c.number + ":"
		out = append(out,
			entry{status, all(memberHas("error_description", text)), c.states, c.says},
			entry{status, all(body(text)), c.states, c.says})
	}
	return out
}

// entraSheets are the codes of Microsoft Entra, with those of Azure AD B2C.
var entraSheets = []sheet{
	{product: "Microsoft Entra", source: docAADSTS, rows: numberedRows("400-403", "aadsts", entraCredentials)},
	{product: "Microsoft Entra", source: docAADSTS, rows: numberedRows("400-403", "aadsts", entraPolicies)},
	{product: "Microsoft Entra", source: docAADSTS, rows: numberedRows("400-504", "aadsts", entraTroubles)},
	{product: "Azure AD B2C", source: docB2C, rows: numberedRows("400-403", "aadb2c", []numbered{
		{"90080", said("auth/expired-credential"), "The grant has expired."},
		{"90129", said("auth/invalid-credentials").or("auth/expired-credential"), "The grant was revoked."},
		{"90225", said("auth/invalid-credentials"), "The name or password is wrong."},
	})},
}

// entraCredentials are about users, clients, secrets and tokens.
var entraCredentials = []numbered{
	{"50034", said("auth/invalid-credentials"), "The account does not exist in the directory."},
	{"50056", said("auth/invalid-credentials"), "The directory holds no password for the user."},
	{"50064", said("auth/invalid-credentials"), "The name or password is wrong."},
	{"50126", said("auth/invalid-credentials"), "The name or password is wrong."},
	{"50053", said("waf/temporary-ban").or("auth/account-disabled", "net/ip-blocklist"), "The account is locked after failed sign-ins, or the address is held to be malicious."},
	{"50055", said("auth/step-up-required").or("auth/expired-credential"), "The password has expired."},
	{"50144", said("auth/step-up-required").or("auth/expired-credential"), "The password in the own directory has expired."},
	{"50057", said("auth/account-disabled"), "The account is disabled."},
	{"50058", said("auth/session-required"), "Nobody is signed in."},
	{"50089", said("auth/expired-credential"), "The sign-in took too long: its token has expired."},
	{"50132", said("auth/session-required").or("auth/expired-credential"), "The session ended when the password expired or was changed."},
	{"50133", said("auth/session-required").or("auth/expired-credential"), "The session ended when the password expired or was changed."},
	{"50143", said("auth/session-required"), "The session belongs to another directory."},
	{"50173", said("auth/invalid-credentials").or("auth/expired-credential"), "The grant was revoked."},
	{"51004", said("auth/invalid-credentials").or("authz/insufficient-role"), "The account does not exist in the directory."},
	{"50014", said("auth/invalid-credentials").or("authz/insufficient-role"), "The guest's account does not exist in the directory."},
	{"54005", said("auth/invalid-credentials"), "The code has been used already."},
	{"70000", said("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not valid."},
	{"70008", said("auth/expired-credential"), "The code or refresh token has expired."},
	{"70019", said("auth/expired-credential"), "The verification code has expired."},
	{"700082", said("auth/expired-credential"), "The refresh token has expired."},
	{"700084", said("auth/expired-credential"), "The refresh token of a single-page app has expired: it has a fixed life."},
	{"70043", said("auth/expired-credential"), "A policy on the frequency of sign-ins ended the token."},
	{"70001", said("auth/account-disabled").or("auth/invalid-credentials"), "The application is disabled, or not known in the directory."},
	{"700011", said("auth/invalid-credentials"), "The application is not known in the directory."},
	{"700016", said("auth/invalid-credentials"), "The application is not known in the directory."},
	{"70002", said("auth/invalid-credentials"), "The client's credentials are wrong."},
	{"7000215", said("auth/invalid-credentials"), "The client secret is wrong."},
	{"7000222", said("auth/expired-credential"), "The client secret has expired."},
	{"7000218", said("auth/missing-credentials"), "The client's secret or assertion is missing."},
	{"7000112", said("auth/account-disabled"), "The application is disabled."},
	{"700025", said("auth/wrong-scheme"), "The client is public and must present neither secret nor assertion."},
	{"700024", said("clock/client-skew").or("auth/expired-credential"), "The client's assertion is outside its times."},
	{"700027", said("auth/invalid-credentials"), "The signature of the client's assertion is wrong."},
	{"700030", said("auth/invalid-credentials"), "The certificate's subject is not authorised."},
	{"500133", said("auth/expired-credential").or("clock/client-skew"), "The assertion is outside its times."},
	{"50013", maybe("auth/invalid-credentials", "auth/expired-credential"), "The assertion is not valid: expired, malformed, or from another issuer."},
	{"50012", said("auth/invalid-credentials"), "The signing certificate, or the assertion's signature, is not accepted."},
	{"50006", said("auth/invalid-credentials"), "The signature is wrong."},
	{"50027", maybe("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
	{"900384", said("auth/invalid-credentials"), "The token's signature is wrong."},
	{"81010", said("auth/expired-credential").or("auth/invalid-credentials"), "The user's Kerberos ticket has expired or is not valid."},
}

// entraPolicies are about rights, consent and conditional access.
var entraPolicies = []numbered{
	{"50072", said("auth/step-up-required"), "A policy wants the user to enrol a second factor."},
	{"50074", said("auth/step-up-required"), "A second factor is required and was not passed."},
	{"50076", said("auth/step-up-required"), "A policy wants a second factor."},
	{"50078", said("auth/step-up-required").or("auth/expired-credential"), "The second factor was given too long ago."},
	{"50079", said("auth/step-up-required"), "A policy wants the user to enrol a second factor."},
	{"50097", said("auth/step-up-required"), "The device must authenticate."},
	{"50127", said("auth/step-up-required"), "The user must install a broker app."},
	{"50129", said("auth/step-up-required"), "The device must be joined to the workplace."},
	{"50135", said("auth/step-up-required"), "The password must be changed because the account is at risk."},
	{"50158", said("auth/step-up-required"), "A challenge by another provider was not passed."},
	{"50131", maybe("authz/insufficient-role", "auth/step-up-required").or("net/ip-allowlist"), "A policy of conditional access refuses: for the device, suspicious activity or another reason."},
	{"53000", said("auth/step-up-required").or("authz/insufficient-role"), "A policy wants a compliant device."},
	{"53001", said("auth/step-up-required").or("authz/insufficient-role"), "A policy wants a device that is joined to the domain."},
	{"53002", said("authz/insufficient-role").or("auth/step-up-required"), "A policy admits approved apps only."},
	{"53003", said("authz/insufficient-role").or("net/ip-allowlist", "auth/step-up-required"), "A conditional access policy refuses."},
	{"530003", said("auth/step-up-required").or("authz/insufficient-role"), "A policy wants a managed device."},
	{"530035", maybe("authz/insufficient-role", "auth/wrong-scheme").or("auth/step-up-required"), "The security defaults refuse, mostly an old way of authentication."},
	{"53004", said("auth/step-up-required"), "The user must enrol a second factor first."},
	{"53010", said("auth/step-up-required"), "The second factor can be enrolled from listed places or devices only."},
	{"53011", said("auth/account-disabled").or("auth/step-up-required"), "The user is blocked for risk in the home directory."},
	{"65001", said("auth/step-up-required").or("authz/insufficient-scope"), "Consent to the application is missing."},
	{"65004", said("auth/step-up-required").or("authz/insufficient-scope"), "The user declined consent."},
	{"90094", said("auth/step-up-required").or("authz/insufficient-scope"), "An administrator must consent."},
	{"90095", said("auth/step-up-required").or("authz/insufficient-scope"), "An administrator must be asked for consent."},
	{"50105", said("authz/insufficient-role"), "The user is not assigned to the application."},
	{"50020", said("authz/insufficient-role"), "The user is no member of the directory."},
	{"90072", said("authz/insufficient-role"), "The outside account is no member of the directory."},
	{"90093", said("authz/insufficient-role"), "Graph forbids the request."},
	{"90099", said("authz/insufficient-role"), "The application is not authorised in the directory."},
	{"50194", said("authz/insufficient-role"), "The application takes users of its own directory only."},
	{"650057", said("authz/insufficient-scope"), "The client's registration does not list this resource."},
	{"650052", said("authz/service-disabled"), "The organisation has not subscribed to the service."},
	{"500212", said("authz/insufficient-role"), "The outbound policy of the user's directory refuses."},
	{"500213", said("authz/insufficient-role"), "The inbound policy of the resource's directory refuses."},
	{"500021", said("net/proxy-policy-denied").or("authz/insufficient-role"), "Tenant restrictions, which a proxy on the user's side asks for, refuse."},
	{"500022", said("net/proxy-policy-denied").or("authz/insufficient-role"), "Tenant restrictions, which a proxy on the user's side asks for, refuse."},
	{"50002", said("net/proxy-policy-denied").or("authz/insufficient-role"), "Restricted access by proxy refuses this directory."},
	{"80012", said("authz/insufficient-role").or("auth/account-disabled"), "The user may not sign in at this hour."},
}

// entraTroubles are about what is not there, limits and the service itself.
var entraTroubles = []numbered{
	{"50001", said("resource/not-found").or("authz/service-disabled"), "The resource is disabled or does not exist."},
	{"500011", said("resource/not-found").or("host/unknown-name"), "The resource is not known in the directory."},
	{"90002", said("host/unknown-name").or("resource/not-found"), "There is no such directory."},
	{"50003", said("auth/backend-misconfigured"), "The application has no signing key."},
	{"50196", said("rate/request-limit").or("redirect/loop"), "The client asks for the same token too often: a loop."},
	{"50088", said("rate/request-limit"), "The limit of calls for second factors is reached."},
	{"90055", said("rate/request-limit"), "The directory sends too many requests."},
	{"80001", said("auth/backend-misconfigured").or("upstream/unreachable"), "The agent cannot reach the own directory."},
	{"80002", said("upstream/timeout").or("auth/backend-misconfigured"), "The check of the password in the own directory timed out."},
	{"80014", said("upstream/timeout").or("auth/backend-misconfigured"), "The check of the password in the own directory timed out."},
	{"80013", said("clock/server-skew"), "The clocks of the agent and the own directory differ."},
	{"90006", said("upstream/overloaded").or("app/error"), "The service is unavailable for the moment."},
	{"90033", said("upstream/overloaded").or("app/error"), "The service is unavailable for the moment."},
	{"90012", said("upstream/timeout"), "The request timed out."},
	{"90015", said("request/too-large"), "The query is too long."},
	{"900561", said("request/method-refused"), "The endpoint does not take this method."},
}
