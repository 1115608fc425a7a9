package diagnose

const (
	docX        = "https://developer.x.com/en/support/x-api/error-troubleshooting"
	docMeta     = "https://developers.facebook.com/docs/graph-api/guides/error-handling/"
	docDiscord  = "https://discord.com/developers/docs/topics/opcodes-and-status-codes"
	docTelegram = "https://core.telegram.org/api/errors"
	docLinkedIn = "https://learn.microsoft.com/linkedin/shared/api-guide/concepts/error-handling"
)

// problemType matches the type of an error of the API of X.
func problemType(has string) []Marker { return all(memberHas("type", "/problems/"+has)) }

// metaCode matches an error of the Graph API by its code.
func metaCode(code string) []Marker {
	return all(member("type", "oauthexception"), member("code", code))
}

// metaSub matches one by its code and subcode.
func metaSub(code, sub string) []Marker {
	return all(member("type", "oauthexception"), member("code", code), member("error_subcode", sub))
}

// socialSheets are social networks and messengers.
var socialSheets = []sheet{
	{product: "X API", source: docX, rows: []entry{
		{"429", problemType("usage-capped"), said("rate/quota-exhausted"), "The product's cap for the month is used up."},
		{"403", problemType("unsupported-authentication"), said("auth/wrong-scheme").or("authz/insufficient-scope"), "The endpoint takes other kinds of authentication, which the answer lists."},
		{"403", problemType("client-forbidden"), said("authz/service-disabled").or("authz/insufficient-scope"), "The app is not enrolled for this endpoint, or its access level does not include it."},
		{"403", problemType("not-authorized-for-resource"), said("authz/insufficient-role").or("authz/resource-not-public"), "The user may not see this resource."},
		{"404", problemType("resource-not-found"), said("resource/not-found"), "There is no such resource."},
		{"429", problemType("streaming-connection"), said("rate/concurrency-limit"), "The limit of connections to the stream is reached."},
		{"400-403", problemType("oauth1-permissions"), said("authz/insufficient-scope"), "The app has not the permissions for this endpoint."},
		{"400-403", problemType("invalid-token"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"400-403", all(member("code", "453"), memberHas("message", "access level")), said("authz/service-disabled").or("authz/insufficient-scope"), "The app's access level does not include this endpoint."},
		{"400-403", all(member("code", "215"), memberHas("message", "bad authentication data")), byCreds().or("auth/wrong-scheme"), "The authentication data are missing or wrong."},
		{"401", all(member("code", "32"), memberHas("message", "could not authenticate you")), said("auth/invalid-credentials").or("signed-url/bad-signature", "clock/client-skew"), "The user could not be authenticated."},
		{"401", all(member("code", "89"), memberHas("message", "invalid or expired token")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The token is invalid or has expired."},
		{"401", all(member("code", "135"), memberHas("message", "timestamp out of bounds")), said("clock/client-skew"), "The timestamp of the request is out of bounds."},
		{"403", all(member("code", "64"), memberHas("message", "suspended")), said("auth/account-disabled"), "The account is suspended."},
		{"403", all(member("code", "326"), memberHas("message", "temporarily locked")), said("auth/account-disabled").or("auth/step-up-required", "waf/temporary-ban"), "The account is locked for a time until its owner signs in."},
		{"403", all(member("code", "226"), memberHas("message", "automated")), said("waf/challenge").or("waf/temporary-ban"), "The request looks automated."},
		{"403", all(member("code", "92"), memberHas("message", "ssl is required")), said("tls/https-required"), "The API takes HTTPS only."},
		{"400-429", all(member("code", "88"), memberHas("message", "rate limit exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Facebook Graph", source: docMeta, rows: []entry{
		{"400-403", metaSub("190", "463"), said("auth/expired-credential"), "The access token has expired."},
		{"400-403", metaSub("190", "467"), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token was invalidated or has expired."},
		{"400-403", metaSub("190", "460"), said("auth/invalid-credentials"), "The user's password was changed, which ended the token."},
		{"400-403", metaSub("190", "458"), said("auth/invalid-credentials").or("authz/insufficient-scope"), "The user has removed the app."},
		{"400-403", metaSub("190", "459"), said("auth/step-up-required"), "The user must go through a check of the account first."},
		{"400-403", metaSub("190", "464"), said("auth/account-disabled"), "The user's account is not confirmed."},
		{"400-403", metaCode("4"), said("rate/request-limit").or("rate/quota-exhausted"), "The app's limit of calls is reached."},
		{"400-403", metaCode("17"), said("rate/request-limit").or("rate/quota-exhausted"), "The user's limit of calls is reached."},
		{"400-403", metaCode("32"), said("rate/request-limit"), "The page's limit of calls is reached."},
		{"400-403", metaCode("613"), said("rate/request-limit"), "A limit of calls is reached."},
		{"400-403", metaCode("10"), said("authz/insufficient-scope").or("authz/insufficient-role"), "The app has no permission for this."},
		{"400-403", metaCode("200"), said("authz/insufficient-scope").or("authz/insufficient-role"), "A permission is missing."},
		{"400-403", metaCode("368"), said("waf/temporary-ban"), "The action is blocked for a time."},
		{"400-403", metaCode("2500"), said("auth/missing-credentials"), "An access token is needed."},
		{"400-403", metaCode("104"), said("auth/missing-credentials").or("auth/invalid-credentials"), "An access token is needed."},
		{"400-403", all(body("appsecret_proof")), said("auth/missing-credentials").or("auth/invalid-credentials"), "The app wants every call to carry the proof of its secret."},
	}},
	{product: "Discord", source: docDiscord, rows: []entry{
		{"403", code("50001"), said("authz/insufficient-role"), "The bot has no access to the channel."},
		{"403", code("50013"), said("authz/insufficient-role"), "The bot lacks a permission."},
		{"401,403", code("50025"), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"401", code("50027"), said("auth/invalid-credentials"), "The webhook's token is not valid."},
		{"404", code("10015"), said("resource/not-found"), "There is no such webhook."},
		{"403", code("40002"), said("auth/account-disabled").or("auth/step-up-required"), "The account must be verified."},
		{"401,403", code("60003"), said("auth/step-up-required"), "A second factor is required."},
		{"403,429", code("40333"), said("waf/user-agent-rule").or("waf/unspecified-block"), "The edge refuses the request, mostly for its User-Agent."},
		{"503", code("130000"), said("upstream/overloaded"), "The API is overloaded."},
	}},
	{product: "Telegram", source: docTelegram, rows: []entry{
		{"401", all(member("ok", "false"), member("error_code", "401")), said("auth/invalid-credentials"), "The bot's token is not accepted."},
		{"404", all(member("ok", "false"), member("error_code", "404")), maybe("auth/invalid-credentials", "resource/not-found"), "There is no such method, or the token in the path is wrong."},
		{"403", all(member("ok", "false"), memberHas("description", "bot was blocked by the user")), said("authz/insufficient-role"), "The user has blocked the bot."},
		{"403", all(member("ok", "false"), memberHas("description", "bot was kicked")), said("authz/insufficient-role"), "The bot was put out of the chat."},
		{"403", all(member("ok", "false"), member("error_code", "403")), said("authz/insufficient-role"), "The bot may not do this."},
		{"409", all(member("ok", "false"), memberHas("description", "terminated by other getupdates request")), said("rate/concurrency-limit"), "Another instance of the bot polls at the same time."},
		{"429", all(member("ok", "false"), member("error_code", "429")), said("rate/request-limit"), "The flood control refuses."},
	}},
	{product: "LinkedIn", source: docLinkedIn, rows: []entry{
		{"401", code("expired_access_token"), said("auth/expired-credential"), "The access token has expired."},
		{"401", code("revoked_access_token"), said("auth/invalid-credentials"), "The access token was revoked."},
		{"401", code("invalid_access_token"), said("auth/invalid-credentials"), "The access token is not valid."},
		{"401", code("empty_access_token"), said("auth/missing-credentials"), "The request carries no access token."},
		{"401", all(member("serviceerrorcode", "65601")), said("auth/invalid-credentials"), "The access token was revoked."},
		{"401", all(member("serviceerrorcode", "65602")), said("auth/expired-credential"), "The access token has expired."},
		{"401", all(member("serviceerrorcode", "65604")), said("auth/missing-credentials"), "The request carries no access token."},
		{"403", all(memberHas("message", "not enough permissions to access")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The app lacks a permission."},
		{"429", all(memberHas("message", "day limit for calls to this resource is reached")), said("rate/quota-exhausted"), "The limit of calls per day is reached."},
	}},
	{product: "Spotify", source: "https://developer.spotify.com/documentation/web-api/concepts/api-calls", rows: []entry{
		{"400", message("only valid bearer authentication supported"), said("auth/wrong-scheme").or("auth/invalid-credentials"), "Only a Bearer token is taken."},
		{"401", message("no token provided"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No token arrived."},
		{"403", message("insufficient client scope"), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"403", all(member("reason", "premium_required")), said("authz/service-disabled"), "The account must be a premium one."},
		{"403", message("user not registered in the developer dashboard"), said("authz/insufficient-role").or("authz/service-disabled"), "The app is in development mode and does not list this user."},
	}},
	{product: "Twitch", source: "https://dev.twitch.tv/docs/api/guide/", rows: []entry{
		{"401", message("oauth token is missing"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No token arrived."},
		{"401", message("client id and oauth token do not match"), said("auth/invalid-credentials"), "The token belongs to another client."},
		{"401", message("client id is missing"), said("auth/missing-credentials"), "The request carries no Client-Id."},
		{"401", message("missing scope:"), said("authz/insufficient-scope"), "The token lacks a scope."},
	}},
	{product: "Mastodon", source: "https://docs.joinmastodon.org/client/authorized/", rows: []entry{
		{"401", all(memberHas("error", "the access token is invalid")), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token is not valid."},
		{"401", all(memberHas("error", "the access token was revoked")), said("auth/invalid-credentials"), "The access token was revoked."},
		{"403", all(memberHas("error", "this action is outside the authorized scopes")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"401,422", all(memberHas("error", "this method requires an authenticated user")), said("auth/missing-credentials").or("auth/wrong-scheme"), "The method wants a user's token."},
		{"403", all(memberHas("error", "your login is currently disabled")), said("auth/account-disabled"), "The account is disabled."},
		{"403", all(memberHas("error", "your login is missing a confirmed")), said("auth/account-disabled"), "The account's address is not confirmed."},
		{"401", all(memberHas("error", "request not signed")), said("auth/missing-credentials").or("signed-url/missing-signature"), "The instance takes signed requests only."},
	}},
	{product: "Matrix", source: "https://spec.matrix.org/latest/client-server-api/#standard-error-response", rows: []entry{
		{"401", all(member("errcode", "m_missing_token")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No access token arrived."},
		{"401", all(member("errcode", "m_unknown_token"), member("soft_logout", "true")), said("auth/expired-credential"), "The access token has expired."},
		{"401", all(member("errcode", "m_unknown_token")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The access token is not known."},
		{"403", all(member("errcode", "m_user_deactivated")), said("auth/account-disabled"), "The account is deactivated."},
		{"401,403", all(member("errcode", "m_user_locked")), said("auth/account-disabled"), "The account is locked."},
		{"403", all(member("errcode", "m_user_suspended")), said("auth/account-disabled"), "The account is suspended."},
		{"403", all(member("errcode", "m_guest_access_forbidden")), said("auth/missing-credentials"), "Guests have no access."},
		{"403", all(member("errcode", "m_consent_not_given")), said("auth/step-up-required"), "The user must consent to the terms first."},
		{"403,429", all(member("errcode", "m_resource_limit_exceeded")), said("rate/quota-exhausted"), "A limit of the server's resources is reached."},
		{"429", all(member("errcode", "m_limit_exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"403", all(member("errcode", "m_forbidden")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "authz/insufficient-role"), "The user may not do this."},
		{"404,405", all(member("errcode", "m_unrecognized")), said("resource/not-found").or("request/method-refused"), "The server knows no such path or method."},
	}},
}
