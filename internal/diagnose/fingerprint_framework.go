package diagnose

const (
	docDRF       = "https://www.django-rest-framework.org/api-guide/exceptions/"
	docDjango    = "https://docs.djangoproject.com/en/stable/ref/"
	docRails     = "https://guides.rubyonrails.org/"
	docLaravel   = "https://laravel.com/docs/"
	docSpring    = "https://docs.spring.io/spring-security/reference/"
	docWordPress = "https://developer.wordpress.org/rest-api/"
	docTomcat    = "https://tomcat.apache.org/tomcat-10.1-doc/"
	docPocket    = "https://pocketbase.io/docs/"
	docASPNET    = "https://learn.microsoft.com/aspnet/core/"
)

// detail matches Django REST framework's {"detail": …}.
func detail(has string) []Marker { return all(memberHas("detail", has)) }

// rest matches a code of WordPress's REST API.
func rest(code string) []Marker { return all(member("code", code)) }

// frameworkFacts are application frameworks and what runs on them.
var frameworkFacts = []Fact{
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("authentication credentials were not provided"), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), Says: "Django REST framework saw no credential in a scheme that it knows.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("incorrect authentication credentials"), States: said("auth/invalid-credentials"), Says: "Django REST framework does not accept the credential.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("invalid username/password"), States: said("auth/invalid-credentials"), Says: "Django REST framework does not accept the user or password.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("invalid token"), States: said("auth/invalid-credentials"), Says: "Django REST framework does not know the token.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("given token not valid for any token type"), States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The token is not valid or has expired.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("user inactive or deleted"), States: said("auth/account-disabled"), Says: "The user behind the token is inactive or deleted.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403", When: detail("signature has expired"), States: said("auth/expired-credential"), Says: "The token has expired.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "401,403,404", When: detail("you do not have permission to perform this action"), States: said("authz/insufficient-role"), Says: "Django REST framework knows the user, who may not do this.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "403", When: detail("csrf failed"), States: said("authz/csrf-or-origin"), Says: "The protection against cross-site requests refuses.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "405", When: detail("not allowed"), States: said("request/method-refused"), Says: "The view does not take this method.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "406", When: detail("could not satisfy the request accept header"), States: said("request/not-acceptable"), Says: "No renderer fits the Accept field.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "415", When: detail("unsupported media type"), States: said("request/not-acceptable"), Says: "No parser takes this media type.", Source: docDRF},
	{Product: "Django REST framework", Role: Wrote, Acts: true, Status: "429", When: detail("request was throttled"), States: said("rate/request-limit"), Says: "The throttle of the view refuses.", Source: docDRF},
	{Product: "FastAPI", Role: Wrote, Acts: true, Status: "401,403", When: all(memberHas("detail", "not authenticated")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/wrong-scheme", "auth/credentials-stripped"), Says: "The application saw no credential in a scheme that it knows.", Source: "https://fastapi.tiangolo.com/reference/security/"},
	{Product: "FastAPI", Role: Wrote, Acts: true, Status: "401,403", When: all(memberHas("detail", "could not validate credentials")), States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The application does not accept the token.", Source: "https://fastapi.tiangolo.com/reference/security/"},
	{Product: "FastAPI", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("detail", "not enough permissions")), States: said("authz/insufficient-scope").or("authz/insufficient-role"), Says: "The application says that the scopes do not suffice.", Source: "https://fastapi.tiangolo.com/advanced/security/oauth2-scopes/"},
	{Product: "Starlette", Role: Wrote, Acts: true, Status: "400", When: all(bodyIs("invalid host header")), States: said("host/unknown-name"), Says: "The application does not serve this host name.", Source: "https://www.starlette.io/middleware/"},

	{Product: "Django", Role: Wrote, Acts: true, Status: "403", When: all(body("csrf verification failed. request aborted")), States: said("authz/csrf-or-origin"), Says: "Django's protection against cross-site requests refuses.", Source: docDjango + "csrf/"},
	{Product: "Django", Role: Wrote, Acts: true, Status: "400", When: all(body("invalid http_host header")), States: said("host/unknown-name"), Says: "Django does not serve this host name.", Source: docDjango + "settings/#allowed-hosts"},
	{Product: "Django", Role: Wrote, Acts: true, Status: "400", When: all(body("disallowedhost at")), States: said("host/unknown-name"), Says: "Django does not serve this host name.", Source: docDjango + "settings/#allowed-hosts"},
	{Product: "Django", Role: Wrote, Acts: true, Status: "400", When: all(title("bad request (400)"), body("<h1>bad request (400)</h1>")), States: maybe("host/unknown-name").or("request/too-large"), Says: "Django's bare 400 is mostly a host name that is not in ALLOWED_HOSTS.", Source: docDjango + "settings/#allowed-hosts"},
	{Product: "Django", Role: Wrote, Acts: true, Status: "500", When: all(body("server error (500)")), States: said("app/error"), Says: "The page is Django's: the application failed.", Source: docDjango},
	{Product: "Django", Role: Wrote, Status: "403", When: all(title("403 forbidden"), body("<html lang=\"en\">"), body("<h1>403 forbidden</h1><p></p>")), Says: "The page is Django's stock 403.", Source: docDjango},
	{Product: "Django", Role: Origin, When: all(cookie("csrftoken=")), Says: "The application is Django.", Source: docDjango},
	{Product: "Django", Role: Origin, When: all(server("wsgiserver")), Says: "The application runs on Python's development server.", Source: docDjango},

	{Product: "Rails", Role: Wrote, Acts: true, When: all(body("actioncontroller::invalidauthenticitytoken")), States: said("authz/csrf-or-origin"), Says: "Rails' protection against cross-site requests refuses.", Source: docRails + "security.html"},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "422", When: all(body("the change you wanted was rejected")), States: maybe("authz/csrf-or-origin"), Says: "Rails' stock 422, which its protection against cross-site requests sends.", Source: docRails + "security.html"},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "403", When: all(body("blocked host:")), States: said("host/unknown-name"), Says: "Rails does not serve this host name.", Source: docRails + "configuring.html#actiondispatch-hostauthorization"},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "403", When: all(body("blocked hosts:")), States: said("host/unknown-name"), Says: "Rails does not serve this host name.", Source: docRails + "configuring.html#actiondispatch-hostauthorization"},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "401", When: all(body("http basic: access denied.")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "auth/invalid-credentials"), Says: "Rails wants basic credentials, or does not accept these.", Source: docRails},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "401", When: all(body("http token: access denied.")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "auth/invalid-credentials"), Says: "Rails wants a token, or does not accept this one.", Source: docRails},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "429,503", When: all(bodyIs("retry later")), States: said("rate/request-limit").or("waf/temporary-ban"), Says: "The body is Rack::Attack's: a throttle refuses.", Source: "https://github.com/rack/rack-attack"},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "500", When: all(body("we're sorry, but something went wrong")), States: said("app/error"), Says: "The page is Rails': the application failed.", Source: docRails},
	{Product: "Rails", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("error", "you need to sign in or sign up before continuing")), States: said("auth/session-required").or("auth/missing-credentials"), Says: "Devise wants a signed-in session.", Source: "https://github.com/heartcombo/devise"},

	{Product: "Laravel", Role: Wrote, Acts: true, Status: "419", When: all(body("page expired")), States: said("authz/csrf-or-origin").or("auth/session-required"), Says: "Laravel says Page Expired: the form's token is missing or its session ended.", Source: docLaravel + "csrf"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "419", When: all(memberHas("message", "csrf token mismatch")), States: said("authz/csrf-or-origin"), Says: "Laravel says that the form's token does not match.", Source: docLaravel + "csrf"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "unauthenticated.")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "auth/invalid-credentials").or("auth/expired-credential"), Says: "Laravel says Unauthenticated.", Source: docLaravel + "authentication"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "this action is unauthorized")), States: said("authz/insufficient-role"), Says: "A policy of Laravel does not allow this.", Source: docLaravel + "authorization"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "403", When: all(body("this action is unauthorized")), States: said("authz/insufficient-role"), Says: "A policy of Laravel does not allow this.", Source: docLaravel + "authorization"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "invalid signature")), States: said("signed-url/bad-signature").or("signed-url/expired"), Says: "Laravel does not accept the signed URL, or it has expired.", Source: docLaravel + "urls#signed-urls"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "403", When: all(title("forbidden"), body("invalid signature")), States: said("signed-url/bad-signature").or("signed-url/expired"), Says: "Laravel does not accept the signed URL, or it has expired.", Source: docLaravel + "urls#signed-urls"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "your email address is not verified")), States: said("auth/account-disabled").or("authz/insufficient-role"), Says: "The account's address is not verified.", Source: docLaravel + "verification"},
	{Product: "Laravel", Role: Wrote, Acts: true, Status: "429", When: all(memberHas("message", "too many attempts")), States: said("rate/request-limit"), Says: "Laravel's throttle refuses.", Source: docLaravel + "rate-limiting"},
	{Product: "Laravel", Role: Origin, When: all(cookie("laravel_session=")), Says: "The application is Laravel.", Source: docLaravel},
	{Product: "Laravel", Role: Origin, When: all(cookie("xsrf-token="), cookie("laravel")), Says: "The application is Laravel.", Source: docLaravel},
	{Product: "Symfony", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "jwt token not found")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/wrong-scheme", "auth/credentials-stripped"), Says: "The application found no token.", Source: "https://symfony.com/bundles/LexikJWTAuthenticationBundle/"},
	{Product: "Symfony", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "invalid jwt token")), States: said("auth/invalid-credentials"), Says: "The application does not accept the token.", Source: "https://symfony.com/bundles/LexikJWTAuthenticationBundle/"},
	{Product: "Symfony", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "expired jwt token")), States: said("auth/expired-credential"), Says: "The application says that the token has expired.", Source: "https://symfony.com/bundles/LexikJWTAuthenticationBundle/"},

	{Product: "Spring", Role: Wrote, Acts: true, Status: "403", When: all(bodyIs("invalid cors request")), States: said("authz/csrf-or-origin"), Says: "Spring refuses the Origin.", Source: "https://docs.spring.io/spring-framework/reference/web/webmvc-cors.html"},
	{Product: "Spring", Role: Wrote, Acts: true, Status: "403", When: all(body("could not verify the provided csrf token")), States: said("authz/csrf-or-origin"), Says: "Spring's protection against cross-site requests refuses.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, Status: "403", When: all(member("timestamp", ""), member("error", "forbidden"), member("path", "")), States: maybe("authz/insufficient-role").or("authz/csrf-or-origin", "auth/missing-credentials"), Says: "Spring Boot's error says Forbidden and no more.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, Status: "401", When: all(member("timestamp", ""), member("error", "unauthorized"), member("path", "")), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials").or("auth/expired-credential"), Says: "Spring Boot's error says Unauthorized and no more.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, Status: "404", When: all(member("timestamp", ""), member("error", "not found"), member("path", "")), States: said("resource/not-found"), Says: "Spring Boot's error says that there is nothing at this path.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, Status: "500", When: all(member("timestamp", ""), member("error", "internal server error"), member("path", "")), States: said("app/error"), Says: "Spring Boot's error says that the application failed.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, When: all(body("whitelabel error page"), body("type=forbidden")), States: maybe("authz/insufficient-role").or("authz/csrf-or-origin", "auth/missing-credentials"), Says: "Spring Boot's page says Forbidden and no more.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, When: all(body("whitelabel error page"), body("type=not found")), States: said("resource/not-found"), Says: "Spring Boot's page says that there is nothing at this path.", Source: docSpring},
	{Product: "Spring", Role: Wrote, Acts: true, When: all(body("whitelabel error page"), body("type=internal server error")), States: said("app/error"), Says: "Spring Boot's page says that the application failed.", Source: docSpring},
	{Product: "Spring", Role: Wrote, When: all(body("whitelabel error page")), Says: "The page is Spring Boot's.", Source: docSpring},

	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "403", When: all(title("http status 403"), body("access to the requested resource has been denied")), States: said("authz/insufficient-role"), Says: "A security constraint of Tomcat wants a role that the user lacks.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "403", When: all(body("403 access denied"), body("tomcat manager")), States: said("net/ip-allowlist").or("authz/insufficient-role"), Says: "Tomcat's manager is open to its own host only, or wants a role.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "403", When: all(body("you are not authorized to view this page"), body("manager-gui")), States: said("net/ip-allowlist", "authz/insufficient-role"), Says: "Tomcat's manager is open to its own host only, or wants a role.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "403", When: all(title("http status 403")), States: maybe("static/path-deny-rule", "net/ip-allowlist").or("authz/csrf-or-origin", "authz/insufficient-role"), Says: "Tomcat's page without a message: a filter or valve refused.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "401", When: all(title("http status 401")), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials"), Says: "Tomcat wants authentication.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "400", When: all(title("http status 400"), body("request header is too large")), States: said("request/too-large"), Says: "Tomcat says that the header is too large.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, Acts: true, Status: "400", When: all(title("http status 400"), body("invalid character found in")), States: maybe("waf/request-content-rule").or("tls/https-required"), Says: "Tomcat finds an invalid character in the request.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, When: all(title("http status ")), Says: "The page is Tomcat's.", Source: docTomcat},
	{Product: "Tomcat", Role: Wrote, When: all(body("apache tomcat/")), Says: "The page is Tomcat's.", Source: docTomcat},
	{Product: "Jetty", Role: Wrote, Acts: true, Status: "421", When: all(body("invalid sni")), States: said("host/sni-host-mismatch"), Says: "Jetty says that the name in the handshake is not valid.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, Acts: true, Status: "400", When: all(body("invalid sni")), States: said("host/sni-host-mismatch"), Says: "Jetty says that the name in the handshake does not fit.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, Acts: true, Status: "403", When: all(body("reason: !role")), States: said("authz/insufficient-role"), Says: "Jetty says that the role is missing.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, Acts: true, Status: "403", When: all(body("!role"), body("jetty")), States: said("authz/insufficient-role"), Says: "Jetty says that the role is missing.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, Acts: true, Status: "403", When: all(body("!secure"), body("jetty")), States: said("tls/https-required"), Says: "Jetty says that HTTPS is required.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, When: all(body("powered by jetty")), Says: "The page is Jetty's.", Source: docJetty},
	{Product: "Jetty", Role: Wrote, When: all(title("error 403"), body("problem accessing")), Says: "The page is Jetty's.", Source: docJetty},
	{Product: "Jetty", Role: Origin, When: all(server("jetty")), Says: "The server says that it is Jetty.", Source: docJetty},

	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("rest_not_logged_in"), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials", "auth/credentials-stripped"), Says: "WordPress says that nobody is signed in; a wrong password and a lost header look the same.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "401", When: rest("rest_forbidden"), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials", "auth/credentials-stripped"), Says: "WordPress says with 401 that nobody with this right is signed in.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "403", When: rest("rest_forbidden"), States: said("authz/insufficient-role"), Says: "WordPress knows the user, who may not do this.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "401,403", When: all(memberHas("code", "rest_cannot_")), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role"), Says: "WordPress says that this user may not do this.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "401,403", When: rest("rest_forbidden_context"), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role"), Says: "WordPress says that this user may not edit.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("rest_cookie_invalid_nonce"), States: said("authz/csrf-or-origin").or("auth/session-required"), Says: "WordPress says that the nonce of the session is not valid.", Source: docWordPress},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("incorrect_password"), States: said("auth/invalid-credentials"), Says: "WordPress says that the password is wrong.", Source: docWordPress, Status: "400-499"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("invalid_username"), States: said("auth/invalid-credentials"), Says: "WordPress does not know the user.", Source: docWordPress, Status: "400-499"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("application_passwords_disabled"), States: said("auth/wrong-scheme"), Says: "Application passwords are switched off.", Source: docWordPress, Status: "400-501"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("rest_no_route"), States: said("resource/not-found"), Says: "WordPress has no such route.", Source: docWordPress, Status: "404"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("rest_post_invalid_id"), States: said("resource/not-found"), Says: "WordPress has no such post.", Source: docWordPress, Status: "404"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("jwt_auth_invalid_token"), States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The token is not valid or has expired.", Source: docWordPress, Status: "401,403"},
	{Product: "WordPress", Role: Wrote, Acts: true, When: rest("woocommerce_rest_cannot_view"), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role", "auth/invalid-credentials"), Says: "WooCommerce does not let this key view this.", Source: docWordPress, Status: "401,403"},
	{Product: "WordPress", Role: Wrote, Acts: true, Soft: true, When: all(body("briefly unavailable for scheduled maintenance")), States: said("site/maintenance"), Says: "WordPress is in the middle of an update.", Source: "https://developer.wordpress.org/reference/functions/wp_maintenance/"},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "500-503", When: all(body("error establishing a database connection")), States: said("app/error"), Says: "WordPress cannot reach its database.", Source: "https://developer.wordpress.org/reference/functions/dead_db/"},
	{Product: "WordPress", Role: Wrote, Acts: true, Status: "500", When: all(body("there has been a critical error on this website")), States: said("app/error"), Says: "WordPress failed.", Source: "https://developer.wordpress.org/"},
	{Product: "WordPress", Role: Origin, When: all(header("link", "https://api.w.org/")), Says: "The application is WordPress.", Source: docWordPress},
	{Product: "PHP-FPM", Role: Wrote, Acts: true, Status: "403", When: all(bodyIs("access denied.")), States: said("static/handler-refused"), Says: "The body is PHP-FPM's: the suffix is not in security.limit_extensions.", Source: docPHPFPM},
	{Product: "PHP-FPM", Role: Wrote, Acts: true, Status: "404", When: all(bodyIs("file not found.")), States: said("static/handler-refused").or("resource/not-found"), Says: "The body is PHP-FPM's: it finds no script at the path that it was given.", Source: docPHPFPM},
	{Product: "PHP-FPM", Role: Wrote, Acts: true, Status: "403,404,500", When: all(bodyIs("no input file specified.")), States: said("static/handler-refused"), Says: "The body is PHP's: it finds no script at the path that it was given.", Source: docPHPFPM},
	{Product: "PHP", Role: Origin, When: all(header("x-powered-by", "php/")), Says: "The application is PHP.", Source: docPHPFPM},

	{Product: "PocketBase", Role: Wrote, Acts: true, Status: "401,403", When: all(memberHas("message", "the request requires valid record authorization token")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials", "auth/expired-credential"), Says: "PocketBase wants a valid token.", Source: docPocket},
	{Product: "PocketBase", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "you are not allowed to perform this request")), States: said("authz/insufficient-role"), Says: "A rule of PocketBase does not allow this.", Source: docPocket},
	{Product: "PocketBase", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "only superusers can perform this action")), States: claims(nil).likely(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "authz/insufficient-role"), Says: "PocketBase opens this to superusers only.", Source: docPocket},
	{Product: "Express", Role: Origin, When: all(headerIs("x-powered-by", "express")), Says: "The application is Express.", Source: "https://expressjs.com/"},
	{Product: "Express", Role: Wrote, Acts: true, Status: "404", When: all(body("<pre>cannot get /")), States: said("resource/not-found"), Says: "Express has no such route.", Source: "https://expressjs.com/"},
	{Product: "Express", Role: Wrote, Acts: true, Status: "403", When: all(body("forbiddenerror: invalid csrf token")), States: said("authz/csrf-or-origin"), Says: "The protection against cross-site requests refuses.", Source: "https://expressjs.com/"},
	{Product: "Next.js", Role: Origin, When: all(header("x-powered-by", "next.js")), Says: "The application is Next.js.", Source: "https://nextjs.org/docs"},
	{Product: "ASP.NET", Role: Wrote, Acts: true, Status: "500", When: all(body("server error in '/' application")), States: said("app/error"), Says: "The page is ASP.NET's: the application failed.", Source: docASPNET},
	{Product: "ASP.NET", Role: Wrote, Acts: true, When: all(body("a potentially dangerous request")), States: said("waf/request-content-rule"), Says: "ASP.NET's request validation refuses the content.", Source: docASPNET, Status: "400-500"},
	{Product: "ASP.NET", Role: Wrote, Acts: true, When: all(body("required anti-forgery")), States: said("authz/csrf-or-origin"), Says: "ASP.NET's protection against cross-site requests refuses.", Source: docASPNET, Status: "400-500"},
	{Product: "ASP.NET", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "authorization has been denied for this request")), States: claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "auth/invalid-credentials").or("auth/expired-credential"), Says: "ASP.NET Web API says that authorisation was denied.", Source: docASPNET},
	{Product: "ASP.NET", Role: Origin, When: all(header("x-aspnet-version", "")), Says: "The application is ASP.NET.", Source: docASPNET},
	{Product: "ASP.NET", Role: Origin, When: all(header("x-powered-by", "asp.net")), Says: "The application is ASP.NET.", Source: docASPNET},
	{Product: "Jenkins", Role: Wrote, Acts: true, Status: "403", When: all(header("x-you-are-authenticated-as", "anonymous")), States: said("auth/missing-credentials").or("authz/insufficient-role"), Says: "Jenkins takes the caller for anonymous.", Source: "https://www.jenkins.io/doc/"},
	{Product: "Jenkins", Role: Wrote, Acts: true, Status: "403", When: all(header("x-you-are-authenticated-as", "")), States: said("authz/insufficient-role"), Says: "Jenkins names the user and the permission that is required.", Source: "https://www.jenkins.io/doc/"},
	{Product: "Jenkins", Role: Wrote, Acts: true, Status: "403", When: all(body("no valid crumb was included in the request")), States: said("authz/csrf-or-origin"), Says: "Jenkins' protection against cross-site requests refuses.", Source: "https://www.jenkins.io/doc/"},
	{Product: "Grafana", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "you'll need additional permissions to perform this action")), States: said("authz/insufficient-role"), Says: "Grafana names the permission that the caller lacks.", Source: "https://grafana.com/docs/"},
	{Product: "Vault", Role: Wrote, Acts: true, Status: "503", When: all(body("vault is sealed")), States: said("site/maintenance").or("app/error"), Says: "Vault is sealed.", Source: "https://developer.hashicorp.com/vault/api-docs"},
}

const docJetty = "https://jetty.org/docs/"
