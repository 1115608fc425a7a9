package diagnose

// describes matches an OAuth error by its code and description.
func describes(code, has string) []Marker {
	return all(member("error", code), memberHas("error_description", has))
}

// identitySheets are identity providers and what signs users in.
var identitySheets = []sheet{
	{product: "Keycloak", source: "https://www.keycloak.org/docs/latest/server_admin/", rows: []entry{
		{"400-403", describes("invalid_grant", "account disabled"), said("auth/account-disabled"), "The account is disabled."},
		{"400-403", describes("invalid_grant", "account is not fully set up"), said("auth/step-up-required"), "The user must complete the account first."},
		{"400-403", describes("invalid_grant", "invalid user credentials"), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"400-403", describes("invalid_grant", "token is not active"), said("auth/expired-credential").or("clock/server-skew"), "The token has expired, or is not valid yet."},
		{"400-403", describes("invalid_grant", "session not active"), said("auth/expired-credential").or("auth/session-required"), "The session behind the token has ended."},
		{"400-403", describes("invalid_request", "https required"), said("tls/https-required"), "The realm takes HTTPS only."},
		{"400-403", describes("invalid_client", "invalid client or invalid client credentials"), said("auth/invalid-credentials"), "The client or its secret is wrong."},
		{"400-403", describes("unauthorized_client", "invalid client or invalid client credentials"), said("auth/invalid-credentials"), "The client or its secret is wrong."},
		{"404", all(memberHas("error", "realm does not exist")), said("host/unknown-name").or("resource/not-found"), "There is no such realm."},
	}},
	{product: "Okta", source: docOkta, rows: []entry{
		{"401,403", all(member("errorcode", "e0000064")), said("auth/step-up-required").or("auth/expired-credential"), "The password has expired and must be changed."},
		{"401,403", all(member("errorcode", "e0000119")), said("auth/account-disabled").or("waf/temporary-ban"), "The account is locked."},
		{"401,403", all(member("errorcode", "e0000038")), said("authz/insufficient-role"), "The user's status does not allow this."},
		{"401,403", all(member("errorcode", "e0000113")), said("authz/service-disabled"), "The feature is not there for this organisation."},
		{"401,403", all(member("errorcode", "e0000068")), said("auth/step-up-required").or("auth/invalid-credentials"), "The passcode of the second factor is wrong."},
		{"429", all(member("errorcode", "e0000047"), header("x-rate-limit-limit", "0")), said("rate/concurrency-limit"), "The limit of concurrent requests is exceeded: Okta shows it with a limit of 0."},
	}},
	{product: "Ory", source: "https://www.ory.com/docs/kratos/reference/api", rows: []entry{
		{"401", all(member("id", "session_inactive")), said("auth/session-required").or("auth/expired-credential"), "The session has ended."},
		{"401,403", all(memberHas("reason", "no valid session cookie found")), said("auth/session-required"), "The request carries no session."},
		{"401,403", all(memberHas("reason", "no active session was found in this request")), said("auth/session-required"), "The request carries no session."},
		{"403", all(member("id", "session_aal2_required")), said("auth/step-up-required"), "A second factor is required."},
		{"403", all(member("id", "security_csrf_violation")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"401", message("access credentials are invalid"), maybe("auth/invalid-credentials").or("auth/missing-credentials", "authz/insufficient-scope", "auth/expired-credential"), "The rule's authenticators do not accept the credential."},
		{"403", message("access credentials are not sufficient to access this resource"), maybe("authz/insufficient-role").or("static/path-deny-rule", "auth/backend-misconfigured"), "The rule's authorizer does not allow this."},
	}},
	{product: "Clerk", source: "https://clerk.com/docs/errors/overview", rows: []entry{
		{"300-403", all(header("x-clerk-auth-reason", "token-expired")), said("auth/expired-credential").or("auth/session-required"), "The field x-clerk-auth-reason says that the token has expired."},
		{"300-403", all(header("x-clerk-auth-reason", "token-not-active-yet")), said("clock/server-skew").or("clock/client-skew"), "The field x-clerk-auth-reason says that the token is not active yet."},
		{"300-403", all(header("x-clerk-auth-reason", "token-iat-in-the-future")), said("clock/server-skew").or("clock/client-skew"), "The field x-clerk-auth-reason says that the token was issued in the future."},
		{"300-403", all(header("x-clerk-auth-reason", "token-invalid")), said("auth/invalid-credentials"), "The field x-clerk-auth-reason says that the token is not valid."},
		{"300-404", all(header("x-clerk-auth-reason", "missing")), said("auth/session-required").or("auth/missing-credentials"), "The field x-clerk-auth-reason says that session or token are missing."},
		{"300-404", all(header("x-clerk-auth-status", "signed-out")), said("auth/session-required").or("auth/missing-credentials"), "The field x-clerk-auth-status says that nobody is signed in."},
	}},
	{product: "Amazon Cognito", source: "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html", rows: []entry{
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "incorrect username or password")), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "access token has expired")), said("auth/expired-credential"), "The access token has expired."},
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "refresh token has expired")), said("auth/expired-credential"), "The refresh token has expired."},
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "access token has been revoked")), said("auth/invalid-credentials"), "The access token was revoked."},
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "user is disabled")), said("auth/account-disabled"), "The user is disabled."},
		{"400-403", all(memberHas("__type", "notauthorizedexception"), memberHas("message", "password attempts exceeded")), said("waf/temporary-ban"), "Too many wrong passwords came."},
		{"400-403", all(memberHas("__type", "usernotconfirmedexception")), said("auth/account-disabled"), "The user is not confirmed."},
		{"400-403", all(memberHas("__type", "passwordresetrequiredexception")), said("auth/step-up-required"), "The password must be reset."},
	}},
	{product: "AWS AppSync", source: "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html", rows: []entry{
		{"401", all(member("errortype", "unauthorizedexception"), memberHas("message", "valid authorization header not provided")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No credential arrived that the API takes."},
		{"401", all(member("errortype", "unauthorizedexception"), memberHas("message", "token has expired")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("errortype", "unauthorizedexception"), memberHas("message", "you are not authorized to make this call")), maybe("auth/invalid-credentials").or("auth/expired-credential", "authz/insufficient-role"), "The key is not valid or has expired."},
	}},
	{product: "Pomerium", source: "https://www.pomerium.com/docs/", rows: []entry{
		{"400-499", all(headerIs("x-pomerium-intercepted-response", "true")), maybe("authz/insufficient-role").or("auth/session-required"), "Pomerium wrote this answer, not the application."},
	}},
	{product: "SharePoint", source: "https://learn.microsoft.com/sharepoint/dev/general-development/how-to-avoid-getting-throttled-or-blocked-in-sharepoint-online", rows: []entry{
		{"403", all(header("x-msdavext_error", "917656")), said("auth/session-required").or("auth/missing-credentials"), "The field X-MSDAVEXT_Error says that a sign-in by browser must come first."},
		{"403", all(header("x-forms_based_auth_required", "")), said("auth/session-required"), "SharePoint wants a sign-in by its forms."},
		{"401", all(header("x-ms-diagnostics", "3000003")), said("auth/invalid-credentials"), "The token's audience is wrong."},
		{"401", all(header("x-ms-diagnostics", "token is expired")), said("auth/expired-credential"), "The token has expired."},
	}},
	{product: "Microsoft Graph", source: docGraph, rows: []entry{
		{"401", code("invalidauthenticationtokentenant"), said("auth/invalid-credentials"), "The token comes from another directory."},
		{"401", code("authenticationfailedinvalidheader"), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field is malformed."},
		{"404", code("mailboxnotenabledforrestapi"), said("authz/service-disabled").or("resource/not-found"), "The mailbox is not in Exchange Online, or has no licence."},
		{"400-503", code("errorexceededconnectioncount"), said("rate/concurrency-limit"), "Too many connections are open."},
		{"429,503", code("mailboxconcurrency"), said("rate/concurrency-limit"), "Too many requests to the mailbox run at the same time."},
		{"400-409", code("missingsubscriptionregistration"), said("authz/service-disabled"), "The subscription is not registered for this service."},
		{"409", code("readonlydisabledsubscription"), said("authz/service-disabled").or("site/suspended"), "The subscription is disabled."},
		{"429", code("subscriptionrequeststhrottled"), said("rate/request-limit"), "The subscription's requests are throttled."},
		{"403", code("accessdenied_conditionalaccess"), said("auth/step-up-required").or("authz/insufficient-role"), "A policy of conditional access refuses."},
	}},
	{product: "Azure Service Bus", source: "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-resource-manager-exceptions", rows: []entry{
		{"401,403", all(body("ip has been prevented to connect to the endpoint")), said("net/ip-allowlist"), "The network rules of the name space refuse the address."},
		{"401,403", all(body("invalid authorization token signature")), said("auth/invalid-credentials").or("signed-url/bad-signature"), "The signature of the token is wrong."},
		{"401,403", all(body("expiredtoken:")), said("auth/expired-credential").or("signed-url/expired"), "The token has expired."},
		{"401,403", all(body("malformedtoken:")), said("auth/invalid-credentials"), "The token is malformed."},
	}},
}
