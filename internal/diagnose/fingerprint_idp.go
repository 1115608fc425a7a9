package diagnose

const (
	docGoogleOAuth = "https://developers.google.com/identity/protocols/oauth2/service-account#jwt-error-codes"
	docCognito     = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html"
	docDuo         = "https://duo.com/docs/adminapi#response-format"
	docPingOne     = "https://developer.pingidentity.com/pingone-api/platform/reference/error-codes.html"
	docADFS        = "https://learn.microsoft.com/windows-server/identity/ad-fs/troubleshooting/ad-fs-tshoot-loop"
	docZitadel     = "https://zitadel.com/docs/support/troubleshooting"
)

// cognito matches a type of Amazon Cognito with words of its message.
func cognito(kind, has string) []Marker {
	return all(memberHas("__type", kind), memberHas("message", has))
}

// duo matches one of Duo's codes of five digits.
func duo(is string) []Marker { return all(member("stat", "fail"), member("code", is)) }

// idpSheets are further errors of identity providers.
var idpSheets = []sheet{
	{product: "Google OAuth", source: docGoogleOAuth, rows: []entry{
		{"400-403", describes("invalid_grant", "token must be a short-lived token (60 minutes) and in a reasonable timeframe"), said("clock/client-skew").or("auth/expired-credential"), "The assertion's times are off: mostly the clock of the client."},
		{"400-403", describes("invalid_grant", "invalid jwt signature"), said("auth/invalid-credentials").or("signed-url/signer-revoked"), "The key that signed the assertion is not, or no longer, the service account's."},
		{"400-403", describes("invalid_grant", "invalid grant: account not found"), said("auth/invalid-credentials"), "The service account does not exist."},
		{"400-403", describes("invalid_grant", "token has been expired or revoked"), said("auth/expired-credential").or("auth/invalid-credentials"), "The refresh token has expired or was revoked: those of apps in testing live seven days."},
		{"400-403", describes("invalid_grant", "account has been deleted"), said("auth/account-disabled"), "The account was deleted."},
		{"400-403", all(member("error", "invalid_grant"), member("error_subtype", "invalid_rapt")), said("auth/step-up-required").or("auth/session-required"), "The organisation's session control wants the user to prove himself anew."},
		{"400-403", describes("unauthorized_client", "client is unauthorized to retrieve access tokens using this method"), said("authz/insufficient-scope").or("authz/insufficient-role"), "The service account is not delegated for these scopes."},
		{"400-403", describes("invalid_client", "the oauth client was not found"), said("auth/invalid-credentials"), "The OAuth client does not exist."},
		{"400-403", describes("disabled_client", "the oauth client was disabled"), said("auth/account-disabled"), "The OAuth client is disabled."},
		{"400-403", describes("deleted_client", "the oauth client was deleted"), said("auth/account-disabled").or("auth/invalid-credentials"), "The OAuth client was deleted."},
		{"400-403", all(member("error", "admin_policy_enforced")), said("authz/insufficient-role").or("authz/insufficient-scope"), "The organisation's administrator does not allow these scopes."},
		{"400-403", all(member("error", "org_internal")), said("authz/insufficient-role"), "The OAuth client is for users of its own organisation."},
	}},
	{product: "Auth0", source: "https://auth0.com/docs/troubleshoot/basic-issues", rows: []entry{
		{"400-403", describes("invalid_grant", "wrong email or password"), said("auth/invalid-credentials"), "The address or password is wrong."},
		{"400-403", describes("invalid_grant", "unknown or invalid refresh token"), said("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not known: expired, rotated or revoked."},
		{"400-403", describes("unauthorized_client", "not allowed for the client"), said("authz/insufficient-scope"), "The client may not use this grant."},
		{"400-403", describes("access_denied", "service not found:"), said("resource/not-found").or("authz/insufficient-scope"), "There is no API of this audience."},
		{"400-403", all(memberHas("error_description", "is not authorized to access resource server")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The client has no grant for this API."},
		{"400-429", all(member("error", "password_leaked")), said("auth/account-disabled").or("auth/step-up-required"), "The account is blocked because the password stands in a leak."},
		{"429", describes("too_many_requests", "global limit has been reached"), said("rate/request-limit"), "The tenant's rate limit is reached."},
	}},
	{product: "Keycloak", source: "https://www.keycloak.org/docs/latest/server_admin/", rows: []entry{
		{"400-403", describes("unauthorized_client", "client not allowed for direct access grants"), said("authz/insufficient-scope").or("auth/wrong-scheme"), "The client may not sign users in by password."},
		{"400-403", describes("unauthorized_client", "client not enabled to retrieve service account"), said("authz/insufficient-scope"), "The client has no service account."},
		{"400-403", describes("invalid_grant", "invalid refresh token"), maybe("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not valid."},
		{"400-403", describes("invalid_grant", "stale token"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token was revoked by a later one."},
		{"400-403", describes("invalid_grant", "offline user session not found"), said("auth/expired-credential").or("auth/session-required"), "The offline session has ended."},
		{"400-403", describes("invalid_grant", "offline session not active"), said("auth/expired-credential").or("auth/session-required"), "The offline session has ended."},
		{"400-403", describes("invalid_grant", "user disabled"), maybe("auth/account-disabled"), "The user is disabled."},
		{"400-403", describes("invalid_token", "token verification failed"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token cannot be verified."},
		{"403", describes("access_denied", "not_authorized"), said("authz/insufficient-role"), "The authorisation service grants none of the permissions."},
	}},
	{product: "Okta", source: docOkta, rows: []entry{
		{"400-503", all(member("errorcode", "e0000010")), said("site/maintenance"), "The service is in maintenance and read-only."},
		{"401,403", all(member("errorcode", "e0000105")), said("auth/expired-credential"), "The link has expired."},
		{"400-403", describes("access_denied", "policy evaluation failed for this request"), said("authz/insufficient-role").or("authz/insufficient-scope"), "No policy of the authorisation server admits the client, user or scopes."},
		{"400-403", describes("access_denied", "user is not assigned to the client application"), said("authz/insufficient-role"), "The user is not assigned to the application."},
		{"400-403", describes("invalid_client", "the parsed json web token is not issued for"), maybe("auth/invalid-credentials"), "The client's assertion is for another audience."},
	}},
	{product: "Authelia", source: "https://www.authelia.com/reference/guides/proxy-authorization/", rows: []entry{
		{"300-399", all(header("location", "?rd=http"), header("location", "rm=")), said("auth/session-required"), "The redirect leads to the portal, with the way back and the method."},
		{"300-401", all(header("location", "?rd=http"), cookie("authelia_session=")), said("auth/session-required"), "The redirect leads to the portal."},
	}},
	{product: "authentik", source: "https://docs.goauthentik.io/add-secure-apps/providers/proxy/", rows: []entry{
		{"300-399", all(header("location", "/outpost.goauthentik.io/start")), said("auth/session-required"), "The outpost begins a sign-in."},
		{"300-399", all(header("location", "/if/flow/"), header("x-powered-by", "authentik")), said("auth/session-required"), "The redirect leads to a flow of the server."},
	}},
	{product: "AD FS", source: docADFS, rows: []entry{
		{"400-500", all(body("msis7042:")), said("redirect/loop").or("rate/request-limit"), "The browser came six times in some seconds: a loop between AD FS and the application."},
		{"400-403", all(memberHas("error_description", "msis9659:")), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"400-403", all(memberHas("error_description", "verify the credential provided for client authentication is valid")), said("auth/invalid-credentials"), "The client's authentication failed."},
		{"400-403", all(memberHas("error_description", "msis9605:")), said("authz/insufficient-role").or("authz/insufficient-scope"), "The client is not allowed to reach the resource."},
		{"400-403", all(memberHas("error_description", "msis9614:")), maybe("auth/expired-credential").or("auth/invalid-credentials"), "The refresh token is not valid: expired, or the user changed the password."},
	}},
	{product: "PingOne", source: docPingOne, rows: []entry{
		{"401,403", all(member("code", "access_failed"), member("id", "")), maybe("authz/insufficient-role").or("auth/invalid-credentials", "auth/missing-credentials"), "The caller has no access to the resource."},
		{"429", all(member("code", "request_limited"), member("id", "")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Amazon Cognito", source: docCognito, rows: []entry{
		{"400-403", cognito("notauthorizedexception", "unable to verify secret hash"), said("auth/invalid-credentials"), "The client's secret is wrong."},
		{"400-403", cognito("notauthorizedexception", "invalid refresh token"), said("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not valid."},
		{"400-403", cognito("notauthorizedexception", "refresh token has been revoked"), said("auth/invalid-credentials"), "The refresh token was revoked."},
		{"400-403", cognito("notauthorizedexception", "invalid login token. token expired"), said("auth/expired-credential"), "The token of the identity provider has expired."},
		{"400-403", cognito("notauthorizedexception", "not a valid openid connect identity token"), said("auth/invalid-credentials"), "The token of the identity provider is not accepted."},
		{"400-403", cognito("notauthorizedexception", "temporary password has expired"), said("auth/step-up-required").or("auth/expired-credential"), "The temporary password has expired."},
		{"400-403", cognito("notauthorizedexception", "is configured with secret but secret_hash was not received"), said("auth/missing-credentials"), "The client has a secret, and no hash of it came."},
		{"400-429", cognito("limitexceededexception", "attempt limit exceeded"), said("waf/temporary-ban").or("rate/request-limit"), "Too many attempts were made."},
		{"400-403", all(memberHas("__type", "expiredcodeexception")), said("auth/expired-credential"), "The code has expired."},
		{"400-403", all(memberHas("__type", "codemismatchexception")), said("auth/invalid-credentials"), "The code is wrong."},
		{"400-403", all(memberHas("__type", "userlambdavalidationexception")), said("authz/insufficient-role"), "A function of the pool refuses the user."},
		{"400-429", all(memberHas("__type", "toomanyfailedattemptsexception")), said("waf/temporary-ban"), "Too many attempts failed."},
	}},
	{product: "Duo", source: docDuo, rows: []entry{
		{"401", duo("40101"), said("auth/missing-credentials"), "The request carries no credential."},
		{"401", duo("40102"), said("auth/invalid-credentials"), "The integration key is not known."},
		{"401", duo("40103"), said("auth/invalid-credentials"), "The signature is wrong: mostly the secret key."},
		{"401", duo("40104"), said("clock/client-skew"), "The timestamp of the request is off."},
		{"401", duo("40112"), maybe("auth/expired-credential"), "The secret key has expired."},
		{"403", duo("40301"), said("authz/insufficient-scope").or("authz/insufficient-role"), "The integration lacks the permission."},
		{"429", duo("42901"), said("rate/request-limit"), "Too many requests came."},
	}},
	{product: "Zitadel", source: docZitadel, rows: []entry{
		{"401", message("errors.token.invalid (auth-"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"401", message("(auth-7fs1e)"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
	}},
	{product: "Apereo CAS", source: "https://apereo.github.io/cas/7.1.x/services/Service-Management.html", rows: []entry{
		{"403", all(body("application not authorized to use cas")), said("authz/insufficient-role").or("host/unknown-name"), "The application is not registered with CAS."},
	}},
	{product: "WS-Federation", source: "https://docs.oasis-open.org/wsfed/federation/v1.2/os/ws-federation-1.2-spec-os.html", rows: []entry{
		{"300-399", all(header("location", "wa=wsignin1.0")), said("auth/session-required"), "The redirect begins a sign-in."},
	}},
	{product: "Oracle Access Manager", source: "https://docs.oracle.com/en/middleware/idm/access-manager/12.2.1.4/aiaag/", rows: []entry{
		{"300-399", all(header("location", "/oam/server/obrareq.cgi")), said("auth/session-required"), "The redirect leads to the server that signs users in."},
	}},
	{product: "SiteMinder", source: "https://techdocs.broadcom.com/us/en/symantec-security-software/identity-security/siteminder/12-8.html", rows: []entry{
		{"300-399", all(header("location", "/siteminderagent/")), said("auth/session-required"), "The redirect leads to the agent's sign-in."},
	}},
	{product: "IBM Verify Access", source: "https://www.ibm.com/docs/en/sva", soft: true, rows: []entry{
		{"", all(body("hpdia0200w"), body("authentication failed")), said("auth/invalid-credentials"), "The name, password or client certificate is not accepted; the status may be 200 all the same."},
	}},
	{product: "Microsoft.IdentityModel", source: "https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet", rows: []entry{
		{"400-403,500", all(body("idx10223:")), said("auth/expired-credential"), "The token has expired."},
		{"400-403,500", all(body("idx10222:")), said("clock/server-skew").or("clock/client-skew"), "The token is not valid yet."},
		{"400-403,500", all(body("idx10214:")), said("auth/invalid-credentials"), "The token is for another audience."},
		{"400-403,500", all(body("idx10205:")), said("auth/invalid-credentials"), "The token comes from another issuer."},
		{"400-403,500", all(body("idx10503:")), said("auth/invalid-credentials"), "The token's signature fits none of the keys."},
	}},
}
