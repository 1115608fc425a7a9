package diagnose

// ably matches a code of Ably in its header.
func ably(code string) []Marker { return all(headerIs("x-ably-errorcode", code)) }

// apns matches a reason of Apple's push service.
func apns(reason string) []Marker {
	return all(header("apns-id", ""), member("reason", reason))
}

// said200 ends the sentence about an error that comes with 200.
const said200 = "; the status is 200 all the same."

// messageSheets are further services for mail, push and chat.
var messageSheets = []sheet{
	{product: "Brevo", source: "https://developers.brevo.com/docs/how-it-works", rows: []entry{
		{"401", message("unrecognised ip address"), said("net/ip-allowlist"), "The account admits addresses only that its owner has authorised, and the key is sound."},
		{"401", all(member("code", "unauthorized"), memberHas("message", "authentication not found in headers")), noneArrived(), "The request carries no key."},
		{"401", all(member("code", "unauthorized"), memberHas("message", "key not found")), said("auth/invalid-credentials"), "The key is not known."},
		{"402", all(member("code", "not_enough_credits")), said("rate/quota-exhausted"), "The credits are used up."},
		{"400-403", all(member("code", "account_under_validation")), said("auth/account-disabled").or("authz/service-disabled"), "The account is under validation."},
	}},
	{product: "Resend", source: "https://resend.com/docs/api-reference/errors", rows: []entry{
		{"401", all(member("name", "missing_api_key"), member("statuscode", "")), noneArrived(), "The request carries no key."},
		{"400-403", all(member("name", "invalid_api_key"), member("statuscode", "")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401,403", all(member("name", "restricted_api_key"), member("statuscode", "")), said("authz/insufficient-scope"), "The key may only send."},
		{"429", all(member("name", "daily_quota_exceeded"), member("statuscode", "")), said("rate/quota-exhausted"), "The quota of the day is used up."},
		{"429", all(member("name", "monthly_quota_exceeded"), member("statuscode", "")), said("rate/quota-exhausted"), "The quota of the month is used up."},
		{"429", all(member("name", "rate_limit_exceeded"), member("statuscode", "")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Mailjet", source: "https://dev.mailjet.com/email/reference/overview/errors/", rows: []entry{
		{"401", all(memberHas("errormessage", "you may be unauthorized to access the api or your api key may be expired")), maybe("auth/invalid-credentials", "auth/expired-credential").or("auth/missing-credentials"), "The keys are not accepted."},
	}},
	{product: "Mandrill", source: "https://mailchimp.com/developer/transactional/docs/error-glossary/", rows: []entry{
		{"400-500", all(member("name", "invalid_key"), member("status", "error")), said("auth/invalid-credentials"), "The key is not valid."},
		{"400-500", all(member("name", "paymentrequired"), member("status", "error")), said("authz/service-disabled").or("rate/quota-exhausted"), "The feature needs a paid plan."},
	}},
	{product: "MessageBird", source: "https://developers.messagebird.com/api/#api-errors", rows: []entry{
		{"401", all(memberHas("description", "request not allowed (incorrect access_key)")), byCreds(), "The access key is missing or wrong."},
	}},
	{product: "Infobip", source: "https://www.infobip.com/docs/essentials/api-essentials/response-status-and-error-codes", rows: []entry{
		{"401", all(member("messageid", "unauthorized"), memberHas("text", "invalid login details")), byCreds(), "The credential is missing or not valid."},
	}},
	{product: "OneSignal", source: "https://documentation.onesignal.com/reference/rate-limits", rows: []entry{
		{"400-403", all(memberHas("errors", "please include a case-sensitive header of authorization")), byCreds().or("auth/wrong-scheme"), "Authorization holds no key, one that is not valid, or one of the other kind."},
	}},
	{product: "Pusher", source: "https://pusher.com/docs/channels/library_auth_reference/rest-api/", rows: []entry{
		{"401", all(body("timestamp expired: given timestamp ("), body("of server time")), said("clock/client-skew"), "The timestamp of the signature is more than ten minutes off."},
		{"401", all(body("invalid signature: you should have sent hmacsha256hex")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is wrong."},
	}},
	{product: "Ably", source: "https://ably.com/docs/platform/errors/codes", rows: []entry{
		{"400-429", ably("40101"), said("auth/invalid-credentials"), "The key is not valid."},
		{"400-429", ably("40103"), said("tls/https-required"), "Basic authentication is taken over TLS only."},
		{"400-429", ably("40104"), said("clock/client-skew"), "The timestamp of the token request is not current."},
		{"400-429", ably("40110"), said("auth/account-disabled"), "The account is disabled."},
		{"400-429", ably("40112"), said("rate/quota-exhausted"), "The account is blocked for its number of messages."},
		{"400-429", ably("40120"), said("auth/account-disabled"), "The application is disabled."},
		{"400-429", ably("40131"), said("auth/invalid-credentials"), "The key was revoked."},
		{"400-429", ably("40132"), said("auth/expired-credential"), "The key has expired."},
		{"400-429", ably("40133"), said("auth/account-disabled"), "The key is disabled."},
		{"400-429", ably("40141"), said("auth/invalid-credentials"), "The token was revoked."},
		{"400-429", ably("40142"), said("auth/expired-credential"), "The token has expired."},
		{"400-429", ably("40143"), said("auth/invalid-credentials"), "The token is not known."},
		{"400-429", ably("40160"), said("authz/insufficient-scope"), "The capability of the credential does not hold this operation."},
		{"400-429", ably("42910"), said("rate/request-limit"), "The rate limit is exceeded."},
		{"400-429", ably("42920"), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "PubNub", source: "https://www.pubnub.com/docs/sdks/rest-api/", rows: []entry{
		{"403", all(member("service", "access manager"), memberHas("message", "token is expired")), said("auth/expired-credential"), "The token has expired."},
		{"403", all(member("service", "access manager"), memberHas("message", "signature does not match")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is wrong."},
		{"403", all(member("service", "access manager")), said("authz/insufficient-scope").or("auth/missing-credentials", "auth/invalid-credentials"), "The access manager grants nothing for these channels; the payload names them."},
	}},
	{product: "Apple APNs", source: "https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns", rows: []entry{
		{"403", apns("expiredprovidertoken"), said("auth/expired-credential").or("clock/client-skew"), "The provider's token is older than an hour."},
		{"403", apns("invalidprovidertoken"), said("auth/invalid-credentials"), "The provider's token is not valid, or its signature cannot be verified."},
		{"403", apns("missingprovidertoken"), noneArrived(), "The request carries neither a provider's token nor a certificate."},
		{"403", apns("badcertificate"), said("tls/client-cert-rejected"), "The certificate is not valid."},
		{"403", apns("badcertificateenvironment"), said("tls/client-cert-rejected"), "The certificate is one of the other environment."},
		{"410", apns("unregistered"), said("resource/not-found"), "The device's token is no longer active for the topic."},
		{"429", apns("toomanyprovidertokenupdates"), said("rate/request-limit"), "The provider's token is renewed too often."},
		{"429", apns("toomanyrequests"), said("rate/request-limit"), "Too many requests went to the same device."},
	}},
	{product: "Pushover", source: "https://pushover.net/api", rows: []entry{
		{"400", all(memberHas("errors", "application token is invalid")), said("auth/invalid-credentials"), "The application's token is not valid."},
	}},
	{product: "Rocket.Chat", source: "https://developer.rocket.chat/apidocs/rocketchat-api", rows: []entry{
		{"401", all(member("status", "error"), memberHas("message", "you must be logged in to do this")), byCreds(), "The request carries no valid token and user id."},
		{"400,429", all(member("errortype", "error-too-many-requests")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"400-403", all(member("error", "totp-required")), said("auth/step-up-required"), "A second factor is required."},
		{"400-403", all(memberHas("error", "[error-unauthorized]")), said("authz/insufficient-role"), "The user lacks a permission."},
	}},
	{product: "Zulip", source: "https://zulip.com/api/rest-error-handling", rows: []entry{
		{"401", all(member("result", "error"), member("code", "invalid_api_key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("result", "error"), member("code", "unauthorized"), memberHas("msg", "not logged in")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No credential arrived."},
		{"401,403", all(member("result", "error"), member("code", "user_deactivated")), said("auth/account-disabled"), "The account is deactivated."},
		{"401,403,404", all(member("result", "error"), member("code", "realm_deactivated")), said("site/suspended"), "The organisation is deactivated."},
		{"429", all(member("result", "error"), member("code", "rate_limit_hit")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Webex", source: "https://developer.webex.com/docs/basics", rows: []entry{
		{"401", message("requires a valid access token set in the authorization request header"), byCreds(), "The access token is missing or not valid."},
	}},
	{product: "LINE", source: "https://developers.line.biz/en/reference/messaging-api/#error-responses", rows: []entry{
		{"401", message("confirm that the access token in the authorization header is valid"), said("auth/invalid-credentials").or("auth/missing-credentials", "auth/expired-credential"), "The access token is not valid."},
		{"429", all(header("x-line-request-id", ""), memberHas("message", "you have reached your monthly limit")), said("rate/quota-exhausted"), "The messages of the month are used up."},
	}},
	{product: "VK", source: "https://dev.vk.com/en/reference/errors", soft: true, rows: []entry{
		{"", all(member("error_code", "5"), memberHas("error_msg", "user authorization failed")), said("auth/invalid-credentials").or("auth/missing-credentials", "auth/expired-credential"), "The token is not accepted" + said200},
		{"", all(member("error_code", "6"), memberHas("error_msg", "too many requests per second")), said("rate/request-limit"), "Too many requests came in a second" + said200},
		{"", all(member("error_code", "14"), memberHas("error_msg", "captcha needed")), said("waf/challenge"), "A captcha is asked for" + said200},
		{"", all(member("error_code", "15"), memberHas("error_msg", "access denied")), said("authz/insufficient-role").or("authz/resource-not-public"), "The user may not see this" + said200},
		{"", all(member("error_code", "29"), memberHas("error_msg", "rate limit reached")), said("rate/quota-exhausted"), "The limit of this method is reached" + said200},
	}},
	{product: "WeChat", source: "https://developers.weixin.qq.com/doc/offiaccount/en/Getting_Started/Global_Return_Code.html", soft: true, rows: []entry{
		{"", all(member("errcode", "40001"), memberHas("errmsg", "invalid credential")), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token is not valid or not the latest" + said200},
		{"", all(member("errcode", "42001"), memberHas("errmsg", "access_token expired")), said("auth/expired-credential"), "The access token has expired" + said200},
		{"", all(member("errcode", "41001"), memberHas("errmsg", "access_token missing")), said("auth/missing-credentials"), "The request carries no access token" + said200},
		{"", all(member("errcode", "40164"), memberHas("errmsg", "not in whitelist")), said("net/ip-allowlist"), "The account's list of addresses does not hold this one" + said200},
		{"", all(member("errcode", "60020"), memberHas("errmsg", "not allow to access from your ip")), said("net/ip-allowlist"), "The application's list of addresses does not hold this one" + said200},
		{"", all(member("errcode", "45009"), memberHas("errmsg", "reach max api daily quota limit")), said("rate/quota-exhausted"), "The calls of the day are used up" + said200},
		{"", all(member("errcode", "48001"), memberHas("errmsg", "api unauthorized")), said("authz/service-disabled"), "The account is not entitled to this API" + said200},
	}},
	{product: "DingTalk", source: "https://open.dingtalk.com/document/robots/custom-robot-access", soft: true, rows: []entry{
		{"", all(member("errcode", "310000"), memberHas("errmsg", "sign not match")), said("signed-url/bad-signature").or("clock/client-skew"), "The signature of the robot's call does not match" + said200},
		{"", all(member("errcode", "310000"), memberHas("errmsg", "invalid timestamp")), said("clock/client-skew"), "The timestamp of the signature is too far from the server's" + said200},
		{"", all(member("errcode", "310000"), memberHas("errmsg", "not in whitelist")), said("net/ip-allowlist"), "The robot's list of addresses does not hold this one" + said200},
		{"", all(member("errcode", "130101"), memberHas("errmsg", "send too fast")), said("rate/request-limit"), "The robot sends too fast" + said200},
	}},
	{product: "Feishu", source: "https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot", soft: true, rows: []entry{
		{"", all(member("code", "19021"), memberHas("msg", "sign match fail or timestamp is not within one hour")), maybe("clock/client-skew", "signed-url/bad-signature"), "The signature does not match, or the timestamp is more than an hour off, whatever the status."},
		{"", all(member("code", "19022"), memberHas("msg", "ip not allowed")), said("net/ip-allowlist"), "The robot's list of addresses does not hold this one, whatever the status."},
		{"", all(member("code", "99991663"), memberHas("msg", "invalid access token for authorization")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The access token is not valid, whatever the status."},
		{"", all(member("code", "99991400"), memberHas("msg", "request trigger frequency limit")), said("rate/request-limit"), "The rate limit is exceeded, whatever the status."},
		{"", all(member("code", "99991672"), memberHas("msg", "access denied. one of the following scopes is required")), said("authz/insufficient-scope"), "The application lacks a scope, which the message names, whatever the status."},
	}},
}
