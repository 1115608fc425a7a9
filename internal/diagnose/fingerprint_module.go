package diagnose

const (
	docFlaskJWT  = "https://flask-jwt-extended.readthedocs.io/en/stable/changing_default_behavior.html"
	docFlaskWTF  = "https://flask-wtf.readthedocs.io/en/stable/csrf/"
	docFastify   = "https://fastify.dev/docs/latest/Reference/Errors/"
	docSpringSec = "https://docs.spring.io/spring-security/reference/servlet/exploits/firewall.html"
	docEchoJWT   = "https://echo.labstack.com/docs/middleware/jwt"
	docFiberMid  = "https://docs.gofiber.io/contrib/"
	docGinJWT    = "https://github.com/appleboy/gin-jwt"
	docTymon     = "https://jwt-auth.readthedocs.io/"
)

// msg matches the message of an extension of Flask.
func msg(has string) []Marker { return all(memberHas("msg", has)) }

// moduleSheets are modules that applications are put together from: what they
// answer where an application leaves them as they come.
var moduleSheets = []sheet{
	{product: "Flask-JWT-Extended", source: docFlaskJWT, rows: []entry{
		{"401", msg("missing authorization header"), noneArrived(), "No Authorization field arrived."},
		{"401", msg("missing jwt in "), noneArrived(), "No token arrived in the places that are looked at."},
		{"401,422", msg("type in 'authorization' header. expected"), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field has not the form that is asked for."},
		{"401,422", msg("bad authorization header. expected"), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field has not the form that is asked for."},
		{"401", all(member("msg", "token has expired")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("msg", "token has been revoked")), maybe("auth/invalid-credentials"), "The token was revoked."},
		{"401", all(member("msg", "fresh token required")), said("auth/step-up-required"), "The token must be one of a new sign-in."},
		{"422", all(member("msg", "signature verification failed")), said("auth/invalid-credentials"), "The token's signature is wrong."},
		{"422", all(member("msg", "not enough segments")), said("auth/invalid-credentials"), "The token is malformed."},
		{"401,422", msg("only non-refresh tokens are allowed"), said("auth/invalid-credentials"), "A refresh token was sent where an access token is asked for."},
		{"401", msg("csrf double submit tokens do not match"), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
	}},
	{product: "Flask-WTF", source: docFlaskWTF, rows: []entry{
		{"400", all(body("<p>the csrf token is missing.</p>")), said("authz/csrf-or-origin"), "The protection against cross-site requests wants a token."},
		{"400", all(body("<p>the csrf session token is missing.</p>")), said("authz/csrf-or-origin").or("auth/session-required"), "The session holds no token against cross-site requests."},
		{"400", all(body("<p>the csrf tokens do not match.</p>")), said("authz/csrf-or-origin"), "The token against cross-site requests is wrong."},
		{"400", all(body("<p>the referrer header is missing.</p>")), said("referer/referer-required").or("authz/csrf-or-origin"), "The protection against cross-site requests wants a Referer."},
		{"400", all(body("<p>the referrer does not match the host.</p>")), said("authz/csrf-or-origin").or("referer/referer-required"), "The Referer is not of this host."},
	}},
	{product: "Flask-HTTPAuth", source: "https://flask-httpauth.readthedocs.io/", rows: []entry{
		{"401", all(bodyIs("unauthorized access"), header("www-authenticate", "")), byCreds(), "The application wants a credential, or does not accept this one."},
	}},
	{product: "Flask-Limiter", source: "https://flask-limiter.readthedocs.io/", rows: []entry{
		{"429", all(title("429 too many requests"), body(" per 1 ")), said("rate/request-limit"), "The limit of the view, which the page names, is exceeded."},
	}},
	{product: "SlowAPI", source: "https://slowapi.readthedocs.io/", rows: []entry{
		{"429", all(memberHas("error", "rate limit exceeded: "), memberHas("error", " per ")), said("rate/request-limit"), "The limit of the route, which the answer names, is exceeded."},
	}},
	{product: "Werkzeug", source: "https://werkzeug.palletsprojects.com/en/stable/exceptions/", rows: []entry{
		{"401", all(body("the server could not verify that you are authorized to access the url requested")), byCreds().or("auth/session-required"), "The application wants a credential or session, or does not accept this one."},
	}},
	{product: "Simple JWT", source: "https://django-rest-framework-simplejwt.readthedocs.io/", rows: []entry{
		{"401", all(member("code", "token_not_valid"), memberHas("message", "token is expired")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("code", "token_not_valid"), memberHas("message", "token has wrong type")), said("auth/invalid-credentials"), "A token of another kind was sent."},
		{"401", all(member("code", "token_not_valid")), maybe("auth/expired-credential", "auth/invalid-credentials"), "The token is not valid or has expired."},
		{"401", all(member("code", "bad_authorization_header")), said("auth/wrong-scheme"), "The Authorization field must hold two words."},
		{"401", all(member("code", "user_inactive"), member("detail", "")), said("auth/account-disabled"), "The user is inactive."},
	}},
	{product: "django-axes", source: "https://django-axes.readthedocs.io/", rows: []entry{
		{"403,429", all(bodyIs("account locked: too many login attempts. please try again later.")), said("waf/temporary-ban"), "Sign-in failed too often."},
		{"403,429", all(bodyIs("account locked: too many login attempts. contact an admin to unlock your account.")), said("waf/temporary-ban").or("auth/account-disabled"), "Sign-in failed too often."},
	}},
	{product: "Bottle", source: "https://bottlepy.org/docs/dev/", rows: []entry{
		{"403", all(body("you do not have permission to access this file."), title("error: 403 forbidden")), said("static/file-unreadable"), "The program may not read the file."},
		{"403", all(body("access denied."), title("error: 403 forbidden"), body("sorry, the requested url")), said("static/path-deny-rule"), "The path leads out of the directory that is served."},
	}},
	{product: "Python http.server", source: "https://docs.python.org/3/library/http.server.html", rows: []entry{
		{"404", all(title("error response"), body("message: no permission to list directory")), said("static/directory-unreadable"), "The program may not list the directory; the status is 404."},
		{"404", all(title("error response"), body("message: file not found")), maybe("resource/not-found").or("static/file-unreadable"), "There is no such file, or the program may not read it: both are 404."},
		{"501", all(title("error response"), body("message: unsupported method (")), said("request/method-refused"), "The program does not take this method."},
	}},
	{product: "thttpd", source: "https://www.acme.com/software/thttpd/thttpd_man.html", rows: []entry{
		{"403", all(body("resolves to a file that is not world-readable")), said("static/file-unreadable"), "The file must be readable for everybody."},
		{"403", all(body("is a directory, and directory indexing is disabled on this server")), said("static/no-index-listing-off"), "The directory has no index file, and may not be listed."},
		{"403", all(body("resolves to a file outside the permitted web server directory tree")), said("static/symlink-refused").or("static/path-deny-rule"), "The path leads out of the directory that is served, mostly by a link."},
		{"403", all(body("resolves to a file which is marked executable but is not a cgi file; retrieving it is forbidden")), said("static/handler-refused"), "The file is marked executable and is no CGI program."},
		{"403", all(body("you must supply a local referer to get url")), said("referer/hotlink-denied").or("referer/referer-required"), "The URL filter wants a Referer of the own site."},
		{"401", all(body("authorization required for the url")), byCreds(), "The directory wants a user and password."},
	}},
	{product: "serve", source: "https://github.com/vercel/serve-handler", rows: []entry{
		{"404", all(body("the requested path could not be found")), maybe("resource/not-found").or("static/symlink-refused"), "There is no such file, or it is a link, which is not followed unless told so."},
	}},
	{product: "PHP", source: "https://www.php.net/manual/en/features.commandline.webserver.php", rows: []entry{
		{"404", all(body(`<code class="url">`), body("was not found on this server")), maybe("resource/not-found").or("static/no-index-listing-off"), "PHP's development server has no such file, or no index for the directory."},
	}},
	{product: "Vite", source: "https://vite.dev/config/server-options.html#server-fs-allow", rows: []entry{
		{"403", all(body("is outside of vite serving allow list")), said("static/path-deny-rule"), "The file is outside the directories that the development server may serve."},
	}},
	{product: "webpack", source: "https://github.com/webpack/webpack-dev-server/blob/master/CHANGELOG.md", soft: true, rows: []entry{
		{"200", all(bodyIs("invalid host header")), said("host/unknown-name"), "The development server does not serve this host name, and before version 5 said so with 200."},
		{"200", all(bodyIs("invalid host/origin header")), said("host/unknown-name").or("authz/csrf-or-origin"), "The development server does not serve this host name or Origin, and before version 5 said so with 200."},
		{"403", all(bodyIs("cross-origin request blocked")), said("authz/csrf-or-origin"), "The development server does not serve pages of other sites."},
	}},
	{product: "Express", source: "https://expressjs.com/en/resources/middleware/", rows: []entry{
		{"403", all(code("ebadcsrftoken")[0]), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"500", all(body("error: not allowed by cors")), said("authz/csrf-or-origin"), "The application's list of origins does not hold this one."},
		{"401", all(member("code", "credentials_required"), member("inner", "")), noneArrived(), "No token arrived."},
	}},
	{product: "serve-static", source: "https://expressjs.com/en/resources/middleware/serve-static.html", rows: []entry{
		{"403", all(body("forbiddenerror: forbidden"), body("<pre>")), said("static/path-deny-rule"), "The module for files refuses the path: it begins with a dot, or leads out of the directory."},
	}},
	{product: "body-parser", source: "https://expressjs.com/en/resources/middleware/body-parser.html", rows: []entry{
		{"413", all(body("payloadtoolargeerror: request entity too large")), said("request/too-large"), "The request's body is too large."},
	}},
	{product: "http-proxy-middleware", source: "https://github.com/chimurai/http-proxy-middleware", rows: []entry{
		{"500-504", all(body("error occurred while trying to proxy")), maybe("upstream/unreachable", "upstream/bad-response").or("upstream/timeout"), "The connection to what the proxy stands before was refused, reset or too slow, or its name does not resolve."},
	}},
	{product: "hapi", source: "https://hapi.dev/module/boom/api/", rows: []entry{
		{"401", all(member("statuscode", "401"), member("error", "unauthorized"), member("message", "missing authentication")), noneArrived(), "No credential arrived in a scheme that is known."},
		{"401", all(member("statuscode", "401"), member("message", "token maximum age exceeded")), said("auth/expired-credential"), "The token is too old."},
		{"401", all(member("statuscode", "401"), member("message", "bad http authentication header format")), said("auth/wrong-scheme"), "The Authorization field is malformed."},
		{"400", all(member("statuscode", "400"), member("message", "bad http authentication header format")), said("auth/wrong-scheme"), "The Authorization field is malformed."},
		{"401", all(member("statuscode", "401"), member("message", "bad username or password")), said("auth/invalid-credentials"), "The user or password is wrong."},
		{"401", all(member("statuscode", "401"), member("message", "stale timestamp")), said("clock/client-skew"), "The timestamp of the signature is too far from the server's."},
		{"403", all(member("statuscode", "403"), member("error", "forbidden"), member("message", "insufficient scope")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The credential has not the scope of the route."},
	}},
	{product: "Fastify", source: docFastify, rows: []entry{
		{"401", code("fst_jwt_no_authorization_in_header"), noneArrived(), "No token arrived."},
		{"401", code("fst_jwt_no_authorization_in_cookie"), noneArrived(), "No token arrived in the cookie."},
		{"401", code("fst_jwt_authorization_token_expired"), said("auth/expired-credential"), "The token has expired."},
		{"401", code("fst_jwt_authorization_token_invalid"), said("auth/invalid-credentials"), "The token is not valid."},
		{"401", code("fst_jwt_authorization_token_untrusted"), said("auth/invalid-credentials"), "The token is not trusted."},
		{"400,401", code("fst_jwt_bad_request"), said("auth/wrong-scheme"), "The Authorization field has not the form that is asked for."},
		{"401", code("fst_basic_auth_missing_or_bad_authorization_header"), byCreds(), "The application wants a user and password."},
		{"403", code("fst_csrf_invalid_token"), said("authz/csrf-or-origin"), "The token against cross-site requests is wrong."},
		{"403", code("fst_csrf_missing_secret"), said("authz/csrf-or-origin").or("auth/session-required"), "The session holds no secret against cross-site requests."},
		{"429", all(member("statuscode", "429"), memberHas("message", "rate limit exceeded, retry in")), said("rate/request-limit"), "The application's rate limit refuses."},
		{"503", code("fst_under_pressure"), said("upstream/overloaded"), "The application is under pressure."},
		{"503", code("fst_reply_from_service_unavailable"), said("upstream/unreachable"), "The application cannot reach what it stands before."},
		{"504", code("fst_reply_from_gateway_timeout"), said("upstream/timeout"), "What the application stands before did not answer in time."},
		{"413", code("fst_err_ctp_body_too_large"), said("request/too-large"), "The request's body is too large."},
		{"415", code("fst_err_ctp_invalid_media_type"), said("request/not-acceptable"), "The type of the request's body is not taken."},
	}},
	{product: "AdonisJS", source: "https://docs.adonisjs.com/guides/references/exceptions", rows: []entry{
		{"401", all(body("e_unauthorized_access")), byCreds().or("auth/session-required"), "The application wants a session or token."},
		{"403", all(body("e_bad_csrf_token")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"403", all(body("e_authorization_failure")), said("authz/insufficient-role"), "A policy of the application refuses."},
	}},
	{product: "Feathers", source: "https://feathersjs.com/api/errors", rows: []entry{
		{"401", all(member("classname", "not-authenticated")), byCreds(), "The application does not accept the credential, or none came."},
		{"403", all(member("classname", "forbidden"), member("name", "forbidden")), said("authz/insufficient-role"), "The application does not allow this."},
		{"429", all(member("classname", "too-many-requests")), said("rate/request-limit"), "The application's rate limit refuses."},
	}},
	{product: "LoopBack", source: "https://loopback.io/doc/en/lb3/Authentication-authorization-and-permissions.html", rows: []entry{
		{"401", code("authorization_required"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role", "auth/invalid-credentials"), "The access rules want another user, or one at all."},
	}},
	{product: "Parse Server", source: "https://docs.parseplatform.org/rest/guide/", rows: []entry{
		{"400-403", all(member("code", "209"), memberHas("error", "invalid session token")), said("auth/session-required").or("auth/expired-credential"), "The session has ended."},
		{"400-403", all(member("code", "119"), memberHas("error", "permission denied")), said("authz/insufficient-role"), "The permissions of the class refuse."},
	}},
	{product: "Go file server", source: "https://pkg.go.dev/net/http#FileServer", rows: []entry{
		{"403", all(bodyIs("403 forbidden"), headerIs("x-content-type-options", "nosniff"), header("content-type", "text/plain")), maybe("static/file-unreadable", "static/directory-unreadable"), "The body is that of the file server of net/http: it may not open the file or directory."},
	}},
	{product: "Go", source: "https://pkg.go.dev/net/http#CrossOriginProtection", rows: []entry{
		{"403", all(body("cross-origin request detected from sec-fetch-site header")), said("authz/csrf-or-origin"), "The protection of net/http against cross-site requests refuses."},
		{"403", all(body("cross-origin request detected, and/or browser is out of date")), said("authz/csrf-or-origin"), "The protection of net/http against cross-site requests refuses."},
		{"400", all(body("400 bad request: missing required host header")), said("host/unknown-name"), "The request names no host."},
		{"503", all(bodyIs("<html><head><title>timeout</title></head><body><h1>timeout</h1></body></html>")), said("upstream/timeout").or("upstream/overloaded"), "The handler took longer than its time."},
	}},
	{product: "gorilla/csrf", source: "https://pkg.go.dev/github.com/gorilla/csrf", rows: []entry{
		{"403", all(body("forbidden - csrf token not found in request")), said("authz/csrf-or-origin"), "The protection against cross-site requests wants a token."},
		{"403", all(body("forbidden - csrf token invalid")), said("authz/csrf-or-origin"), "The token against cross-site requests is wrong."},
		{"403", all(body("forbidden - referer not supplied")), said("authz/csrf-or-origin").or("referer/referer-required"), "The protection against cross-site requests wants a Referer."},
		{"403", all(body("forbidden - referer invalid")), said("authz/csrf-or-origin"), "The Referer is not of this host."},
		{"403", all(body("forbidden - origin invalid")), said("authz/csrf-or-origin"), "The Origin is not one that is trusted."},
	}},
	{product: "Echo", source: docEchoJWT, rows: []entry{
		{"400,401", all(member("message", "missing or malformed jwt")), noneArrived(), "No token arrived in the form that is asked for."},
		{"401", all(member("message", "invalid or expired jwt")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The token is not valid or has expired."},
		{"400,401", all(member("message", "missing key in request header")), noneArrived(), "No key arrived."},
		{"400", all(member("message", "missing csrf token in request header")), said("authz/csrf-or-origin"), "The protection against cross-site requests wants a token."},
		{"403", all(member("message", "invalid csrf token")), maybe("authz/csrf-or-origin"), "The token against cross-site requests is wrong."},
	}},
	{product: "Fiber", source: docFiberMid, rows: []entry{
		{"400,401", all(bodyIs("missing or malformed jwt")), noneArrived(), "No token arrived in the form that is asked for."},
		{"401", all(bodyIs("invalid or expired jwt")), maybe("auth/invalid-credentials", "auth/expired-credential"), "The token is not valid or has expired."},
		{"400,401", all(bodyIs("missing or malformed api key")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials").or("auth/wrong-scheme", "auth/credentials-stripped"), "No key arrived in the form that is asked for, or the check of the application calls a wrong one the same."},
		{"401", all(bodyIs("invalid or expired api key")), said("auth/invalid-credentials").or("auth/expired-credential"), "The key is not valid or has expired."},
	}},
	{product: "gin-jwt", source: docGinJWT, rows: []entry{
		{"401", all(member("code", "401"), member("message", "auth header is empty")), noneArrived(), "No Authorization field arrived."},
		{"401", all(member("code", "401"), member("message", "auth header is invalid")), said("auth/wrong-scheme"), "The Authorization field is malformed."},
		{"401", all(member("code", "401"), member("message", "cookie token is empty")), noneArrived(), "No token arrived in the cookie."},
		{"401", all(member("code", "401"), member("message", "query token is empty")), noneArrived(), "No token arrived in the query."},
		{"401", all(member("code", "401"), member("message", "token is expired")), maybe("auth/expired-credential"), "The token has expired."},
		{"403", all(member("code", "403"), member("message", "you don't have permission to access this resource")), maybe("authz/insufficient-role"), "The application does not allow this user the resource."},
	}},
	{product: "chi", source: "https://pkg.go.dev/github.com/go-chi/chi/v5/middleware", rows: []entry{
		{"429,503", all(body("server capacity exceeded.")), said("rate/concurrency-limit").or("upstream/overloaded"), "As many requests run, and wait, as may."},
		{"429,503", all(body("timed out while waiting for a pending request to complete.")), said("rate/concurrency-limit").or("upstream/overloaded"), "As many requests run as may, and none ended in time."},
	}},
	{product: "tower-governor", source: "https://github.com/benwis/tower-governor", rows: []entry{
		{"429", all(body("too many requests! wait for ")), said("rate/request-limit"), "The application's rate limit refuses."},
	}},
	{product: "actix-governor", source: "https://docs.rs/actix-governor/", rows: []entry{
		{"429", all(body("too many requests, retry in "), header("x-ratelimit-after", "")), said("rate/request-limit"), "The application's rate limit refuses."},
	}},
	{product: "Actix", source: "https://docs.rs/actix-cors/", rows: []entry{
		{"400", all(body("origin is not allowed to make this request")), said("authz/csrf-or-origin"), "The Origin is not on the list."},
		{"500", all(body("requested application data is not configured correctly")), said("app/error"), "The application lacks data that a handler asks for."},
	}},
	{product: "Sinatra", source: "https://sinatrarb.com/protection/", rows: []entry{
		{"403", all(bodyIs("host not permitted")), maybe("host/unknown-name").or("net/proxy-policy-denied"), "The list of permitted hosts does not hold this name."},
		{"404", all(body("know this ditty")), said("resource/not-found"), "The application has no such route."},
	}},
	{product: "Devise", source: "https://github.com/heartcombo/devise", rows: []entry{
		{"401", all(memberHas("error", "your session expired. please sign in again to continue")), said("auth/session-required"), "The session has ended."},
		{"401", all(memberHas("error", "you have to confirm your email address before continuing")), said("auth/account-disabled"), "The account's address is not confirmed."},
		{"401", all(member("error", "your account is locked.")), maybe("auth/account-disabled").or("waf/temporary-ban"), "The account is locked."},
		{"401", all(member("error", "your account is not activated yet.")), said("auth/account-disabled"), "The account is not active yet."},
		{"401", all(memberHas("errors", "you need to sign in or sign up before continuing")), said("auth/session-required").or("auth/missing-credentials"), "The application wants a signed-in user."},
	}},
	{product: "Puma", source: "https://github.com/puma/puma", rows: []entry{
		{"500", all(body("an unhandled lowlevel error occurred. the application logs may have details")), said("app/error"), "The application failed before it could answer."},
	}},
	{product: "Passenger", source: "https://www.phusionpassenger.com/docs/references/config_reference/nginx/", rows: []entry{
		{"500,502,503", all(body("web application could not be started by the phusion passenger")), said("app/error"), "The application could not be started."},
		{"500-503", all(body("web application could not be started"), body("phusion passenger")), said("app/error"), "The application could not be started."},
		{"503", all(body("this website is under heavy load"), body("queue full")), said("upstream/overloaded").or("rate/concurrency-limit"), "The queue of requests is full."},
	}},
	{product: "Spring Security", source: docSpringSec, rows: []entry{
		{"400,500", all(body("the request was rejected because the url contained a potentially malicious string")), said("waf/request-content-rule"), "The firewall of Spring Security refuses the URL."},
		{"400,500", all(body("the request was rejected because the http method")), said("request/method-refused"), "The firewall of Spring Security refuses the method."},
		{"400,500", all(body("the request was rejected because the domain"), body("is untrusted")), said("host/unknown-name"), "The firewall of Spring Security does not serve this host name."},
		{"401", message("full authentication is required to access this resource"), byCreds(), "The caller is anonymous for the application."},
		{"401", all(memberHas("error_description", "full authentication is required to access this resource")), noneArrived(), "No token arrived."},
		{"401", all(memberHas("error_description", "access token expired: ")), said("auth/expired-credential"), "The token has expired."},
		{"401", all(member("message", "user account is locked")), maybe("auth/account-disabled").or("waf/temporary-ban"), "The account is locked."},
	}},
	{product: "Dropwizard", source: "https://www.dropwizard.io/en/stable/manual/auth.html", rows: []entry{
		{"401", all(body("credentials are required to access this resource.")), byCreds(), "The application does not accept the credential, or none came."},
	}},
	{product: "AspNetCoreRateLimit", source: "https://github.com/stefanprodan/AspNetCoreRateLimit", rows: []entry{
		{"429", all(body("api calls quota exceeded! maximum admitted")), said("rate/request-limit").or("rate/quota-exhausted"), "The application's rate limit, which the answer names, is exceeded."},
	}},
	{product: "Symfony", source: "https://symfony.com/doc/current/security.html", rows: []entry{
		{"401", all(body("full authentication is required to access this resource"), body("insufficientauthenticationexception")), byCreds().or("auth/session-required"), "The caller is anonymous for the application."},
	}},
	{product: "Symfony Security", source: "https://symfony.com/doc/current/security.html#limiting-login-attempts", rows: []entry{
		{"401", all(memberHas("message", "too many failed login attempts, please try again")), said("waf/temporary-ban"), "Sign-in failed too often."},
	}},
	{product: "Symfony HttpFoundation", source: "https://symfony.com/doc/current/reference/configuration/framework.html#trusted-hosts", rows: []entry{
		{"400", all(body("untrusted host "), body("(400 bad request)")), said("host/unknown-name"), "The trusted hosts do not hold this name."},
	}},
	{product: "Symfony ErrorHandler", source: "https://symfony.com/doc/current/controller/error_pages.html", rows: []entry{
		{"403", all(body("the server returned a \"403 forbidden\"")), maybe("authz/insufficient-role").or("authz/csrf-or-origin"), "The page is Symfony's stock 403: an access rule or the application refuses."},
		{"500", all(body("the server returned a \"500 internal server error\"")), said("app/error"), "The page is Symfony's: the application failed."},
	}},
	{product: "Laravel", source: "https://laravel.com/docs/sanctum", rows: []entry{
		{"403", all(member("message", "invalid ability provided.")), said("authz/insufficient-scope"), "The token lacks an ability."},
		{"403", all(member("message", "invalid scope(s) provided.")), said("authz/insufficient-scope"), "The token lacks a scope."},
		{"423", all(member("message", "password confirmation required.")), said("auth/step-up-required"), "The password must be confirmed."},
		{"403", all(memberHas("message", "user does not have the right roles")), said("authz/insufficient-role"), "The user lacks a role."},
		{"403", all(memberHas("message", "user does not have the right permissions")), said("authz/insufficient-role"), "The user lacks a permission."},
	}},
	{product: "jwt-auth", source: docTymon, rows: []entry{
		{"400,401", all(memberHas("message", "token signature could not be verified")), said("auth/invalid-credentials"), "The token's signature is wrong."},
		{"400,401", all(memberHas("message", "the token has been blacklisted")), said("auth/invalid-credentials"), "The token was revoked."},
	}},
	{product: "OAuth2 Server", source: "https://oauth2.thephpleague.com/resource-server/securing-your-api/", rows: []entry{
		{"401", all(body("the resource owner or authorization server denied the request"), body("access token has been revoked")), said("auth/invalid-credentials"), "The token was revoked."},
		{"401", all(body("the resource owner or authorization server denied the request"), body("missing \\\"authorization\\\" header")), noneArrived(), "No token arrived."},
		{"401", all(body("the resource owner or authorization server denied the request")), byCreds().or("auth/expired-credential"), "The token is not accepted; the hint says why."},
	}},
	{product: "CakePHP", source: "https://book.cakephp.org/5/en/controllers/components/form-protection.html", rows: []entry{
		{"403", all(body("you are not authorized to access that location.")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/session-required", "authz/insufficient-role"), "The application does not allow this user the location."},
	}},
	{product: "CodeIgniter", source: "https://codeigniter.com/user_guide/general/urls.html", rows: []entry{
		{"400", all(body("the uri you submitted has disallowed characters")), said("waf/request-content-rule"), "The URL holds characters that the application does not permit."},
	}},
	{product: "Phoenix", source: "https://hexdocs.pm/plug/Plug.CSRFProtection.html", rows: []entry{
		{"403", all(body("invalid csrf (cross site request forgery) token")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"403", all(body("plug.csrfprotection.invalidcsrftokenerror")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses."},
		{"403", all(body("plug.csrfprotection.invalidcrossoriginrequesterror")), said("authz/csrf-or-origin"), "A script was asked for from another site."},
	}},
	{product: "Catalyst", source: "https://metacpan.org/pod/Catalyst", rows: []entry{
		{"500", all(body("(en) please come back later")), said("app/error"), "The page is Catalyst's: the application failed."},
	}},
	{product: "Plack", source: "https://metacpan.org/pod/Plack::Middleware::Auth::Basic", rows: []entry{
		{"401", all(bodyIs("authorization required"), header("www-authenticate", `basic realm="restricted area"`)), byCreds(), "The middleware wants a user and password."},
		{"403", all(bodyIs("forbidden"), server("http::server::psgi")), maybe("static/file-unreadable").or("static/path-deny-rule"), "The body is that of the application for files, which may not open this one."},
	}},
}

// moduleFacts name the author of stock pages that do not say why.
var moduleFacts = []Fact{
	{Product: "Tornado", Role: Wrote, Status: "403", When: all(title("403: forbidden"), body("<body>403: forbidden</body>")), States: claims(nil).or("authz/insufficient-role", "authz/csrf-or-origin", "static/path-deny-rule", "auth/missing-credentials"), Says: "The page is Tornado's stock 403, which does not say why.", Source: "https://www.tornadoweb.org/en/stable/web.html"},
	{Product: "Tornado", Role: Origin, When: all(server("tornadoserver")), Says: "The server says that it is Tornado.", Source: "https://www.tornadoweb.org/en/stable/web.html"},
	{Product: "aiohttp", Role: Wrote, Status: "403", When: all(bodyIs("403: forbidden"), header("content-type", "text/plain")), States: claims(nil).or("authz/insufficient-role", "static/no-index-listing-off", "static/file-unreadable", "waf/temporary-ban"), Says: "The body is aiohttp's stock 403, which does not say why.", Source: "https://docs.aiohttp.org/en/stable/web_exceptions.html"},
	{Product: "aiohttp", Role: Origin, When: all(server("aiohttp/")), Says: "The server says that it is aiohttp.", Source: "https://docs.aiohttp.org/en/stable/web_exceptions.html"},
	{Product: "Werkzeug", Role: Wrote, Status: "403", When: all(body("you don't have the permission to access the requested resource. it is either read-protected or not readable by the server")), States: claims(nil).or("authz/insufficient-role", "static/file-unreadable", "authz/csrf-or-origin", "auth/missing-credentials"), Says: "The page is Werkzeug's stock 403, which Flask sends for abort(403) and does not say why.", Source: "https://werkzeug.palletsprojects.com/en/stable/exceptions/"},
	{Product: "Rocket", Role: Wrote, When: all(body("<small>rocket</small>")), Says: "The page is Rocket's own.", Source: "https://rocket.rs/guide/v0.5/requests/#default-catchers"},
	{Product: "CherryPy", Role: Wrote, When: all(body("powered by"), body("cherrypy.dev")), Says: "The page is CherryPy's own.", Source: "https://docs.cherrypy.dev/"},
	{Product: "Undertow", Role: Wrote, Status: "403", When: all(bodyIs("<html><head><title>error</title></head><body>forbidden</body></html>")), States: claims(nil).or("authz/insufficient-role", "static/path-deny-rule", "auth/missing-credentials"), Says: "The page is Undertow's stock 403, which does not say why.", Source: "https://undertow.io/undertow-docs/undertow-docs-2.1.0/"},
}
