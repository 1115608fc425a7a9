package diagnose

const docMaps = "https://developers.google.com/maps/documentation/geocoding/requests-geocoding#StatusCodes"

// denied matches a refusal of Google's older map services, which come with 200.
func denied(has string) []Marker {
	return all(member("status", "request_denied"), memberHas("error_message", has))
}

// rejected matches a refusal of the older map services in plain text.
func rejected(has string) []Marker {
	return all(body("the google maps platform server rejected your request"), body(has))
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
	{product: "WeatherAPI.com", source: "https://www.weatherapi.com/docs/#intro-error-codes", rows: []entry{
		{"401", all(member("code", "1002"), memberHas("message", "api key is")), noneArrived(), "The request carries no key."},
		{"401", all(member("code", "2006"), memberHas("message", "api key is invalid")), said("auth/invalid-credentials"), "The key is not valid."},
		{"403", all(member("code", "2007"), memberHas("message", "exceeded calls per month quota")), said("rate/quota-exhausted"), "The calls of the month are used up; the status is 403."},
		{"403", all(member("code", "2008"), memberHas("message", "api key has been disabled")), said("auth/account-disabled"), "The key is disabled."},
		{"403", all(member("code", "2009"), memberHas("message", "does not have access to the resource")), said("authz/service-disabled"), "The plan does not include this resource."},
	}},
	{product: "AccuWeather", source: "https://developer.accuweather.com/documentation", rows: []entry{
		{"503", all(member("code", "serviceunavailable"), memberHas("message", "the allowed number of requests has been exceeded")), said("rate/quota-exhausted"), "The calls of the day are used up; the status is 503."},
		{"401", all(member("code", "unauthorized"), memberHas("message", "api authorization failed")), byCreds(), "The key is missing or not valid."},
	}},
	{product: "Visual Crossing", source: "https://www.visualcrossing.com/resources/documentation/weather-api/how-do-i-interpret-a-429-response-code/", rows: []entry{
		{"429", all(body("maximum daily cost exceeded")), said("rate/quota-exhausted"), "The records of the day are used up."},
		{"429", all(body("maximum concurrent jobs has been exceeded")), said("rate/concurrency-limit"), "Too many queries run at the same time."},
		{"401", all(body("no account found with api key")), said("auth/invalid-credentials"), "The key is not known."},
	}},
	{product: "Weatherbit", source: "https://www.weatherbit.io/api", rows: []entry{
		{"403", all(memberHas("error", "api key not valid, or not yet activated")), said("auth/invalid-credentials"), "The key is not valid, or not active yet."},
		{"429", all(memberHas("status_message", "is over the allowed limit of")), said("rate/quota-exhausted").or("rate/request-limit"), "The calls of the day are used up."},
	}},
	{product: "OpenCage", source: "https://opencagedata.com/api#codes", rows: []entry{
		{"401", all(member("total_results", ""), memberHas("message", "invalid api key")), byCreds(), "The key is missing or not valid."},
		{"402", all(member("total_results", ""), memberHas("message", "quota exceeded")), said("rate/quota-exhausted"), "The calls of the day are used up."},
		{"403", all(member("total_results", ""), memberHas("message", "ip address rejected")), said("net/ip-allowlist"), "The key is bound to other addresses."},
		{"403", all(member("total_results", ""), memberHas("message", "suspended")), said("auth/account-disabled"), "The account is suspended."},
	}},
	{product: "ipinfo", source: "https://ipinfo.io/developers/errors", rows: []entry{
		{"429", all(memberHas("title", "rate limit exceeded"), memberHas("message", "ipinfo.io")), said("rate/quota-exhausted"), "The calls of the day or month are used up."},
		{"403", all(memberHas("title", "unknown token")), said("auth/invalid-credentials"), "The token is not known."},
	}},
	{product: "ipapi", source: "https://ipapi.co/api/#errors", rows: []entry{
		{"429", all(member("reason", "ratelimited"), member("error", "true")), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of calls is reached."},
	}},
	{product: "Overpass", source: "https://dev.overpass-api.de/overpass-doc/en/preface/commons.html", rows: []entry{
		{"429", all(body("please check /api/status for the quota of your ip address")), said("rate/concurrency-limit").or("rate/request-limit"), "Every slot of this address is in use."},
		{"504", all(body("the server is probably too busy to handle your request")), said("upstream/overloaded"), "The server is too busy."},
	}},
	{product: "Nominatim", source: "https://operations.osmfoundation.org/policies/nominatim/", rows: []entry{
		{"403,429,509", all(body("you have been blocked because you have violated the"), body("nominatim")), said("waf/temporary-ban").or("waf/user-agent-rule", "net/ip-blocklist"), "The policy for the use of the service was violated."},
		{"509", all(body("bandwidth limit exceeded"), body("nominatim")), said("rate/request-limit").or("waf/temporary-ban"), "More than one request a second came."},
	}},
	{product: "Google Maps", source: "https://developers.google.com/maps/documentation/maps-static/error-messages", rows: []entry{
		{"403", rejected("you must enable billing on the"), said("authz/service-disabled"), "The project has no billing."},
		{"403", rejected("the provided api key is expired"), said("auth/expired-credential"), "The key has expired."},
		{"403", rejected("the provided api key is invalid"), said("auth/invalid-credentials"), "The key is not valid."},
		{"403", rejected("you must use an api key"), noneArrived(), "The request carries no key."},
		{"403", rejected("this api is not activated on your api project"), said("authz/service-disabled"), "The API is not enabled for the project."},
		{"403", rejected("this api project is not authorized to use this api"), said("authz/service-disabled"), "The API is not enabled for the project."},
		{"403", rejected("this ip, site or mobile application is not authorized to use this api key"), said("net/ip-allowlist").or("referer/referer-required"), "The key is bound to other addresses or sites."},
		{"403", all(body("the google maps platform server rejected your request")), maybe("auth/invalid-credentials", "authz/service-disabled").or("referer/referer-required", "auth/missing-credentials"), "The server rejects the request; its text goes on with the reason."},
		{"403", all(body("provided 'signature' is not valid for the provided client id")), said("signed-url/bad-signature"), "The signature of the URL does not fit the client id."},
	}},
}
