package diagnose

// yii matches an exception of Yii by its class.
func yii(class string) []Marker { return all(memberHas("type", class)) }

// appSheets are frameworks, content management and what people install.
var appSheets = []sheet{
	{product: "NestJS", source: "https://docs.nestjs.com/exception-filters", rows: []entry{
		{"403", all(member("statuscode", "403"), member("message", "forbidden resource")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/missing-credentials", "authz/insufficient-role"), "A guard of the application refuses."},
		{"429", all(member("statuscode", "429"), memberHas("message", "throttlerexception")), said("rate/request-limit"), "The throttle of the application refuses."},
	}},
	{product: "Express", source: "https://github.com/auth0/express-jwt", rows: []entry{
		{"401", all(body("unauthorizederror: no authorization token was found")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No token arrived."},
		{"401", all(body("unauthorizederror: jwt expired")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(body("unauthorizederror: invalid signature")), said("auth/invalid-credentials"), "The token's signature is wrong."},
		{"401", all(body("unauthorizederror: jwt malformed")), said("auth/invalid-credentials"), "The token is malformed."},
		{"401", all(body("format is authorization: bearer [token]")), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field has not the form that is asked for."},
		{"429", all(bodyIs("too many requests, please try again later.")), said("rate/request-limit"), "The application's rate limit refuses."},
	}},
	{product: "Vite", source: "https://vite.dev/config/server-options.html#server-allowedhosts", rows: []entry{
		{"403", all(body("blocked request. this host"), body("allowedhosts")), said("host/unknown-name"), "The development server does not serve this host name."},
	}},
	{product: "webpack", source: "https://webpack.js.org/configuration/dev-server/#devserverallowedhosts", rows: []entry{
		{"403", all(bodyIs("invalid host header")), said("host/unknown-name"), "The development server does not serve this host name."},
		{"403", all(bodyIs("invalid host/origin header")), said("host/unknown-name").or("authz/csrf-or-origin"), "The development server does not serve this host name or Origin."},
	}},
	{product: "Yii", source: "https://www.yiiframework.com/doc/guide/2.0/en/rest-error-handling", rows: []entry{
		{"401", yii("yii\\\\web\\\\unauthorizedhttpexception"), byCreds(), "The application does not accept the credential, or none came."},
		{"403", yii("yii\\\\web\\\\forbiddenhttpexception"), said("authz/insufficient-role"), "The application does not allow this user the action."},
		{"429", yii("yii\\\\web\\\\toomanyrequestshttpexception"), said("rate/request-limit"), "The application's rate limit refuses."},
		{"405", yii("yii\\\\web\\\\methodnotallowedhttpexception"), said("request/method-refused"), "The application does not take this method here."},
		{"400", all(body("unable to verify your data submission")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "CodeIgniter", source: "https://codeigniter.com/user_guide/libraries/security.html", rows: []entry{
		{"403", all(body("the action you requested is not allowed.")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "CakePHP", source: "https://book.cakephp.org/5/en/security/csrf.html", rows: []entry{
		{"403", all(body("missing or incorrect csrf cookie type")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"403", all(body("csrf token from either the request body or request headers did not match or is missing")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "Play", source: "https://www.playframework.com/documentation/latest/AllowedHostsFilter", rows: []entry{
		{"400", all(body("host not allowed:")), said("host/unknown-name"), "The application does not serve this host name."},
		{"403", all(body("no csrf token found in headers")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "SAP", source: "https://help.sap.com/docs/", rows: []entry{
		{"403", all(headerIs("x-csrf-token", "required")), said("authz/csrf-or-origin"), "The field X-CSRF-Token says that a token must be fetched first."},
		{"403", all(body("/iwfnd/med/170")), said("authz/service-disabled").or("resource/not-found"), "No service of this name is active."},
	}},
	{product: "WebSphere", source: "https://www.ibm.com/docs/en/was", rows: []entry{
		{"404", all(body("srve0255e")), said("host/unknown-name").or("resource/not-found"), "No web group or virtual host is defined for this name and path."},
		{"404", all(body("srve0190e")), said("resource/not-found"), "There is no such file."},
		{"403", all(body("error 403: authorizationfailed")), said("authz/insufficient-role"), "The user lacks the role that the application asks for."},
		{"500", all(body("srve0777e")), said("app/error"), "The application failed."},
	}},
	{product: "Drupal", source: "https://www.drupal.org/docs", rows: []entry{
		{"400", all(body("the provided host name is not valid for this server")), said("host/unknown-name"), "The trusted host patterns do not hold this name."},
		{"403", message("x-csrf-token request header is missing"), said("authz/csrf-or-origin"), "The protection against cross-site requests wants a token."},
		{"403", message("x-csrf-token request header is invalid"), said("authz/csrf-or-origin"), "The token against cross-site requests is wrong."},
		{"403", message("permission is required"), said("authz/insufficient-role").or("auth/missing-credentials"), "The message names the permission that is missing."},
		{"503", all(title("site under maintenance")), said("site/maintenance"), "The site is in maintenance."},
	}},
	{product: "Joomla", source: "https://docs.joomla.org/", rows: []entry{
		{"403", all(body("the most recent request was denied because it had an invalid security token")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"403", all(body("you are not authorised to view this resource")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "authz/insufficient-role", "auth/session-required"), "The user may not view this."},
	}},
	{product: "TYPO3", source: "https://docs.typo3.org/", rows: []entry{
		{"400-500", all(body("the current host header value does not match the configured trusted hosts pattern")), said("host/unknown-name"), "The pattern of trusted hosts does not hold this name."},
	}},
	{product: "Nextcloud", source: "https://docs.nextcloud.com/server/latest/admin_manual/", rows: []entry{
		{"400", all(body("access through untrusted domain")), said("host/unknown-name"), "The trusted domains do not hold this name."},
		{"400", all(body("trusted domain error")), said("host/unknown-name"), "The trusted domains do not hold this name."},
		{"412", all(body("csrf check failed")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"412", all(body("strict cookie has not been found in request")), said("authz/csrf-or-origin").or("auth/session-required"), "The cookie that proves the own site is missing."},
		{"403", message("password confirmation is required"), said("auth/step-up-required"), "The password must be confirmed."},
		{"403", message("logged in account must be an admin"), said("authz/insufficient-role"), "This is for administrators."},
		{"401,997", all(elementIs("statuscode", "997")), said("auth/missing-credentials").or("auth/invalid-credentials"), "Nobody is signed in."},
		{"401", all(body("sabre\\dav\\exception\\notauthenticated")), byCreds(), "The request is not authenticated."},
		{"429", all(body("too many requests"), body("nextcloud")), said("waf/temporary-ban").or("rate/request-limit"), "The protection against guessing holds the address back."},
	}},
	{product: "MediaWiki", source: "https://www.mediawiki.org/wiki/API:Errors_and_warnings", soft: true, rows: []entry{
		{"", all(headerIs("mediawiki-api-error", "readapidenied")), said("auth/missing-credentials").or("authz/insufficient-role"), "The wiki wants a right for reading; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "permissiondenied")), said("authz/insufficient-role"), "The user lacks a right; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "badtoken")), said("authz/csrf-or-origin"), "The token against cross-site requests is wrong; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "assertuserfailed")), said("auth/session-required"), "Nobody is signed in; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "ratelimited")), said("rate/request-limit"), "The rate limit is exceeded; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "maxlag")), said("upstream/overloaded"), "The replicas lag behind; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "blocked")), said("auth/account-disabled").or("net/ip-blocklist"), "The user or address is blocked; the status may be 200 all the same."},
		{"", all(headerIs("mediawiki-api-error", "mwoauth-invalid-authorization")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not accepted; the status may be 200 all the same."},
	}},
	{product: "Discourse", source: "https://docs.discourse.org/", rows: []entry{
		{"403", all(member("error_type", "not_logged_in")), said("auth/missing-credentials").or("auth/session-required"), "Nobody is signed in."},
		{"403", all(member("error_type", "invalid_access")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "authz/insufficient-role", "auth/missing-credentials").or("auth/invalid-credentials"), "The caller may not see this."},
		{"429", all(member("error_type", "rate_limit")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"503", all(member("error_type", "read_only")), said("site/maintenance"), "The forum is read-only."},
	}},
	{product: "Mattermost", source: "https://api.mattermost.com/", rows: []entry{
		{"401", all(member("id", "api.context.session_expired.app_error")), byCreds().or("auth/session-required"), "The session or token is not valid, or none came."},
		{"403", all(member("id", "api.context.permissions.app_error")), said("authz/insufficient-role"), "The user lacks a permission."},
		{"401", all(member("id", "api.context.mfa_required.app_error")), said("auth/step-up-required"), "A second factor must be set up."},
		{"501", all(memberHas("id", ".license."), member("status_code", "501")), said("authz/service-disabled"), "The licence does not include this."},
	}},
	{product: "Ghost", source: "https://ghost.org/docs/", rows: []entry{
		{"401", all(member("code", "invalid_jwt"), member("type", "unauthorizederror")), said("auth/invalid-credentials").or("auth/expired-credential", "clock/client-skew"), "The token is not valid: those of Ghost live five minutes."},
		{"403", all(member("type", "nopermissionerror")), said("authz/insufficient-role"), "The caller lacks a permission."},
		{"403", all(member("type", "hostlimiterror")), said("authz/service-disabled").or("rate/quota-exhausted"), "The plan's limit is reached."},
	}},
	{product: "Strapi", source: "https://docs.strapi.io/cms/error-handling", rows: []entry{
		{"403", all(member("name", "forbiddenerror"), member("status", "403")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/missing-credentials", "authz/insufficient-role"), "The role, or the public, may not do this."},
		{"401", all(member("name", "unauthorizederror"), member("status", "401")), byCreds(), "The credential is missing or not valid."},
		{"429", all(member("name", "ratelimiterror")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"403", all(member("name", "policyerror")), said("authz/insufficient-role"), "A policy of the application refuses."},
	}},
	{product: "ASP.NET", source: docASPNET, rows: []entry{
		{"400", all(body("the required antiforgery cookie")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "WordPress", source: "https://wordpress.org/plugins/jwt-authentication-for-wp-rest-api/", rows: []entry{
		{"403", rest("jwt_auth_no_auth_header"), claims(nil).stated(WithCreds, "auth/credentials-stripped").stated(WithoutCreds, "auth/missing-credentials"), "WordPress saw no Authorization."},
		{"403", rest("jwt_auth_bad_auth_header"), said("auth/wrong-scheme"), "The Authorization field is malformed."},
		{"403", rest("jwt_auth_bad_config"), said("auth/backend-misconfigured"), "The plugin has no secret to check tokens with."},
	}},
}
