package diagnose

const (
	docDataGov  = "https://api.data.gov/docs/developer-manual/"
	docStackEx  = "https://api.stackexchange.com/docs/error-handling"
	docNewsAPI  = "https://newsapi.org/docs/errors"
	docAtproto  = "https://docs.bsky.app/docs/advanced-guides/rate-limits"
	docNameDoc  = "https://www.namecheap.com/support/api/error-codes/"
	docDatoErr  = "https://www.datocms.com/docs/content-management-api/errors"
	docDeepLErr = "https://developers.deepl.com/docs/best-practices/error-handling"
)

// dato matches a code of DatoCMS.
func dato(is string) []Marker {
	return all(member("type", "api_error"), member("code", is))
}

// dataGov matches an error of the gateway of api.data.gov.
func dataGov(is, has string) []Marker {
	return all(member("code", is), memberHas("message", has))
}

// stackExchange matches an error of its API by name.
func stackExchange(name string) []Marker {
	return all(member("error_id", ""), member("error_name", name))
}

// contentSheets are stores of content, public data, media and communities.
var contentSheets = []sheet{
	{product: "Contentful", source: "https://www.contentful.com/developers/docs/references/errors/", rows: []entry{
		{"403", all(member("id", "accesstokeninvalid")), byCreds(), "The access token is missing or not valid."},
		{"404", all(member("id", "notfound"), memberHas("message", "the resource could not be found"), member("requestid", "")), maybe("resource/not-found").or("authz/existence-hidden"), "There is no such resource, or the token is one of another space or environment."},
	}},
	{product: "Sanity", source: "https://www.sanity.io/docs/http-reference/errors", rows: []entry{
		{"401", all(memberHas("errorcode", "sio-401-anf"), member("message", "")), byCreds(), "The token is missing, or there is no session to it: it was revoked or deleted."},
		{"401", all(memberHas("errorcode", "sio-401-awh"), member("message", "")), said("auth/invalid-credentials"), "The token is one of another project."},
		{"401", all(memberHas("errorcode", "sio-401-aex")), said("auth/expired-credential"), "The session or token has expired."},
		{"403", all(memberHas("description", "insufficient permissions; permission")), said("authz/insufficient-role"), "The token lacks a permission, which the answer names."},
	}},
	{product: "DatoCMS", source: docDatoErr, rows: []entry{
		{"401", dato("invalid_authorization_header"), byCreds(), "The token is missing or not valid."},
		{"401,403", dato("insufficient_permissions"), said("authz/insufficient-role"), "The token's role lacks a permission."},
		{"429", dato("rate_limit_exceeded"), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Kontent.ai", source: "https://kontent.ai/learn/docs/apis/management-api-v2/errors", rows: []entry{
		{"401", all(member("error_code", ""), memberHas("message", "missing or invalid api key"), member("request_id", "")), byCreds(), "The key is missing or not valid."},
	}},
	{product: "Prismic", source: "https://prismic.io/docs/rest-api-technical-reference", rows: []entry{
		{"401,403", all(member("oauth_initiate", ""), memberHas("error", "access token")), byCreds(), "The repository wants a valid access token."},
	}},
	{product: "Ghost", source: "https://docs.ghost.org/content-api/errors", rows: []entry{
		{"401", all(memberHas("message", "unknown content api key")), said("auth/invalid-credentials"), "The key of the content API is not known."},
		{"401", all(memberHas("message", "unknown admin api key")), said("auth/invalid-credentials"), "The key of the admin API is not known."},
		{"429", all(member("type", "toomanyrequestserror")), said("rate/request-limit").or("waf/temporary-ban"), "Too many requests, or sign-ins, came from here."},
		{"503", all(member("type", "maintenanceerror")), said("site/maintenance"), "The site is in maintenance."},
	}},
	{product: "Steam", source: "https://partner.steamgames.com/doc/webapi_overview/auth", rows: []entry{
		{"401,403", all(body("please verify your <pre>key=</pre> parameter")), byCreds().or("authz/insufficient-scope"), "The key is missing, not valid, or not one of this publisher."},
	}},
	{product: "Stack Exchange", source: docStackEx, rows: []entry{
		{"400-503", stackExchange("throttle_violation"), said("rate/quota-exhausted").or("rate/request-limit", "waf/temporary-ban"), "Too many requests came from this address; the message says for how many seconds it is held back, and the status is 400."},
		{"400-503", stackExchange("temporarily_unavailable"), said("upstream/overloaded").or("site/maintenance"), "Some of the API is unavailable for a time."},
		{"400-503", stackExchange("access_token_required"), said("auth/missing-credentials").or("auth/credentials-stripped"), "The method wants an access token."},
		{"400-503", stackExchange("invalid_access_token"), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token is not valid."},
		{"400-503", stackExchange("access_denied"), said("authz/insufficient-scope"), "The access token lacks a scope."},
		{"400-503", stackExchange("key_required"), said("auth/missing-credentials"), "The method wants a key of the application."},
		{"400-503", stackExchange("access_token_compromised"), said("auth/invalid-credentials"), "The access token is used no longer, since it was shown to others."},
		{"400-503", stackExchange("no_method"), said("resource/not-found"), "There is no such method."},
	}},
	{product: "NewsAPI", source: docNewsAPI, rows: []entry{
		{"401", all(member("status", "error"), member("code", "apikeymissing")), noneArrived(), "The request carries no key."},
		{"401", all(member("status", "error"), member("code", "apikeyinvalid")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("status", "error"), member("code", "apikeydisabled")), said("auth/account-disabled"), "The key is disabled."},
		{"429", all(member("status", "error"), member("code", "apikeyexhausted")), said("rate/quota-exhausted"), "The requests of the key are used up."},
		{"429", all(member("status", "error"), member("code", "ratelimited")), said("rate/request-limit").or("rate/quota-exhausted"), "The rate limit is exceeded."},
		{"426", all(member("status", "error"), member("code", "corsnotallowed")), said("authz/service-disabled").or("authz/csrf-or-origin"), "The free plan takes requests of browsers from the own machine only."},
	}},
	{product: "api.data.gov", source: docDataGov, rows: []entry{
		{"401,403", dataGov("api_key_missing", "api_key"), noneArrived(), "The request carries no key."},
		{"401,403", dataGov("api_key_invalid", "api_key"), said("auth/invalid-credentials"), "The key is not valid."},
		{"401,403", dataGov("api_key_disabled", "api_key"), said("auth/account-disabled"), "The key is disabled."},
		{"401,403", dataGov("api_key_unauthorized", "api_key"), said("authz/insufficient-role"), "The key is not authorised for this service."},
		{"401,403", dataGov("api_key_unverified", "api_key"), said("auth/account-disabled"), "The key's address is not verified."},
		{"429", dataGov("over_rate_limit", "try again later or contact us at"), said("rate/quota-exhausted").or("rate/request-limit"), "The limit of requests per hour is exceeded."},
		{"400", dataGov("https_required", "requests must be made over https"), said("tls/https-required"), "The service takes HTTPS only."},
	}},
	{product: "SEC EDGAR", source: "https://www.sec.gov/about/webmaster-frequently-asked-questions", rows: []entry{
		{"403", all(body("your request originates from an undeclared automated tool")), said("waf/user-agent-rule"), "The User-Agent must say who asks and how to write to them."},
		{"403,429", all(body("request rate threshold exceeded"), body("sec.gov")), said("rate/request-limit").or("waf/temporary-ban"), "More than ten requests a second came from this address."},
	}},
	{product: "NCBI", source: "https://www.ncbi.nlm.nih.gov/books/NBK25497/", rows: []entry{
		{"429", all(member("error", "api rate limit exceeded"), member("api-key", "")), said("rate/request-limit"), "More requests a second came than the key, or the address, may send."},
		{"400", all(memberHas("error", "api key invalid"), member("api-key", "")), said("auth/invalid-credentials"), "The key is not valid."},
	}},
	{product: "VirusTotal", source: "https://docs.virustotal.com/reference/errors", rows: []entry{
		{"401", code("wrongcredentialserror"), said("auth/invalid-credentials"), "The key is wrong."},
		{"401", code("authenticationrequirederror"), noneArrived(), "The request carries no key."},
		{"401", code("usernotactiveerror"), said("auth/account-disabled"), "The account is not active."},
		{"429", code("quotaexceedederror"), said("rate/quota-exhausted").or("rate/request-limit"), "A quota of the key is used up: by the minute, the day or the month."},
	}},
	{product: "Have I Been Pwned", source: "https://haveibeenpwned.com/API/v3#ResponseCodes", rows: []entry{
		{"401", all(body("access denied due to missing hibp-api-key")), noneArrived(), "The request carries no key."},
		{"401", all(body("access denied due to invalid hibp-api-key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(body("access denied due to improperly formed hibp-api-key")), said("auth/invalid-credentials"), "The key is malformed."},
	}},
	{product: "AbuseIPDB", source: "https://docs.abuseipdb.com/#error-handling", rows: []entry{
		{"401", all(memberHas("detail", "your api key is either missing, incorrect, or revoked")), byCreds(), "The key is missing, wrong or revoked."},
		{"429", all(memberHas("detail", "daily rate limit of"), memberHas("detail", "exceeded for this endpoint")), said("rate/quota-exhausted"), "The checks of the day are used up."},
	}},
	{product: "TMDB", source: "https://developer.themoviedb.org/docs/errors", rows: []entry{
		{"401", all(member("status_code", "7"), memberHas("status_message", "invalid api key")), byCreds(), "The key is missing or not valid."},
		{"401", all(member("status_code", "10"), memberHas("status_message", "suspended api key")), said("auth/account-disabled"), "The key is suspended."},
		{"401", all(member("status_code", "3"), memberHas("status_message", "authentication failed")), said("authz/insufficient-role").or("auth/invalid-credentials"), "The caller has no permission for the service."},
		{"429", all(member("status_code", "25"), memberHas("status_message", "over the allowed limit")), said("rate/request-limit"), "The limit of requests is exceeded."},
		{"404", all(member("status_code", "34"), memberHas("status_message", "the resource you requested could not be found")), said("resource/not-found"), "There is no such resource."},
	}},
	{product: "OMDb", source: "https://www.omdbapi.com/", rows: []entry{
		{"401", all(member("response", "false"), member("error", "no api key provided.")), noneArrived(), "The request carries no key."},
		{"401", all(member("response", "false"), member("error", "invalid api key!")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("response", "false"), member("error", "request limit reached!")), said("rate/quota-exhausted"), "The requests of the day are used up; the status is 401."},
	}},
	{product: "Last.fm", source: "https://www.last.fm/api/errorcodes", rows: []entry{
		{"400-403", all(member("error", "10"), memberHas("message", "invalid api key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"400-403", all(member("error", "26"), memberHas("message", "suspended api key")), said("auth/account-disabled"), "The key is suspended."},
		{"400-429", all(member("error", "29"), memberHas("message", "rate limit exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "MusicBrainz", source: "https://musicbrainz.org/doc/MusicBrainz_API/Rate_Limiting", rows: []entry{
		{"503", all(body("your requests are exceeding the allowable rate limit")), said("rate/request-limit"), "More than one request a second came from this address or program."},
	}},
	{product: "Discogs", source: "https://www.discogs.com/developers/", rows: []entry{
		{"429", message("you are making requests too quickly."), said("rate/request-limit"), "The limit of requests per minute is exceeded."},
	}},
	{product: "Flickr", source: "https://www.flickr.com/services/api/flickr.test.login.html", soft: true, rows: []entry{
		{"", all(member("stat", "fail"), member("code", "100"), memberHas("message", "invalid api key")), said("auth/invalid-credentials"), "The key is not valid" + said200},
		{"", all(member("stat", "fail"), member("code", "98"), memberHas("message", "invalid auth token")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid" + said200},
		{"", all(body(`<err code="100" msg="invalid api key`)), said("auth/invalid-credentials"), "The key is not valid" + said200},
	}},
	{product: "Vimeo", source: "https://developer.vimeo.com/api/common-formats", rows: []entry{
		{"401", all(member("error_code", "8001")), byCreds(), "The credential is missing or not valid."},
		{"401", all(member("error_code", "8003")), byCreds().or("auth/expired-credential"), "The access token is missing or not valid."},
		{"429", all(member("error_code", "9000")), said("rate/request-limit"), "Too many requests came."},
		{"401,403", all(body("because of its privacy settings, this video cannot be played here")), said("referer/hotlink-denied").or("referer/referer-required", "authz/resource-not-public"), "The video plays on the sites only that its owner lists."},
	}},
	{product: "Reddit", source: "https://support.reddithelp.com/hc/en-us/articles/16160319875092-Reddit-Data-API-Wiki", rows: []entry{
		{"403", all(body("your request has been blocked due to a network policy"), body("reddit")), said("net/ip-blocklist").or("waf/user-agent-rule"), "The network policy refuses this client: its address, or a User-Agent that does not say who asks."},
		{"403", all(body("whoa there, pardner!")), said("waf/unspecified-block").or("net/ip-blocklist", "waf/user-agent-rule"), "The network policy refuses this client."},
		{"403", all(member("reason", "private"), member("error", "403")), said("authz/insufficient-role"), "The community is private."},
		{"403", all(member("reason", "quarantined"), member("error", "403")), said("authz/insufficient-role").or("auth/step-up-required"), "The community is quarantined: the user must opt in."},
		{"404", all(member("reason", "banned"), member("error", "404")), said("site/suspended"), "The community is banned."},
	}},
	{product: "Instagram", source: "https://developers.facebook.com/docs/instagram-platform", rows: []entry{
		{"400-429", all(member("require_login", "true"), memberHas("message", "please wait a few minutes before you try again")), said("rate/request-limit").or("waf/temporary-ban", "auth/session-required"), "Too many requests came without a session, or from this address."},
		{"400-403", all(member("message", "checkpoint_required"), member("status", "fail")), said("auth/step-up-required").or("waf/challenge"), "The account must pass a check first."},
		{"400-403", all(member("message", "challenge_required"), member("status", "fail")), said("auth/step-up-required").or("waf/challenge"), "The account must pass a check first."},
		{"400-403", all(member("message", "login_required"), member("status", "fail")), said("auth/session-required"), "A session is asked for."},
	}},
	{product: "Bluesky", source: docAtproto, rows: []entry{
		{"400,401", all(member("error", "expiredtoken"), memberHas("message", "token has expired")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("error", "authmissing")), noneArrived(), "The request carries no token."},
		{"400,401", all(member("error", "accounttakedown")), said("auth/account-disabled"), "The account was taken down."},
		{"400,401", all(member("error", "authfactortokenrequired")), said("auth/step-up-required"), "A second factor is required."},
		{"429", all(member("error", "ratelimitexceeded"), member("message", "rate limit exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Misskey", source: "https://misskey-hub.net/en/docs/for-developers/api/", rows: []entry{
		{"401", code("credential_required"), noneArrived(), "The call wants a user's token."},
		{"401", all(member("code", "authentication_failed"), member("kind", "client")), said("auth/invalid-credentials"), "The token is not accepted."},
		{"403", code("your_account_suspended"), said("auth/account-disabled"), "The account is suspended."},
		{"403", all(member("code", "permission_denied"), member("kind", "permission")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The token lacks a permission."},
	}},
	{product: "Lemmy", source: "https://join-lemmy.org/docs/contributors/04-api.html", rows: []entry{
		{"400-403", all(member("error", "instance_is_private")), said("auth/missing-credentials"), "The instance is open to its own users only."},
	}},
	{product: "Riot Games", source: "https://developer.riotgames.com/docs/portal", rows: []entry{
		{"401,403", all(memberHas("message", "unknown apikey"), member("status_code", "")), said("auth/invalid-credentials").or("auth/expired-credential"), "The key is not known: keys for development end after a day."},
		{"429", all(header("x-rate-limit-type", "method")), said("rate/request-limit"), "The limit of this method is exceeded."},
		{"429", all(header("x-rate-limit-type", "application")), said("rate/request-limit"), "The limit of the application is exceeded."},
		{"429", all(header("x-rate-limit-type", "service")), said("upstream/overloaded").or("rate/request-limit"), "The service behind is limited for everybody."},
	}},
	{product: "Roblox", source: "https://create.roblox.com/docs/cloud/reference/errors", rows: []entry{
		{"403", all(memberHas("message", "token validation failed"), header("x-csrf-token", "")), said("authz/csrf-or-origin"), "The request must carry the token that the answer gives."},
	}},
	{product: "Namecheap", source: docNameDoc, soft: true, rows: []entry{
		{"", all(body(`<error number="1011150"`)), said("net/ip-allowlist"), "The account's list of addresses does not hold this one" + said200},
		{"", all(body(`<error number="1011102"`)), byCreds(), "The key is missing or not valid, or the API is not switched on" + said200},
		{"", all(body(`<error number="1011101"`)), said("auth/invalid-credentials").or("auth/missing-credentials"), "The user of the API is missing or not valid" + said200},
		{"", all(body(`<error number="1010101"`)), said("auth/missing-credentials"), "The parameter ApiUser is missing" + said200},
		{"", all(body(`<error number="1010102"`)), said("auth/missing-credentials"), "The parameter ApiKey is missing" + said200},
		{"", all(body(`<error number="500000"`), body("too many requests")), said("rate/request-limit"), "Too many requests came" + said200},
	}},
	{product: "GoDaddy", source: "https://developer.godaddy.com/getstarted", rows: []entry{
		{"401", code("unable_to_authenticate"), said("auth/invalid-credentials"), "The key or secret is wrong, or one of the other environment."},
		{"403", all(member("code", "access_denied"), memberHas("message", "authenticated user is not allowed access")), said("authz/service-disabled").or("authz/insufficient-role"), "The account may not use this API."},
	}},
	{product: "DeepL", source: docDeepLErr, rows: []entry{
		{"456", all(member("message", "")), said("rate/quota-exhausted"), "Status 456 says that the characters of the plan are used up."},
		{"403", message("wrong endpoint. use https:"), said("auth/invalid-credentials").or("host/unknown-name"), "A key of the free plan was sent to the host of the paid one, or the reverse."},
	}},
	{product: "LibreTranslate", source: "https://docs.libretranslate.com/guides/api_usage/", rows: []entry{
		{"400,403", all(memberHas("error", "to get an api key"), memberHas("error", "visit ")), noneArrived(), "The server wants a key."},
		{"429", all(memberHas("error", "slowdown:")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"403", all(memberHas("error", "too many request limits violations")), said("waf/temporary-ban"), "The address is banned after going over the limits too often."},
	}},
	{product: "ReqRes", source: "https://reqres.in/", rows: []entry{
		{"401", all(member("how_to_get_one", "")), noneArrived(), "The request carries no key."},
	}},
}
