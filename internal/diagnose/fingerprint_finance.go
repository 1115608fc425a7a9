package diagnose

const docEtherscan = "https://docs.etherscan.io/support/rate-limits"

// etherscan matches an error of its explorers, which come with 200.
func etherscan(result string) []Marker {
	return all(memberHas("message", "notok"), memberHas("result", result))
}

// ret matches an error of Bybit by its text: its code is short, and stands in
// answers with 200.
func ret(has string) []Marker { return all(member("retextinfo", ""), memberHas("retmsg", has)) }

// financeSheets are exchanges, market data, nodes of block chains and further
// payment services.
var financeSheets = []sheet{
	{product: "Bybit", source: "https://bybit-exchange.github.io/docs/v5/error", soft: true, rows: []entry{
		{"", ret("server_timestamp["), said("clock/client-skew"), "The timestamp is outside the window (retCode 10002): the client's clock is off; the status is 200 all the same."},
		{"", ret("api key is invalid"), said("auth/invalid-credentials"), "The key is not valid (retCode 10003); the status is 200 all the same."},
		{"", ret("your api key has expired"), said("auth/expired-credential"), "The key has expired (retCode 33004); the status is 200 all the same."},
		{"", ret("error sign!"), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is wrong (retCode 10004); the status is 200 all the same."},
		{"", ret("permission denied, please check your api key permissions"), said("authz/insufficient-scope"), "The key lacks a permission (retCode 10005); the status is 200 all the same."},
		{"", ret("too many visits"), said("rate/request-limit"), "The rate limit is exceeded (retCode 10006); the status is 200 all the same."},
		{"", ret("unmatched ip, please check your api key"), said("net/ip-allowlist"), "The key is bound to other addresses (retCode 10010); the status is 200 all the same."},
		{"403", all(body("access too frequent")), said("rate/request-limit").or("waf/temporary-ban"), "The limit of requests for one address is exceeded."},
	}},
	{product: "OKX", source: "https://www.okx.com/docs-v5/en/#error-code", rows: []entry{
		{"401", all(member("code", "50102"), member("msg", "")), said("clock/client-skew"), "The timestamp of the request has expired: it may differ from the server's by 30 seconds."},
		{"401", all(member("code", "50112"), member("msg", "")), said("clock/client-skew").or("waf/header-profile"), "The timestamp of the request is not valid."},
		{"401", all(member("code", "50103"), memberHas("msg", "ok-access-key")), noneArrived(), "The header OK-ACCESS-KEY is empty."},
		{"401", all(member("code", "50110"), member("msg", "")), said("net/ip-allowlist"), "The key is bound to other addresses."},
		{"401", all(member("code", "50111"), member("msg", "")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("code", "50113"), member("msg", "")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is not valid."},
		{"401", all(member("code", "50101"), member("msg", "")), said("auth/invalid-credentials"), "The key is one of the other environment."},
		{"401,403", all(member("code", "50120"), member("msg", "")), said("authz/insufficient-scope"), "The key lacks a permission."},
		{"429", all(member("code", "50011"), member("msg", "")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "KuCoin", source: "https://www.kucoin.com/docs-new/rest/error-code", soft: true, rows: []entry{
		{"", all(member("code", "400002"), memberHas("msg", "kc-api-timestamp")), said("clock/client-skew"), "The timestamp differs from the server's by more than 5 seconds, whatever the status."},
		{"", all(member("code", "400003"), memberHas("msg", "kc-api-key not exists")), said("auth/invalid-credentials"), "The key does not exist, whatever the status."},
		{"", all(member("code", "400006"), memberHas("msg", "ip address is not in the api whitelist")), said("net/ip-allowlist"), "The key is bound to other addresses, whatever the status."},
	}},
	{product: "Gate", source: "https://www.gate.com/docs/developers/apiv4/en/#error-handling", rows: []entry{
		{"400-403", all(member("label", "request_expired")), said("clock/client-skew"), "The timestamp of the request is too far from the server's."},
		{"400-403", all(member("label", "invalid_key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"400-403", all(member("label", "invalid_signature")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is not valid."},
		{"400-403", all(member("label", "ip_forbidden")), said("net/ip-allowlist"), "The key is bound to other addresses."},
		{"400-403", all(member("label", "read_only")), said("authz/insufficient-scope"), "The key may only read."},
		{"400-403", all(member("label", "account_locked")), said("auth/account-disabled"), "The account is locked."},
		{"429", all(member("label", "too_many_requests")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Coinbase", source: "https://docs.cdp.coinbase.com/coinbase-app/api-architecture/error-messages", rows: []entry{
		{"401", all(member("errors", ""), member("id", "expired_token")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("errors", ""), member("id", "revoked_token")), said("auth/invalid-credentials"), "The token was revoked."},
		{"401", all(member("errors", ""), member("id", "invalid_token")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"402", all(member("errors", ""), member("id", "two_factor_required")), said("auth/step-up-required"), "A second factor is required."},
		{"403", all(member("errors", ""), member("id", "invalid_scope")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"429", all(member("errors", ""), member("id", "rate_limit_exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "BingX", source: "https://bingx-api.github.io/docs/#/en-us/swapV2/introduce", soft: true, rows: []entry{
		{"", all(member("code", "100419"), memberHas("msg", "ip does not match ip whitelist")), said("net/ip-allowlist"), "The key is bound to other addresses, whatever the status."},
	}},
	{product: "CoinMarketCap", source: "https://coinmarketcap.com/api/documentation/v1/#section/Errors-and-Rate-Limits", rows: []entry{
		{"401", all(member("error_code", "1001"), member("credit_count", "")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("error_code", "1002"), member("credit_count", "")), noneArrived(), "The request carries no key."},
		{"402", all(member("error_code", "1004"), member("credit_count", "")), said("authz/service-disabled"), "The plan of the key has expired."},
		{"403", all(member("error_code", "1006"), member("credit_count", "")), said("authz/service-disabled"), "The plan does not include this endpoint."},
		{"403", all(member("error_code", "1007"), member("credit_count", "")), said("auth/account-disabled"), "The key is disabled."},
		{"429", all(member("error_code", "1008"), member("credit_count", "")), said("rate/request-limit"), "The limit of calls per minute is exceeded."},
		{"429", all(member("error_code", "1009"), member("credit_count", "")), said("rate/quota-exhausted"), "The limit of calls per day is reached."},
		{"429", all(member("error_code", "1010"), member("credit_count", "")), said("rate/quota-exhausted"), "The limit of calls per month is reached."},
		{"429", all(member("error_code", "1011"), member("credit_count", "")), said("rate/request-limit"), "The limit of calls for one address is exceeded."},
	}},
	{product: "CoinGecko", source: "https://docs.coingecko.com/docs/common-errors-rate-limit", rows: []entry{
		{"401", all(member("error_code", "10002"), member("status", "")), noneArrived(), "The request carries no key."},
		{"400-403", all(member("error_code", "10005"), member("status", "")), said("authz/service-disabled"), "The plan does not include this endpoint."},
		{"400-403", all(member("error_code", "10010"), memberHas("error_message", "root url")), said("auth/invalid-credentials"), "A key of the paid plan was sent to the root URL of the free one."},
		{"400-403", all(member("error_code", "10011"), memberHas("error_message", "root url")), said("auth/invalid-credentials"), "A key of the free plan was sent to the root URL of the paid one."},
		{"429", all(memberHas("error_message", "you've exceeded the rate limit")), said("rate/request-limit").or("rate/quota-exhausted"), "The rate limit is exceeded."},
	}},
	{product: "Polygon.io", source: "https://polygon.io/knowledge-base/categories/rest", rows: []entry{
		{"403", all(member("status", "not_authorized"), memberHas("message", "you are not entitled to this data")), said("authz/service-disabled"), "The plan does not include these data."},
		{"401", all(memberHas("error", "unknown api key"), member("request_id", "")), said("auth/invalid-credentials"), "The key is not known."},
		{"429", all(memberHas("error", "you've exceeded the maximum requests per minute")), said("rate/request-limit"), "The plan's limit per minute is exceeded."},
	}},
	{product: "Alpha Vantage", source: "https://www.alphavantage.co/support/", soft: true, rows: []entry{
		{"", all(memberHas("information", "our standard api rate limit is")), said("rate/quota-exhausted").or("rate/request-limit"), "The limit of the free key per day is reached; the status is 200 all the same."},
		{"", all(memberHas("note", "our standard api rate limit is")), said("rate/quota-exhausted").or("rate/request-limit"), "The limit of the free key per day is reached; the status is 200 all the same."},
		{"", all(memberHas("note", "our standard api call frequency is")), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of the free key per minute or day is reached; the status is 200 all the same."},
		{"", all(memberHas("information", "spreading out your free api requests more sparingly")), said("rate/request-limit"), "The free key takes one request a second; the status is 200 all the same."},
		{"", all(memberHas("information", "this is a premium endpoint")), said("authz/service-disabled"), "The endpoint is for paid plans; the status is 200 all the same."},
		{"", all(memberHas("information", "api key is for demo purposes only")), said("auth/invalid-credentials"), "The demonstration's key is not taken here; the status is 200 all the same."},
		{"", all(memberHas("error message", "the parameter apikey is invalid or missing")), byCreds(), "The key is missing or not valid; the status is 200 all the same."},
	}},
	{product: "Twelve Data", source: "https://twelvedata.com/docs", soft: true, rows: []entry{
		{"", all(memberHas("message", "**apikey** parameter is incorrect or not specified")), byCreds(), "The key is missing or wrong; the status may be 200 all the same."},
		{"", all(memberHas("message", "you have run out of api credits for the current minute")), said("rate/request-limit"), "The credits of the minute are used up; the status may be 200 all the same."},
		{"", all(memberHas("message", "you have run out of api credits for the day")), said("rate/quota-exhausted"), "The credits of the day are used up; the status may be 200 all the same."},
	}},
	{product: "Finnhub", source: "https://finnhub.io/docs/api/rate-limit", rows: []entry{
		{"429", all(memberHas("error", "api limit reached. please try again later. remaining limit")), said("rate/request-limit"), "The limit of calls is reached."},
	}},
	{product: "Financial Modeling Prep", source: "https://site.financialmodelingprep.com/faqs", rows: []entry{
		{"401", all(memberHas("error message", "invalid api key. feel free to create a free api key")), byCreds(), "The key is missing or not valid."},
		{"403,429", all(memberHas("error message", "limit reach")), said("rate/quota-exhausted").or("rate/request-limit"), "The plan's limit is reached."},
		{"402,403", all(memberHas("error message", "not available under your current subscription")), said("authz/service-disabled"), "The plan does not include this endpoint."},
	}},
	{product: "apilayer", source: "https://fixer.io/documentation", soft: true, rows: []entry{
		{"", all(member("type", "missing_access_key")), said("auth/missing-credentials"), "The request carries no access_key; the status is 200 all the same."},
		{"", all(member("type", "invalid_access_key")), said("auth/invalid-credentials"), "The access key is not valid; the status is 200 all the same."},
		{"", all(member("type", "inactive_user"), member("success", "false")), said("auth/account-disabled"), "The account is not active; the status is 200 all the same."},
		{"", all(member("type", "https_access_restricted")), said("authz/service-disabled"), "The plan does not include HTTPS; the status is 200 all the same."},
		{"", all(member("type", "function_access_restricted")), said("authz/service-disabled"), "The plan does not include this endpoint; the status is 200 all the same."},
		{"", all(member("type", "usage_limit_reached"), member("success", "false")), said("rate/quota-exhausted"), "The calls of the month are used up; the status is 200 all the same."},
		{"", all(member("type", "rate_limit_reached"), member("success", "false")), said("rate/request-limit"), "The rate limit is exceeded; the status is 200 all the same."},
	}},
	{product: "Open Exchange Rates", source: "https://docs.openexchangerates.org/reference/errors", rows: []entry{
		{"401", message("missing_app_id"), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no app_id."},
		{"401", message("invalid_app_id"), said("auth/invalid-credentials"), "The app_id is not valid."},
		{"403", all(member("message", "access_restricted"), member("description", "")), maybe("rate/quota-exhausted", "auth/account-disabled"), "Access is restricted, mostly for overuse; the description says why."},
		{"403,429", all(member("message", "not_allowed"), member("description", "")), said("authz/service-disabled").or("rate/quota-exhausted"), "The plan does not include this feature, or no more of it."},
	}},
	{product: "ExchangeRate-API", source: "https://www.exchangerate-api.com/docs/standard-requests", soft: true, rows: []entry{
		{"", all(member("error-type", "invalid-key")), said("auth/invalid-credentials"), "The key is not valid, whatever the status."},
		{"", all(member("error-type", "inactive-account")), said("auth/account-disabled"), "The account's address is not confirmed, whatever the status."},
		{"", all(member("error-type", "quota-reached")), said("rate/quota-exhausted"), "The plan's calls are used up, whatever the status."},
	}},
	{product: "FRED", source: "https://fred.stlouisfed.org/docs/api/fred/errors.html", rows: []entry{
		{"400", all(memberHas("error_message", "the value for variable api_key is not registered")), said("auth/invalid-credentials"), "The key is not registered."},
		{"400", all(memberHas("error_message", "variable api_key is not set")), said("auth/missing-credentials"), "The request carries no key."},
	}},
	{product: "Etherscan", source: docEtherscan, soft: true, rows: []entry{
		{"", etherscan("max daily rate limit reached"), said("rate/quota-exhausted"), "The calls of the day are used up; the status is 200 all the same."},
		{"", etherscan("rate limit reached"), said("rate/request-limit"), "The rate limit is exceeded; the status is 200 all the same."},
		{"", etherscan("too many invalid api key attempts"), said("waf/temporary-ban"), "Too many wrong keys came from here; the status is 200 all the same."},
		{"", etherscan("invalid api key"), byCreds(), "The key is missing or not valid; the status is 200 all the same."},
		{"", etherscan("free api access is not supported for this chain"), said("authz/service-disabled"), "The plan does not include this chain; the status is 200 all the same."},
	}},
	{product: "Infura", source: "https://docs.infura.io/reference/error-codes", rows: []entry{
		{"403", message("rejected due to project id settings"), maybe("auth/missing-credentials", "net/ip-allowlist").or("authz/csrf-or-origin", "waf/user-agent-rule", "authz/insufficient-scope"), "The settings of the key refuse: they want its secret, or list what may call."},
		{"401", all(member("jsonrpc", ""), memberHas("message", "invalid project id")), said("auth/invalid-credentials"), "The key in the path is not valid."},
		{"401", all(bodyIs("invalid project id")), said("auth/invalid-credentials"), "The key in the path is not valid."},
		{"402,429", message("daily request count exceeded"), said("rate/quota-exhausted"), "The requests of the day are used up."},
	}},
	{product: "Alchemy", source: "https://www.alchemy.com/docs/reference/error-reference", rows: []entry{
		{"401", all(member("message", "must be authenticated!")), byCreds(), "The key is missing or not valid."},
		{"429", message("compute units per second capacity"), said("rate/request-limit"), "The capacity per second of the app is exceeded."},
		{"429", message("monthly capacity limit exceeded"), said("rate/quota-exhausted"), "The capacity of the month is used up."},
		{"403", message("origin not on whitelist"), said("authz/csrf-or-origin"), "The app admits listed origins only."},
		{"403", all(memberHas("message", "is not enabled for this app"), memberHas("message", "dashboard.alchemy.com")), said("authz/service-disabled"), "The network is not enabled for the app."},
	}},
	{product: "QuickNode", source: "https://www.quicknode.com/docs/ethereum/error-references", rows: []entry{
		{"429", message("/second request limit reached"), said("rate/request-limit"), "The limit of requests per second is exceeded."},
		{"429", all(member("jsonrpc", ""), memberHas("message", "daily request limit reached - upgrade your account")), said("rate/quota-exhausted"), "The requests of the day are used up."},
	}},
	{product: "Solana", source: "https://solana.com/docs/references/clusters", rows: []entry{
		{"403", message("your ip or provider is blocked from this endpoint"), said("net/ip-blocklist"), "The endpoint refuses the address or its network."},
		{"429", message("too many requests for a specific rpc call"), said("rate/request-limit"), "The limit of one method is exceeded."},
	}},
	{product: "TronGrid", source: "https://developers.tron.network/reference/rate-limits", rows: []entry{
		{"403,429,503", all(body("and the query server is suspended for")), said("rate/request-limit").or("waf/temporary-ban"), "The limit of calls is exceeded, and the server holds the client back for some seconds."},
	}},
	{product: "Razorpay", source: "https://razorpay.com/docs/errors/", rows: []entry{
		{"401", all(member("code", "bad_request_error"), memberHas("description", "authentication failed")), said("auth/invalid-credentials"), "The key or its secret is wrong."},
		{"401", all(memberHas("description", "please provide your api key for authentication purposes")), noneArrived(), "The request carries no key."},
		{"401", all(member("code", "bad_request_error"), memberHas("description", "the api key provided is invalid")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("code", "bad_request_error"), memberHas("description", "the api key provided by you has expired")), said("auth/expired-credential"), "The key has expired."},
	}},
	{product: "Mollie", source: "https://docs.mollie.com/reference/handling-errors", rows: []entry{
		{"401", all(member("title", "unauthorized request"), memberHas("detail", "missing authentication, or failed to authenticate")), byCreds(), "The key is missing or not valid."},
	}},
	{product: "Paddle", source: "https://developer.paddle.com/errors/overview", rows: []entry{
		{"401-403", all(member("type", "request_error"), code("authentication_missing")[0]), noneArrived(), "No key arrived."},
		{"401-403", all(member("type", "request_error"), code("authentication_malformed")[0]), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field is malformed."},
		{"401-403", all(member("type", "request_error"), code("invalid_token")[0]), said("auth/invalid-credentials"), "The key is not valid, or is one of the other environment."},
		{"401-403", all(member("type", "request_error"), code("forbidden")[0]), said("authz/insufficient-scope"), "The key lacks a permission."},
	}},
	{product: "GoCardless", source: "https://developer.gocardless.com/api-reference/#core-endpoints-errors", rows: []entry{
		{"401", all(member("type", "invalid_api_usage"), member("reason", "access_token_not_found")), maybe("auth/invalid-credentials"), "The access token is not known, or is one of the other environment."},
		{"401", all(member("type", "invalid_api_usage"), member("reason", "access_token_revoked")), maybe("auth/invalid-credentials"), "The access token was revoked."},
		{"403", all(member("type", "invalid_api_usage"), member("reason", "insufficient_permissions")), maybe("authz/insufficient-scope").or("authz/service-disabled"), "The token lacks a permission."},
		{"429", all(member("type", "invalid_api_usage"), member("reason", "rate_limit_exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Chargebee", source: "https://apidocs.chargebee.com/docs/api/error-handling", rows: []entry{
		{"401", all(member("api_error_code", "api_authentication_failed")), byCreds(), "The key is missing or not valid."},
		{"403", all(member("api_error_code", "api_authorization_failed")), said("authz/insufficient-scope"), "The key may not do this."},
		{"429", all(member("api_error_code", "api_request_limit_exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"404", all(member("api_error_code", "site_not_found")), said("host/unknown-name"), "There is no site of this name."},
		{"405", all(member("api_error_code", "http_method_not_supported")), said("request/method-refused"), "The method is not taken."},
	}},
	{product: "Paystack", source: "https://paystack.com/docs/api/errors/", rows: []entry{
		{"401", all(memberHas("nextstep", "correct authorization key")), said("auth/invalid-credentials"), "The key is not valid."},
	}},
	{product: "Xendit", source: "https://docs.xendit.co/apidocs/error-codes", rows: []entry{
		{"401", all(member("error_code", "invalid_api_key"), member("message", "")), byCreds(), "The key is missing or not valid."},
		{"403", all(member("error_code", "request_forbidden_error")), said("authz/insufficient-scope"), "The key may not do this."},
	}},
	{product: "Midtrans", source: "https://docs.midtrans.com/reference/status-codes", rows: []entry{
		{"401", all(memberHas("status_message", "please check client or server key")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The key is wrong, or is one of the other environment."},
		{"401", all(memberHas("error_messages", "unauthorized transaction, please check client or server key")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The key is wrong, or is one of the other environment."},
	}},
	{product: "Wise", source: "https://docs.wise.com/api-docs/features/strong-customer-authentication-2fa", rows: []entry{
		{"403", all(headerIs("x-2fa-approval-result", "rejected")), said("auth/step-up-required"), "The call wants strong customer authentication first."},
	}},
	{product: "Authorize.Net", source: "https://developer.authorize.net/api/reference/responseCodes.html", soft: true, rows: []entry{
		{"", all(memberHas("text", "user authentication failed due to invalid authentication values")), said("auth/invalid-credentials"), "The login id or key is wrong (E00007); the status is 200 all the same."},
		{"", all(element("text", "user authentication failed due to invalid authentication values")), said("auth/invalid-credentials"), "The login id or key is wrong (E00007); the status is 200 all the same."},
	}},
	{product: "Mercado Libre", source: "https://developers.mercadolibre.com.ar/en_us/error-403", rows: []entry{
		{"403", all(member("blocked_by", "policyagent")), said("authz/insufficient-role").or("net/ip-blocklist", "auth/missing-credentials"), "A policy of the platform does not authorise the call."},
	}},
}
