package diagnose

// noneArrived is a claim where a program says that no credential came: none
// was sent, or it was lost on the way or came in a form that is not looked for.
func noneArrived() claims {
	return claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme")
}

const docTransmission = "https://github.com/transmission/transmission/blob/main/docs/rpc-spec.md"

// selfhostSheets are programs that people run at home or at their desk and
// reach over HTTP.
var selfhostSheets = []sheet{
	{product: "Transmission", source: docTransmission, rows: []entry{
		{"421", all(body("transmission received your request, but the hostname was unrecognized")), said("host/unknown-name"), "The whitelist of host names does not hold this name, and no password is set."},
		{"409", all(header("x-transmission-session-id", "")), said("authz/csrf-or-origin"), "The request must carry the session id that the answer gives."},
		{"403", all(body("<p>unauthorized ip address.</p>")), said("net/ip-allowlist"), "The whitelist of addresses does not hold this one."},
		{"403", all(body("too many unsuccessful login attempts. please restart transmission")), said("waf/temporary-ban"), "Sign-in is closed after too many failures until the program is started anew."},
		{"401", all(header("www-authenticate", `realm="transmission"`)), byCreds(), "The remote control wants a user and password."},
	}},
	{product: "Syncthing", source: "https://docs.syncthing.net/users/faq.html", rows: []entry{
		{"403", all(bodyIs("host check error")), said("host/unknown-name"), "The interface listens on the own machine only and takes no other host name."},
		{"403", all(bodyIs("csrf error")), said("authz/csrf-or-origin").or("auth/missing-credentials", "auth/invalid-credentials"), "The request carries neither the token of the interface nor a valid API key."},
	}},
	{product: "qBittorrent", source: "https://github.com/qbittorrent/qBittorrent/blob/master/src/webui/webapplication.cpp", rows: []entry{
		{"403", all(body("your ip address has been banned after too many failed authentication attempts")), said("waf/temporary-ban"), "The address is banned for a time after failed sign-ins."},
	}},
	{product: "Plex", source: "https://support.plex.tv/articles/204059436-finding-an-authentication-token-x-plex-token/", rows: []entry{
		{"401", all(header("x-plex-protocol", "")), byCreds(), "The server wants a token of an account that may use it."},
		{"403", all(header("x-plex-protocol", "")), said("authz/insufficient-role"), "The account may not do this on the server."},
	}},
	{product: "Pi-hole", source: "https://docs.pi-hole.net/api/auth/", rows: []entry{
		{"401", all(member("key", "unauthorized"), member("took", "")), byCreds().or("auth/session-required"), "The API wants a session, or the one sent has ended."},
		{"403", all(member("key", "forbidden"), member("took", "")), said("authz/insufficient-role"), "The API refuses this session the action."},
		{"429", all(member("key", "api_seats_exceeded")), said("rate/concurrency-limit"), "Every session that the API can hold is taken."},
		{"429", all(member("key", "rate_limiting"), member("took", "")), said("waf/temporary-ban").or("rate/request-limit"), "Sign-in is slowed down after failures."},
	}},
	{product: "AdGuard Home", source: "https://github.com/AdguardTeam/AdGuardHome/wiki/Configuration", rows: []entry{
		{"429", all(body("auth: blocked for ")), said("waf/temporary-ban"), "The address is blocked for a time after failed sign-ins."},
	}},
	{product: "Portainer", source: "https://docs.portainer.io/api/access", rows: []entry{
		{"401", all(member("details", "invalid jwt token")), byCreds().or("auth/session-required"), "The token is not valid or has expired."},
		{"401", all(body("a valid authorisation token is missing")), noneArrived(), "No token arrived."},
		{"403", all(member("details", "access denied to resource")), said("authz/insufficient-role"), "The user may not reach this resource."},
		{"403", all(member("details", "origin invalid"), member("message", "origin invalid")), said("authz/csrf-or-origin"), "The protection against cross-site requests does not take the Origin."},
		{"303,307", all(header("location", "/timeout.html")), said("site/maintenance"), "The installation timed out before an administrator was made, and must be started anew."},
	}},
	{product: "Jupyter", source: "https://jupyter-server.readthedocs.io/en/latest/operators/security.html", rows: []entry{
		{"403", message("'_xsrf' argument missing from"), said("authz/csrf-or-origin").or("auth/missing-credentials"), "The protection against cross-site requests wants a token, which a request with an API token need not carry."},
		{"403", message("xsrf cookie does not match"), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses the token."},
		{"403", all(body("'_xsrf' argument missing from")), said("authz/csrf-or-origin").or("auth/missing-credentials"), "The protection against cross-site requests wants a token, which a request with an API token need not carry."},
		{"403", message("missing or invalid credentials."), byCreds(), "The hub does not accept the token, or none came."},
	}},
	{product: "RStudio", source: "https://docs.posit.co/ide/server-pro/access_and_security/", rows: []entry{
		{"300-399", all(header("location", "/auth-sign-in")), said("auth/session-required"), "The redirect leads to the sign-in page."},
	}},
	{product: "Gotify", source: "https://gotify.net/api-docs", rows: []entry{
		{"401", all(memberHas("errordescription", "you need to provide a valid access token or user credentials")), byCreds(), "The server wants a token or a user, or does not know this one."},
		{"403", all(memberHas("errordescription", "you are not allowed to access this api")), said("authz/insufficient-role"), "The token's kind or user may not call this."},
	}},
	{product: "ntfy", source: "https://docs.ntfy.sh/publish/", rows: []entry{
		{"401", all(member("code", "40101"), member("http", "401")), byCreds(), "The server does not accept the credential, or none came."},
		{"403", all(member("code", "40301"), member("http", "403")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/missing-credentials", "authz/resource-not-public"), "The access list of the server does not open this topic to the caller."},
		{"429", all(member("code", "42908"), member("http", "429")), said("rate/quota-exhausted"), "The limit of messages per day is reached."},
		{"429", all(member("code", "42909"), member("http", "429")), said("waf/temporary-ban"), "Sign-in failed too often."},
		{"429", all(member("code", "42901"), member("http", "429")), said("rate/request-limit"), "Too many requests came from this visitor."},
		{"429", all(member("code", "42903"), member("http", "429")), said("rate/concurrency-limit"), "Too many subscriptions of this visitor are open."},
	}},
	{product: "CUPS", source: "https://www.cups.org/doc/man-cupsd.conf.html", rows: []entry{
		{"403", all(title("forbidden - cups")), maybe("authz/insufficient-role", "net/ip-allowlist").or("request/method-refused", "static/path-deny-rule"), "A policy of the print server refuses: the address, the user or the method; the page does not say which."},
		{"401", all(title("unauthorized - cups")), byCreds(), "The print server wants a user and password."},
		{"400", all(title("bad request - cups")), said("host/unknown-name").or("request/method-refused"), "The print server does not answer to this host name, or cannot read the request."},
		{"426", all(title("upgrade required - cups")), said("tls/https-required"), "The print server wants an encrypted connection."},
	}},
	{product: "Icecast", source: "https://icecast.org/docs/icecast-trunk/server-http-api/", rows: []entry{
		{"403,503", all(body("icecast connection limit reached")), said("rate/concurrency-limit"), "Every client that the server may hold is connected."},
		{"403,503", all(body("mountpoint in use"), server("icecast")), said("rate/concurrency-limit"), "Another source feeds this mount point."},
		{"404", all(server("icecast"), body("the file you requested could not be found")), said("resource/not-found").or("upstream/no-healthy-backend"), "No such stream is on air."},
		{"401", all(server("icecast"), header("www-authenticate", "basic")), byCreds(), "The stream or its administration wants a user and password."},
	}},
	{product: "uhttpd", source: "https://openwrt.org/docs/guide-user/services/webserver/uhttpd", rows: []entry{
		{"403", all(body("rejected request from rfc1918 ip to public server address")), said("net/ip-allowlist").or("host/unknown-name"), "The router's web server refuses a private address that asks for its public one: the name leads to the router, mostly for want of hairpin NAT."},
	}},
	{product: "UniFi", source: "https://ubntwiki.com/products/software/unifi-controller/api", rows: []entry{
		{"401", all(member("msg", "api.err.loginrequired")), said("auth/session-required").or("auth/missing-credentials"), "The controller wants a session."},
		{"400-403", all(member("msg", "api.err.nopermission")), said("authz/insufficient-role"), "The user may not do this on the site."},
		{"400-403", all(member("msg", "api.err.invalid"), member("rc", "error")), maybe("auth/invalid-credentials"), "The controller does not accept the user or password."},
		{"400,401,499", all(member("msg", "api.err.ubic2fatokenrequired")), said("auth/step-up-required"), "A second factor is required."},
	}},
	{product: "Subsonic", source: "https://www.subsonic.org/pages/api.jsp", soft: true, rows: []entry{
		{"", all(member("subsonic-response", ""), member("code", "40"), memberHas("message", "wrong username or password")), said("auth/invalid-credentials"), "The user or password is wrong; the status is 200 all the same."},
		{"", all(member("subsonic-response", ""), member("code", "41"), memberHas("message", "token authentication not supported")), said("auth/wrong-scheme"), "Accounts of a directory cannot sign in by token; the status is 200 all the same."},
		{"", all(member("subsonic-response", ""), member("code", "50"), memberHas("message", "not authorized")), said("authz/insufficient-role"), "The user may not do this; the status is 200 all the same."},
		{"", all(body("<subsonic-response"), body(`code="40"`)), said("auth/invalid-credentials"), "The user or password is wrong; the status is 200 all the same."},
		{"", all(body("<subsonic-response"), body(`code="50"`)), said("authz/insufficient-role"), "The user may not do this; the status is 200 all the same."},
		{"", all(body("<subsonic-response"), body(`code="60"`)), said("authz/service-disabled"), "The trial period is over; the status is 200 all the same."},
	}},
	{product: "Geth", source: "https://geth.ethereum.org/docs/fundamentals/command-line-options", rows: []entry{
		{"403", all(bodyIs("invalid host specified")), said("host/unknown-name"), "The node's list of virtual hosts does not hold this name."},
	}},
	{product: "Bitcoin Core", source: "https://github.com/bitcoin/bitcoin/blob/master/src/httpserver.cpp", rows: []entry{
		{"503", all(bodyIs("work queue depth exceeded")), said("upstream/overloaded").or("rate/concurrency-limit"), "The queue of the node's server is full."},
		{"401", all(header("www-authenticate", `realm="jsonrpc"`)), byCreds(), "The node wants a user and password."},
	}},
	{product: "Immich", source: "https://api.immich.app/", rows: []entry{
		{"401", all(member("statuscode", "401"), member("message", "authentication required"), member("correlationid", "")), noneArrived(), "No credential arrived."},
		{"401", all(member("statuscode", "401"), member("message", "invalid api key"), member("correlationid", "")), said("auth/invalid-credentials"), "The key is not valid."},
		{"401", all(member("statuscode", "401"), member("message", "invalid user token"), member("correlationid", "")), said("auth/session-required").or("auth/invalid-credentials"), "The session has ended."},
		{"403", all(memberHas("message", "missing required permission:"), member("correlationid", "")), said("authz/insufficient-scope"), "The key lacks a permission, which the message names."},
	}},
	{product: "Bitwarden", source: "https://bitwarden.com/help/api/", rows: []entry{
		{"400", all(member("error", "invalid_grant"), memberHas("message", "two factor required")), said("auth/step-up-required"), "A second factor is required."},
		{"400", all(memberHas("error_description", "two factor required")), said("auth/step-up-required"), "A second factor is required."},
		{"400", all(member("error_description", "invalid_username_or_password")), said("auth/invalid-credentials"), "The user or password is wrong."},
	}},
	{product: "Odoo", source: "https://www.odoo.com/documentation/master/developer/reference/external_api.html", soft: true, rows: []entry{
		{"", all(member("jsonrpc", "2.0"), memberHas("name", "odoo.http.sessionexpiredexception")), said("auth/session-required").or("auth/expired-credential"), "The session has ended; the status is 200 all the same."},
		{"", all(member("code", "100"), member("message", "odoo session expired")), said("auth/session-required").or("auth/expired-credential"), "The session has ended; the status is 200 all the same."},
		{"", all(member("jsonrpc", "2.0"), memberHas("name", "odoo.exceptions.accessdenied")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The user could not be authenticated; the status is 200 all the same."},
		{"", all(member("jsonrpc", "2.0"), memberHas("name", "odoo.exceptions.accesserror")), said("authz/insufficient-role"), "The access rules refuse the user; the status is 200 all the same."},
		{"", all(member("jsonrpc", "2.0"), memberHas("name", "odoo.exceptions.missingerror")), said("resource/not-found"), "The record does not exist; the status is 200 all the same."},
	}},
	{product: "Moodle", source: "https://docs.moodle.org/dev/Web_service_API_functions", soft: true, rows: []entry{
		{"", all(member("exception", ""), member("errorcode", "invalidtoken")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not known; the status is 200 all the same."},
		{"", all(member("exception", ""), member("errorcode", "accessexception")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The token's service does not hold this function; the status is 200 all the same."},
		{"", all(member("exception", ""), member("errorcode", "servicerequireslogin")), said("auth/session-required"), "The service wants a session; the status is 200 all the same."},
		{"", all(member("exception", ""), member("errorcode", "sitemaintenance")), said("site/maintenance"), "The site is in maintenance; the status is 200 all the same."},
		{"", all(member("errorcode", "enablewsdescription")), said("authz/service-disabled"), "Web services are switched off; the status is 200 all the same."},
		{"", all(member("exception", "required_capability_exception"), member("errorcode", "nopermissions")), said("authz/insufficient-role"), "The user lacks a capability; the status is 200 all the same."},
	}},
}
