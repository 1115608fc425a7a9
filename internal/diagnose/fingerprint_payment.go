package diagnose

const docBinance = "https://developers.binance.com/docs/binance-spot-api-docs/errors"

// paymentSheets are payments, banks, exchanges and shops.
var paymentSheets = []sheet{
	{product: "PayPal", source: "https://developer.paypal.com/api/rest/responses/", rows: []entry{
		{"401", all(member("name", "authentication_failure")), byCreds(), "The credential is missing or not valid."},
		{"403", all(member("name", "not_authorized"), member("issue", "permission_denied")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The app or account lacks a permission."},
		{"403", all(member("name", "not_authorized")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The app or account lacks a permission."},
		{"429", all(member("name", "rate_limit_reached")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"401", all(member("error", "invalid_token"), memberHas("error_description", "token signature verification failed")), said("auth/invalid-credentials"), "The token's signature is wrong: often a token of the other environment."},
		{"401", all(member("error", "invalid_client"), memberHas("error_description", "client authentication failed")), said("auth/invalid-credentials"), "The client's secret is wrong: often that of the other environment."},
		{"422", all(member("issue", "payee_account_restricted")), said("auth/account-disabled"), "The account of the payee is restricted."},
	}},
	{product: "Square", source: "https://developer.squareup.com/docs/build-basics/general-considerations/handling-errors", rows: []entry{
		{"401", all(member("category", "authentication_error"), member("code", "access_token_expired")), said("auth/expired-credential"), "The access token has expired."},
		{"401", all(member("category", "authentication_error"), member("code", "access_token_revoked")), said("auth/invalid-credentials"), "The access token was revoked."},
		{"401,403", all(member("category", "authentication_error"), member("code", "client_disabled")), said("auth/account-disabled"), "The application is disabled."},
		{"403", all(member("category", "authentication_error"), member("code", "insufficient_scopes")), said("authz/insufficient-scope"), "The token lacks scopes."},
		{"403", all(member("category", "authentication_error"), member("code", "forbidden")), said("authz/insufficient-role").or("authz/insufficient-scope"), "The application may not do this."},
		{"401", all(member("category", "authentication_error"), member("code", "unauthorized")), byCreds(), "The credential is missing or not valid."},
		{"429", all(member("category", "rate_limit_error")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Plaid", source: "https://plaid.com/docs/errors/", rows: []entry{
		{"400-403", all(member("error_code", "invalid_api_keys")), said("auth/invalid-credentials"), "The client's keys are not valid."},
		{"400-403", all(member("error_code", "unauthorized_environment")), said("authz/service-disabled").or("authz/insufficient-scope"), "The client may not use this environment."},
		{"400-403", all(member("error_code", "invalid_access_token")), said("auth/invalid-credentials"), "The access token is not valid, or is one of another environment."},
		{"400-403", all(member("error_code", "item_login_required")), said("auth/step-up-required").or("auth/expired-credential"), "The user must sign in at the bank anew."},
		{"400-403", all(member("error_code", "product_not_enabled")), said("authz/service-disabled"), "The product is not enabled."},
		{"400-429", all(member("error_type", "rate_limit_exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"400-503", all(member("error_code", "institution_down")), said("upstream/unreachable").or("site/maintenance"), "The bank is down."},
		{"400-503", all(member("error_code", "institution_not_responding")), said("upstream/timeout").or("upstream/unreachable"), "The bank does not answer."},
		{"400-503", all(member("error_code", "planned_maintenance")), said("site/maintenance"), "Maintenance is planned for now."},
	}},
	{product: "Adyen", source: "https://docs.adyen.com/development-resources/error-codes", rows: []entry{
		{"403", all(member("errortype", "security"), member("errorcode", "010")), said("authz/insufficient-role").or("authz/service-disabled"), "The user of the API lacks a role."},
		{"401", all(member("errortype", "security"), member("errorcode", "000")), byCreds(), "The key or password is missing or wrong."},
		{"403", all(member("errortype", "security"), member("errorcode", "901")), said("authz/insufficient-role"), "The user has no access to this merchant account."},
	}},
	{product: "Binance", source: docBinance, rows: []entry{
		{"400-403", all(member("code", "-1021")), said("clock/client-skew"), "The timestamp is outside the window: the client's clock is off, or the request was under way too long."},
		{"400-403", all(member("code", "-1022"), member("msg", "")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is not valid."},
		{"400-403", all(member("code", "-2014"), member("msg", "")), said("auth/invalid-credentials"), "The key is malformed."},
		{"400-403", all(member("code", "-2015"), member("msg", "")), maybe("auth/invalid-credentials", "net/ip-allowlist").or("authz/insufficient-scope"), "The key is not valid, its list of addresses does not admit this one, or it lacks a permission."},
		{"418", all(member("code", "-1003")), said("waf/temporary-ban").or("rate/request-limit"), "The address is banned for a time after too many requests."},
		{"429", all(member("code", "-1003")), said("rate/request-limit"), "The weight of requests is exceeded."},
		{"451", all(memberHas("msg", "restricted location")), said("net/geo-restricted").or("net/legal-block"), "The service is not offered at this location."},
	}},
	{product: "Kraken", source: "https://docs.kraken.com/api/docs/guides/spot-errors", soft: true, rows: []entry{
		{"", all(memberHas("error", "eapi:invalid nonce")), said("clock/client-skew").or("rate/concurrency-limit"), "The nonce is lower than one that came before: a clock that went back, or a key in use twice."},
		{"", all(memberHas("error", "eapi:invalid signature")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature is not valid."},
		{"", all(memberHas("error", "eapi:invalid key")), said("auth/invalid-credentials"), "The key is not valid."},
		{"", all(memberHas("error", "eapi:rate limit exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"", all(memberHas("error", "egeneral:permission denied")), said("authz/insufficient-scope"), "The key lacks a permission."},
		{"", all(memberHas("error", "egeneral:temporary lockout")), said("waf/temporary-ban"), "The client is locked out for a time."},
		{"", all(memberHas("error", "eservice:unavailable")), said("site/maintenance").or("upstream/overloaded"), "The service is unavailable."},
	}},
	{product: "Amazon SP-API", source: "https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits", rows: []entry{
		{"429", all(member("code", "quotaexceeded"), memberHas("message", "you exceeded your quota for the requested resource")), said("rate/request-limit"), "The usage plan's rate is exceeded: it refills by the second, whatever the word quota says."},
		{"403", all(memberHas("details", "the access token you provided has expired")), said("auth/expired-credential"), "The access token has expired."},
		{"403", all(memberHas("message", "access to requested resource is denied"), memberHas("details", "revoked, malformed or invalid")), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token is not valid."},
		{"403", all(memberHas("details", "access token is missing in the request header")), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no access token."},
		{"403", all(memberHas("message", "access to requested resource is denied")), maybe("authz/insufficient-scope", "authz/insufficient-role"), "The application lacks a role for this."},
	}},
	{product: "eBay", source: "https://developer.ebay.com/api-docs/static/handling-error-messages.html", rows: []entry{
		{"401", all(member("errorid", "1001"), member("domain", "oauth")), said("auth/invalid-credentials").or("auth/expired-credential"), "The access token is not valid."},
		{"401", all(member("errorid", "1002"), member("domain", "oauth")), said("auth/missing-credentials"), "The request carries no access token."},
		{"403", all(member("errorid", "1100")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"429", all(member("errorid", "2001")), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of calls is reached."},
	}},
	{product: "WooCommerce", source: "https://woocommerce.github.io/woocommerce-rest-api-docs/", rows: []entry{
		{"401", all(member("code", "woocommerce_rest_authentication_error"), memberHas("message", "invalid signature")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The OAuth signature does not match."},
		{"401", all(member("code", "woocommerce_rest_authentication_error"), memberHas("message", "invalid timestamp")), said("clock/client-skew"), "The timestamp of the request is off."},
		{"401", all(member("code", "woocommerce_rest_authentication_error"), memberHas("message", "invalid nonce")), said("auth/expired-credential").or("auth/invalid-credentials"), "The nonce was used before."},
		{"401", all(member("code", "woocommerce_rest_authentication_error")), said("auth/invalid-credentials"), "The consumer's key or secret is not valid."},
		{"401", all(memberHas("message", "provided does not have read permissions")), said("authz/insufficient-scope"), "The key has not the permission to read."},
	}},
	{product: "Magento", source: "https://developer.adobe.com/commerce/webapi/get-started/authentication/", rows: []entry{
		{"401,403", message("the consumer isn't authorized to access"), claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role", "auth/expired-credential"), "The consumer is not authorised for this resource: its role lacks it, or its token has ended."},
		{"401,403", message("consumer is not authorized to access"), claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role", "auth/expired-credential"), "The consumer is not authorised for this resource: its role lacks it, or its token has ended."},
	}},
	{product: "PrestaShop", source: "https://devdocs.prestashop-project.org/8/webservice/", rows: []entry{
		{"401", all(body("authentication key is empty")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No key arrived."},
		{"401", all(body("invalid authentication key format")), said("auth/invalid-credentials"), "The key is malformed."},
		{"503", all(body("the prestashop webservice is disabled")), said("authz/service-disabled"), "The web service is switched off."},
	}},
	{product: "BigCommerce", source: "https://developer.bigcommerce.com/docs/start/best-practices/api-status-codes", rows: []entry{
		{"401,403", all(memberHas("title", "required scope to access the endpoint")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"401", all(memberHas("title", "x-auth-token header is required")), said("auth/missing-credentials"), "The request carries no X-Auth-Token."},
	}},
	{product: "Shopify", source: docShopify, rows: []entry{
		{"403", all(memberHas("errors", "this app is not approved to access the")), said("authz/insufficient-scope").or("authz/service-disabled"), "The app is not approved for this data."},
		{"401,403", all(memberHas("errors", "[api] this action requires merchant approval for")), said("authz/insufficient-scope"), "The app lacks a scope."},
	}},
}
