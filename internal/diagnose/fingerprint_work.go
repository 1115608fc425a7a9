package diagnose

// smartsheet matches a code of Smartsheet.
func smartsheet(is string) []Marker { return all(member("errorcode", is), member("refid", "")) }

// bitrix matches a code of Bitrix24, which comes with many statuses.
func bitrix(is string) []Marker { return all(member("error", is), member("error_description", "")) }

// workSheets are customer and project management, shops, carriers and
// measurement.
var workSheets = []sheet{
	{product: "Zoho", source: "https://www.zoho.com/crm/developer/docs/api/v8/status-codes.html", rows: []entry{
		{"401", all(member("code", "invalid_token"), member("status", "error"), member("details", "")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The token is not valid, has expired, or is one of another data centre."},
		{"401", all(member("code", "oauth_scope_mismatch"), member("status", "error")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"401", all(member("code", "authentication_failure"), member("status", "error"), member("details", "")), byCreds(), "The credential is missing or not valid."},
		{"403", all(member("code", "no_permission"), member("status", "error"), member("details", "")), said("authz/insufficient-role"), "The user's profile lacks a permission."},
		{"400-429", all(member("code", "too_many_requests"), member("status", "error"), member("details", "")), said("rate/request-limit").or("rate/concurrency-limit"), "Too many calls run, or came in a minute."},
	}},
	{product: "Pipedrive", source: "https://pipedrive.readme.io/docs/core-api-concepts-http-status-codes", rows: []entry{
		{"401", all(member("error", "unauthorized access"), member("errorcode", "401")), byCreds(), "The token is missing or not valid."},
		{"403", all(memberHas("error", "scope and url mismatch")), said("authz/insufficient-scope"), "The token lacks a scope."},
	}},
	{product: "Freshdesk", source: "https://developers.freshdesk.com/api/#error", rows: []entry{
		{"401", all(member("code", "invalid_credentials"), memberHas("message", "you have to be logged in to perform this action")), byCreds(), "The key is missing or not valid."},
		{"403", all(member("code", "access_denied"), memberHas("message", "you are not authorized to perform this action")), said("authz/insufficient-role"), "The agent may not do this."},
		{"403", all(member("code", "require_feature")), said("authz/service-disabled"), "The plan does not include the feature."},
	}},
	{product: "Bitrix24", source: "https://apidocs.bitrix24.com/error-codes.html", soft: true, rows: []entry{
		{"", all(member("error", "expired_token"), memberHas("error_description", "the access token provided has expired")), said("auth/expired-credential"), "The token has expired, whatever the status."},
		{"", bitrix("query_limit_exceeded"), said("rate/request-limit"), "Too many requests came, whatever the status."},
		{"", bitrix("overload_limit"), said("rate/quota-exhausted").or("auth/account-disabled"), "The API is blocked for overload, whatever the status."},
		{"", bitrix("operation_time_limit"), said("rate/quota-exhausted"), "The method's time of ten minutes is used up, whatever the status."},
		{"", bitrix("no_auth_found"), byCreds(), "The credential is missing or not valid, whatever the status."},
		{"", bitrix("portal_deleted"), said("site/suspended"), "The portal was deleted, whatever the status."},
	}},
	{product: "Asana", source: "https://developers.asana.com/docs/errors", rows: []entry{
		{"401", all(memberHas("message", "not authorized"), memberHas("help", "developers.asana.com")), byCreds(), "The token is missing or not valid."},
		{"402", all(memberHas("help", "developers.asana.com")), said("authz/service-disabled"), "The plan does not include this."},
		{"403", all(memberHas("help", "developers.asana.com")), said("authz/insufficient-role").or("authz/insufficient-scope"), "The user may not reach this object."},
	}},
	{product: "ClickUp", source: "https://developer.clickup.com/docs/common_errors", rows: []entry{
		{"401", all(member("ecode", "oauth_017")), byCreds(), "The request carries no token, or one that is not valid."},
		{"401", all(member("ecode", "oauth_019")), said("auth/invalid-credentials"), "The token is not known."},
		{"401", all(member("ecode", "oauth_025")), said("auth/invalid-credentials"), "The token is not valid."},
		{"401", all(member("ecode", "oauth_023")), said("authz/insufficient-role"), "The token is not authorised for this workspace."},
		{"401", all(member("ecode", "oauth_027")), said("authz/insufficient-role"), "The token is not authorised for this workspace."},
		{"429", all(member("ecode", "app_002")), said("rate/request-limit"), "The rate limit is reached."},
	}},
	{product: "Linear", source: "https://linear.app/developers/graphql", rows: []entry{
		{"400-429", all(member("errors", ""), member("code", "ratelimited"), member("type", "ratelimited"), member("statuscode", "429")), said("rate/request-limit"), "The rate limit is exceeded; the status is 400."},
		{"400-403", all(member("errors", ""), member("code", "authentication_error")), byCreds(), "The credential is missing or not valid."},
	}},
	{product: "Figma", source: "https://developers.figma.com/docs/rest-api/errors/", rows: []entry{
		{"403", all(member("err", "invalid token"), member("status", "403")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The token is not valid."},
		{"403", all(member("err", "token expired"), member("status", "403")), said("auth/expired-credential"), "The token has expired."},
		{"403", all(memberHas("err", "invalid scope"), member("status", "403")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"429", all(memberHas("err", "rate limit exceeded"), member("status", "429")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Miro", source: "https://developers.miro.com/reference/error-responses", rows: []entry{
		{"401", all(member("code", "tokennotprovided"), member("type", "error")), noneArrived(), "The request carries no token."},
		{"401", all(member("code", "tokennotfound"), member("type", "error")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not known."},
		{"403", all(member("code", "insufficientpermissions"), member("type", "error")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The token lacks a permission."},
	}},
	{product: "Smartsheet", source: "https://developers.smartsheet.com/api/smartsheet/error-codes", rows: []entry{
		{"401", smartsheet("1001"), noneArrived(), "The request carries no access token."},
		{"401", smartsheet("1002"), said("auth/invalid-credentials"), "The access token is not valid."},
		{"401", smartsheet("1003"), said("auth/expired-credential"), "The access token has expired."},
		{"403", smartsheet("1004"), said("authz/insufficient-role").or("authz/insufficient-scope"), "The user may not do this."},
		{"400-503", smartsheet("4003"), said("rate/request-limit"), "The rate limit is exceeded."},
		{"503", smartsheet("4001"), said("site/maintenance").or("upstream/overloaded"), "The service is in maintenance."},
	}},
	{product: "Calendly", source: "https://developer.calendly.com/api-docs", rows: []entry{
		{"401", all(member("title", "unauthenticated"), memberHas("message", "the access token is invalid")), said("auth/invalid-credentials"), "The access token is not valid."},
		{"401", all(member("title", "unauthenticated"), memberHas("message", "the access token expired")), said("auth/expired-credential"), "The access token has expired."},
		{"403", all(member("title", "permission denied"), memberHas("message", "you do not have permission")), said("authz/insufficient-role"), "The user has no right to this resource."},
	}},
	{product: "Typeform", source: "https://www.typeform.com/developers/get-started/", rows: []entry{
		{"401,403", all(member("code", "authentication_failed"), memberHas("description", "authentication credentials not found")), byCreds(), "The token is missing or not valid."},
	}},
	{product: "Wrike", source: "https://developers.wrike.com/errors/", rows: []entry{
		{"401", all(member("error", "not_authorized"), member("errordescription", "")), byCreds(), "The token is missing, not valid or has expired."},
		{"403", all(member("error", "access_forbidden"), member("errordescription", "")), said("authz/insufficient-role").or("authz/insufficient-scope"), "The user may not reach this."},
		{"429", all(member("error", "rate_limit_exceeded"), member("errordescription", "")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "DocuSign", source: "https://developers.docusign.com/platform/errors/", rows: []entry{
		{"401", all(member("errorcode", "authorization_invalid_token")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"401", all(member("errorcode", "user_authentication_failed")), said("auth/invalid-credentials").or("auth/expired-credential"), "The user could not be authenticated."},
		{"401", all(member("errorcode", "partner_authentication_failed")), said("auth/invalid-credentials"), "The integration key is not known, or one of the other environment."},
		{"400-403", all(member("errorcode", "user_lacks_permissions")), said("authz/insufficient-role"), "The user lacks a permission."},
		{"400-403", all(member("errorcode", "account_lacks_permissions")), said("authz/service-disabled"), "The account is not entitled to this."},
		{"400-429", all(member("errorcode", "hourly_apiinvocation_limit_exceeded")), said("rate/quota-exhausted").or("rate/request-limit"), "The calls of the hour are used up."},
		{"400-429", all(member("errorcode", "burst_apiinvocation_limit_exceeded")), said("rate/request-limit"), "The burst limit is exceeded."},
	}},
	{product: "Amplitude", source: "https://amplitude.com/docs/apis/analytics/http-v2", rows: []entry{
		{"429", all(memberHas("error", "too many requests for some devices and users")), said("rate/request-limit"), "Some devices or users send more events than are taken."},
		{"429", all(member("throttled_devices", ""), member("eps_threshold", "")), said("rate/request-limit"), "Some devices or users send more events than are taken."},
	}},
	{product: "Plausible", source: "https://plausible.io/docs/stats-api", rows: []entry{
		{"401", all(memberHas("error", "missing api key. please use a valid plausible api key")), noneArrived(), "The request carries no key."},
		{"401", all(memberHas("error", "invalid api key or site id")), said("auth/invalid-credentials").or("authz/insufficient-role"), "The key is not valid, or has no access to the site."},
	}},
	{product: "PostHog", source: "https://posthog.com/docs/api", rows: []entry{
		{"403", all(member("type", "authentication_error"), memberHas("detail", "api key missing required scope '")), said("authz/insufficient-scope"), "The key lacks a scope, which the detail names."},
		{"403", all(member("code", "permission_denied"), memberHas("detail", "api key missing required scope '")), said("authz/insufficient-scope"), "The key lacks a scope, which the detail names."},
		{"401", all(member("type", "authentication_error"), memberHas("detail", "personal api key found in request authorization header is invalid")), said("auth/invalid-credentials"), "The personal key is not valid."},
	}},
	{product: "Matomo", source: "https://developer.matomo.org/api-reference/reporting-api", soft: true, rows: []entry{
		{"", all(member("result", "error"), memberHas("message", "you can't access this resource as it requires")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role", "auth/invalid-credentials"), "The caller has not the access that the message names, whatever the status."},
		{"", all(member("result", "error"), memberHas("message", "unable to authenticate with the provided token")), said("auth/invalid-credentials"), "The token is not valid, or may be sent by POST only, whatever the status."},
	}},
	{product: "Shopify", source: "https://shopify.dev/docs/api/usage/limits", soft: true, rows: []entry{
		{"", all(member("errors", ""), member("message", "throttled"), member("code", "throttled")), said("rate/request-limit"), "The query's cost is above what is left" + said200},
		{"429", all(memberHas("errors", "calls per second for api client")), said("rate/request-limit"), "The calls per second of the app are exceeded."},
	}},
	{product: "Etsy", source: "https://developers.etsy.com/documentation/essentials/authentication", rows: []entry{
		{"401", all(member("error", "invalid_token"), memberHas("error_description", "access token is expired")), said("auth/expired-credential"), "The access token has expired."},
		{"403", all(memberHas("error", "shared secret is required in x-api-key header")), said("auth/invalid-credentials"), "The header x-api-key must hold the shared secret too."},
	}},
	{product: "FedEx", source: "https://developer.fedex.com/api/en-us/guides/api-reference.html", rows: []entry{
		{"401", all(member("code", "not.authorized.error"), member("transactionid", "")), byCreds().or("auth/expired-credential"), "The access token is missing, not valid or has expired."},
		{"403", all(member("code", "forbidden.error"), member("transactionid", "")), said("authz/service-disabled").or("authz/insufficient-role"), "The project may not use this API."},
	}},
	{product: "UPS", source: "https://developer.ups.com/", rows: []entry{
		{"401", all(member("code", "250002"), memberHas("message", "invalid authentication information")), said("auth/invalid-credentials").or("auth/expired-credential"), "The credential is not valid."},
		{"401", all(member("code", "250003"), memberHas("message", "invalid access license number")), said("auth/invalid-credentials"), "The access licence number is not valid."},
	}},
	{product: "Printful", source: "https://developers.printful.com/docs/", rows: []entry{
		{"429", all(memberHas("result", "you've recently sent too many requests")), said("rate/request-limit"), "Too many requests came in a minute."},
	}},
	{product: "OpenCart", source: "https://docs.opencart.com/en-gb/system/users/api/", soft: true, rows: []entry{
		{"", all(body("warning: your ip "), body("is not allowed to access this api!")), said("net/ip-allowlist"), "The list of addresses of the API's user does not hold this one" + said200},
	}},
	{product: "ABP", source: "https://abp.io/docs/latest/framework/fundamentals/exception-handling", rows: []entry{
		{"401,403", all(memberHas("code", "volo.authorization:")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/missing-credentials"), "A policy of the application does not grant this."},
	}},
}
