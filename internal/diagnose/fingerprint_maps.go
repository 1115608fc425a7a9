package diagnose

const docMaps = "https://developers.google.com/maps/documentation/geocoding/requests-geocoding#StatusCodes"

// denied matches a refusal of Google's older map services, which come with 200.
func denied(has string) []Marker {
	return all(member("status", "request_denied"), memberHas("error_message", has))
}

// mapSheets are maps, weather and other data.
var mapSheets = []sheet{
	{product: "Google Maps", source: docMaps, soft: true, rows: []entry{
		{"", denied("you must use an api key"), said("auth/missing-credentials"), "The request carries no key; the status is 200 all the same."},
		{"", denied("the provided api key is invalid"), said("auth/invalid-credentials"), "The key is not valid; the status is 200 all the same."},
		{"", denied("the provided api key is expired"), said("auth/expired-credential"), "The key has expired; the status is 200 all the same."},
		{"", denied("not authorized to use this api"), said("authz/service-disabled").or("authz/insufficient-scope"), "The API is not enabled for the key's project; the status is 200 all the same."},
		{"", denied("you must enable billing"), said("authz/service-disabled"), "The project has no billing; the status is 200 all the same."},
		{"", denied("api keys with referer restrictions cannot be used with this api"), said("authz/insufficient-scope").or("referer/referer-required"), "A key that is bound to referrers is not taken here; the status is 200 all the same."},
		{"", denied("this ip, site or mobile application is not authorized to use this api key"), said("net/ip-allowlist").or("referer/referer-required"), "The key is bound to other addresses or sites; the status is 200 all the same."},
		{"", all(member("status", "over_daily_limit"), member("results", "")), said("rate/quota-exhausted").or("authz/service-disabled"), "The daily limit is used up, or billing is off; the status is 200 all the same."},
		{"", all(member("status", "over_query_limit"), member("results", "")), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of queries is exceeded; the status is 200 all the same."},
	}},
	{product: "Mapbox", source: "https://docs.mapbox.com/api/overview/", rows: []entry{
		{"401", message("not authorized - invalid token"), said("auth/invalid-credentials"), "The token is not valid."},
		{"401", message("not authorized - no token"), said("auth/missing-credentials"), "The request carries no token."},
	}},
	{product: "HERE", source: "https://www.here.com/docs/", rows: []entry{
		{"401", all(memberHas("error_description", "apikey invalid")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(memberHas("error_description", "no credentials found")), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no credential."},
		{"403", all(memberHas("error_description", "these credentials do not authorize access")), said("authz/insufficient-scope").or("authz/service-disabled"), "The credential is not for this service."},
	}},
	{product: "OpenWeather", source: "https://openweathermap.org/faq#error401", rows: []entry{
		{"401", all(member("cod", "401"), memberHas("message", "invalid api key")), byCreds(), "The key is missing, not valid, or not active yet."},
		{"429", all(member("cod", "429"), memberHas("message", "exceeding of requests limitation of your subscription")), said("rate/quota-exhausted").or("rate/request-limit"), "The plan's limit of calls is used up."},
	}},
	{product: "LocationIQ", source: "https://docs.locationiq.com/docs/errors", rows: []entry{
		{"403", all(bodyIs(`{"error":"access restricted"}`)), said("net/ip-allowlist", "referer/referer-required"), "The token is bound to other domains or addresses."},
		{"403", all(memberHas("error", "service not enabled")), said("authz/service-disabled"), "The service is not enabled for the token."},
		{"401", all(memberHas("error", "key not active")), said("auth/account-disabled").or("auth/invalid-credentials"), "The token is not active."},
		{"429", all(memberHas("error", "rate limited day")), said("rate/quota-exhausted"), "The limit per day is used up."},
		{"429", all(memberHas("error", "rate limited second")), said("rate/request-limit"), "The limit per second is exceeded."},
		{"429", all(memberHas("error", "rate limited minute")), said("rate/request-limit"), "The limit per minute is exceeded."},
	}},
	{product: "ArcGIS", source: "https://developers.arcgis.com/documentation/security-and-authentication/reference/authentication-errors/", soft: true, rows: []entry{
		{"", all(member("code", "498"), memberHas("message", "invalid token")), maybe("auth/expired-credential", "auth/invalid-credentials"), "The token is not valid or has expired; the status is 200 all the same."},
		{"", all(member("code", "499"), memberHas("message", "token required")), said("auth/missing-credentials"), "A token is required; the status is 200 all the same."},
		{"", all(member("code", "403"), memberHas("message", "you do not have permissions to access this resource")), said("authz/insufficient-role"), "The user may not reach this resource; the status is 200 all the same."},
	}},
	{product: "OpenStreetMap", source: "https://operations.osmfoundation.org/policies/tiles/", rows: []entry{
		{"403,418,429", all(body("referer is required by tile usage policy")), said("referer/referer-required").or("waf/user-agent-rule"), "The policy for tiles wants a Referer."},
		{"403,418,429", all(body("access blocked"), body("usage policy"), body("openstreetmap")), maybe("waf/unspecified-block", "waf/user-agent-rule").or("referer/referer-required"), "The policy for the use of the servers refuses this client."},
	}},
	{product: "Wikimedia", source: "https://foundation.wikimedia.org/wiki/Policy:Wikimedia_Foundation_User-Agent_Policy", rows: []entry{
		{"403,429", all(body("please set a user-agent and respect our robot policy")), said("waf/user-agent-rule").or("rate/request-limit"), "The policy for robots wants a User-Agent with an address to write to."},
		{"403", all(body("requests from your user agent, or ip, violate")), said("waf/user-agent-rule").or("net/ip-blocklist"), "The policy for robots refuses this client."},
	}},
}
