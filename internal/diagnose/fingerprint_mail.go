package diagnose

// mailSheets are services for mail, messages and telephony.
var mailSheets = []sheet{
	{product: "SendGrid", source: "https://www.twilio.com/docs/sendgrid/api-reference/how-to-use-the-sendgrid-v3-api/errors", rows: []entry{
		{"401,403", message("the provided authorization grant is invalid, expired, or revoked"), maybe("auth/invalid-credentials", "auth/expired-credential"), "The key is invalid, has expired or was revoked."},
		{"401,403", message("maximum credits exceeded"), said("rate/quota-exhausted"), "The plan's credits are used up."},
		{"401,403", message("the requestor's ip address is not whitelisted"), said("net/ip-allowlist"), "The account admits listed addresses only."},
		{"403", all(memberHas("message", "access forbidden"), member("errors", "")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The key lacks a scope."},
		{"401", all(memberHas("message", "permission denied, wrong credentials"), member("errors", "")), said("auth/invalid-credentials"), "The credentials are wrong."},
	}},
	{product: "Mailgun", source: "https://documentation.mailgun.com/docs/mailgun/api-reference/mg-errors", rows: []entry{
		{"401", all(bodyIs("invalid private key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"403", message("free accounts are for test purposes only"), said("authz/service-disabled"), "The plan sends to authorised recipients only."},
		{"403", message("the account is disabled"), said("auth/account-disabled"), "The account is disabled."},
		{"403", message("is not allowed to send"), maybe("authz/service-disabled", "auth/account-disabled").or("authz/insufficient-role"), "The domain may not send."},
	}},
	{product: "Postmark", source: "https://postmarkapp.com/developer/api/overview#error-codes", rows: []entry{
		{"401", all(member("errorcode", "10"), memberHas("message", "x-postmark-")), byCreds(), "The token is missing or not valid."},
		{"422", all(member("errorcode", "405"), memberHas("message", "not allowed to send")), said("rate/quota-exhausted"), "The account has no credits left."},
		{"422", all(member("errorcode", "412"), memberHas("message", "pending approval")), said("authz/service-disabled"), "The account is pending approval."},
		{"422", all(member("errorcode", "413"), memberHas("message", "not allowed to send")), said("auth/account-disabled"), "The account may not send."},
	}},
	{product: "Mailchimp", source: "https://mailchimp.com/developer/marketing/docs/errors/", rows: []entry{
		{"401", all(memberHas("title", "api key invalid")), said("auth/invalid-credentials"), "The key is not valid, or belongs to another data centre."},
		{"401", all(memberHas("title", "api key missing")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No key arrived."},
		{"403", all(member("title", "user disabled")), said("auth/account-disabled"), "The user is disabled."},
		{"403", all(member("title", "wrong datacenter")), said("auth/invalid-credentials").or("host/unknown-name"), "The key belongs to another data centre."},
		{"403", all(member("title", "account suspended")), said("auth/account-disabled").or("site/suspended"), "The account is suspended."},
		{"429", message("you have exceeded the limit of 10 simultaneous connections"), said("rate/concurrency-limit"), "Ten connections are open already."},
	}},
	{product: "Twilio", source: "https://www.twilio.com/docs/api/errors", rows: []entry{
		{"401,403", all(member("code", "20005"), memberHas("more_info", "twilio")), said("auth/account-disabled"), "The account is not active."},
		{"401,403", all(member("code", "20006"), memberHas("more_info", "twilio")), said("authz/insufficient-role"), "Access is denied to this account."},
		{"401,403", all(member("code", "20008"), memberHas("more_info", "twilio")), said("authz/insufficient-scope"), "Test credentials cannot reach this resource."},
		{"401,403", all(member("code", "20101")), said("auth/invalid-credentials"), "The access token is not valid."},
		{"401,403", all(member("code", "20104")), said("auth/expired-credential"), "The access token has expired."},
		{"401,403", all(member("code", "20107")), said("auth/invalid-credentials"), "The access token's signature is wrong."},
		{"401,403", all(member("code", "20157")), said("auth/expired-credential").or("clock/client-skew"), "The access token is outside its time."},
		{"401,403", all(member("code", "70051")), said("authz/insufficient-scope"), "The restricted key lacks a permission."},
		{"404", all(member("code", "20404"), memberHas("more_info", "twilio")), said("resource/not-found"), "There is no such resource."},
		{"503", all(member("code", "20503")), said("upstream/overloaded"), "The service is unavailable."},
	}},
	{product: "Vonage", source: "https://developer.vonage.com/en/api-errors", rows: []entry{
		{"402", all(memberHas("type", "api-errors#low-balance")), said("rate/quota-exhausted"), "The balance is used up."},
		{"401", all(memberHas("type", "api-errors#unauthorized")), byCreds(), "The credentials are not accepted."},
		{"403", all(memberHas("type", "api-errors#unprovisioned")), said("authz/service-disabled").or("authz/insufficient-role"), "The account is not provisioned for this product."},
		{"429", all(memberHas("type", "api-errors#throttled")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
}
