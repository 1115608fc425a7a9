package diagnose

const (
	docVercel  = "https://vercel.com/docs/errors"
	docNetlify = "https://docs.netlify.com/"
	docHeroku  = "https://devcenter.heroku.com/articles/error-codes"
	docPages   = "https://docs.github.com/en/pages"
)

// vercel matches a code of the platform in its header.
func vercel(code string) []Marker { return all(header("x-vercel-error", code)) }

// platformFacts are hosting platforms.
var platformFacts = []Fact{
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_disabled"), States: said("site/suspended"), Says: "Vercel says DEPLOYMENT_DISABLED: billing or fair use.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_paused"), States: said("site/suspended"), Says: "Vercel says DEPLOYMENT_PAUSED: the project is paused.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_blocked"), States: said("site/suspended"), Says: "Vercel says DEPLOYMENT_BLOCKED.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_deleted"), States: said("resource/not-found"), Says: "Vercel says DEPLOYMENT_DELETED.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_not_found"), States: said("host/unknown-name"), Says: "Vercel says DEPLOYMENT_NOT_FOUND: the name leads to no deployment.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("deployment_not_ready"), States: maybe("site/maintenance").or("app/error"), Says: "Vercel says that the deployment is not ready.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("dns_hostname_"), States: said("upstream/unreachable"), Says: "Vercel could not resolve the name of an external target.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("router_external_target_"), States: said("upstream/unreachable").or("upstream/bad-response"), Says: "Vercel could not reach an external target of a rewrite.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("infinite_loop_detected"), States: said("redirect/loop"), Says: "Vercel says INFINITE_LOOP_DETECTED.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("invocation_timeout"), States: said("upstream/timeout"), Says: "The function did not answer in time.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("gateway_timeout"), States: said("upstream/timeout"), Says: "The function did not answer in time.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("invocation_failed"), States: said("app/error"), Says: "The function failed.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("function_throttled"), States: said("rate/concurrency-limit").or("upstream/overloaded", "rate/request-limit"), Says: "Vercel says FUNCTION_THROTTLED: too many invocations at the same time.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("_throttled"), States: said("rate/request-limit"), Says: "Vercel throttles the requests.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("response_payload_too_large"), States: said("app/error"), Says: "The function's answer is larger than Vercel allows.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("payload_too_large"), States: said("request/too-large"), Says: "The request is larger than Vercel allows.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("url_too_long"), States: said("request/too-large"), Says: "The URL is longer than Vercel allows.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("request_header_too_large"), States: said("request/too-large"), Says: "The header is larger than Vercel allows.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("invalid_request_method"), States: said("request/method-refused"), Says: "Vercel does not take this method.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: all(headerIs("x-vercel-error", "not_found")), States: said("resource/not-found"), Says: "Vercel finds nothing at this path.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("no_response_from_function"), States: said("upstream/bad-response").or("app/error"), Says: "The function gave no answer.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel("middleware_"), States: said("app/error"), Says: "The middleware failed.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, When: vercel(""), States: maybe("app/error"), Says: "Vercel wrote the error.", Source: docVercel},
	{Product: "Vercel", Role: Wrote, Acts: true, Status: "300-499", When: all(cookie("_vercel_sso_nonce")), States: said("auth/session-required"), Says: "Vercel's deployment protection wants a signed-in session.", Source: "https://vercel.com/docs/deployment-protection"},
	{Product: "Vercel", Role: Wrote, Acts: true, Soft: true, When: all(title("authentication required"), body("vercel")), States: said("auth/session-required"), Says: "Vercel's deployment protection wants a signed-in session.", Source: "https://vercel.com/docs/deployment-protection"},
	{Product: "Vercel", Role: OnPath, When: all(header("x-vercel-id", "")), Says: "The answer passed Vercel.", Source: docVercel},
	{Product: "Vercel", Role: OnPath, When: all(server("vercel")), Says: "The answer passed Vercel.", Source: docVercel},

	{Product: "Netlify", Role: Wrote, Acts: true, When: all(body("usage_exceeded")), States: said("site/suspended").or("rate/quota-exhausted"), Says: "Netlify says that the team's usage is exceeded.", Source: docNetlify, Status: "402-503"},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "402-503", When: all(title("site not available"), body("netlify")), States: said("site/suspended").or("rate/quota-exhausted"), Says: "Netlify has paused the site for its usage.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "402-503", When: all(body("this site was paused as it reached its usage limits")), States: said("site/suspended").or("rate/quota-exhausted"), Says: "Netlify has paused the site for its usage.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "503", When: all(body("site_paused")), States: said("site/suspended"), Says: "Netlify has paused the site.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "404", When: all(body("not found - request id:")), States: said("host/unknown-name").or("resource/not-found"), Says: "Netlify has no site for this name.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "404", When: all(title("page not found"), body("netlify")), States: said("resource/not-found"), Says: "Netlify's page: the site has no such path.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "404", When: all(title("site not found"), body("netlify")), States: said("host/unknown-name"), Says: "Netlify has no site for this name.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "500-502", When: all(member("errortype", ""), server("netlify")), States: said("app/error"), Says: "The function failed.", Source: docNetlify},
	{Product: "Netlify", Role: Wrote, Acts: true, Status: "401", When: all(server("netlify"), title("password protected")), States: said("auth/session-required").or("auth/missing-credentials"), Says: "The site is protected by a password.", Source: docNetlify},
	{Product: "Netlify", Role: OnPath, When: all(header("x-nf-request-id", "")), Says: "The answer passed Netlify.", Source: docNetlify},
	{Product: "Netlify", Role: OnPath, When: all(server("netlify")), Says: "The answer passed Netlify.", Source: docNetlify},

	{Product: "Heroku", Role: Wrote, Acts: true, Status: "404", When: all(body("herokucdn.com/error-pages/no-such-app")), States: said("host/unknown-name"), Says: "Heroku has no app for this name.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "404", When: all(title("no such app")), States: said("host/unknown-name"), Says: "Heroku has no app for this name.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "404", When: all(body("there's nothing here, yet."), body("heroku")), States: said("host/unknown-name"), Says: "Heroku has no app for this name.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "503", When: all(body("herokucdn.com/error-pages/application-error")), States: said("app/error").or("upstream/timeout", "upstream/unreachable"), Says: "Heroku's page: the app crashed, timed out, or did not start; the H code is in its log.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "503", When: all(body("an error occurred in the application and your page could not be served")), States: said("app/error").or("upstream/timeout", "upstream/unreachable"), Says: "Heroku's page: the app crashed, timed out, or did not start; the H code is in its log.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "503", When: all(title("application error"), body("heroku")), States: said("app/error").or("upstream/timeout", "upstream/unreachable"), Says: "Heroku's page: the app crashed, timed out, or did not start; the H code is in its log.", Source: docHeroku},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "503", When: all(body("herokucdn.com/error-pages/maintenance")), States: said("site/maintenance"), Says: "The app is in Heroku's maintenance mode.", Source: "https://devcenter.heroku.com/articles/maintenance-mode"},
	{Product: "Heroku", Role: Wrote, Acts: true, Status: "503", When: all(title("offline for maintenance")), States: said("site/maintenance"), Says: "The app is in maintenance mode.", Source: "https://devcenter.heroku.com/articles/maintenance-mode"},
	{Product: "Heroku", Role: OnPath, When: all(header("via", "vegur")), Says: "The answer passed Heroku's router.", Source: docHeroku},
	{Product: "Heroku", Role: OnPath, When: all(header("via", "heroku-router")), Says: "The answer passed Heroku's router.", Source: docHeroku},
	{Product: "Heroku", Role: OnPath, When: all(header("reporting-endpoints", "heroku")), Says: "The answer passed Heroku's router.", Source: docHeroku},

	{Product: "GitHub Pages", Role: Wrote, Acts: true, Status: "404", When: all(body("there isn't a github pages site here")), States: said("host/unknown-name"), Says: "GitHub Pages has no site for this name.", Source: docPages},
	{Product: "GitHub Pages", Role: Wrote, Acts: true, Status: "404", When: all(title("site not found"), body("github pages")), States: said("host/unknown-name"), Says: "GitHub Pages has no site for this name.", Source: docPages},
	{Product: "GitHub Pages", Role: Wrote, Acts: true, Status: "404", When: all(server("github.com"), body("file not found")), States: said("resource/not-found"), Says: "The site on GitHub Pages has no such file.", Source: docPages},
	{Product: "GitLab Pages", Role: Wrote, Acts: true, Status: "404", When: all(body("the page you're looking for could not be found"), body("gitlab")), States: said("host/unknown-name").or("resource/not-found", "authz/existence-hidden"), Says: "GitLab has nothing here, or hides it.", Source: "https://docs.gitlab.com/user/project/pages/"},
	{Product: "Read the Docs", Role: Wrote, Acts: true, Status: "404", When: all(body("the link you have followed or the url that you entered does not exist"), body("read the docs")), States: said("host/unknown-name").or("resource/not-found"), Says: "Read the Docs has no project for this name.", Source: "https://docs.readthedocs.io/"},
	{Product: "Shopify", Role: Wrote, Acts: true, Status: "402,403,404,503", When: all(body("this shop is currently unavailable")), States: said("site/suspended"), Says: "Shopify says that the shop is unavailable.", Source: docShopify},
	{Product: "Shopify", Role: Wrote, Acts: true, Status: "402,403,404,503", When: all(body("this store is currently unavailable")), States: said("site/suspended"), Says: "Shopify says that the shop is unavailable.", Source: docShopify},
	{Product: "Shopify", Role: Wrote, Acts: true, Status: "404", When: all(body("sorry, this shop is currently unavailable")), States: said("site/suspended").or("host/unknown-name"), Says: "Shopify says that the shop is unavailable.", Source: docShopify},
	{Product: "Squarespace", Role: Wrote, Acts: true, Status: "400-503", When: all(body("website expired"), body("squarespace")), States: said("site/suspended"), Says: "Squarespace says that the website has expired.", Source: "https://support.squarespace.com/"},
	{Product: "Webflow", Role: Wrote, Acts: true, Status: "404", When: all(body("the page you are looking for doesn't exist or has been moved"), body("webflow")), States: said("resource/not-found").or("host/unknown-name"), Says: "Webflow has nothing here.", Source: "https://help.webflow.com/"},
	{Product: "Tumblr", Role: Wrote, Acts: true, Status: "404", When: all(body("whatever you were looking for doesn't currently exist at this address")), States: said("host/unknown-name"), Says: "Tumblr has no blog for this name.", Source: "https://help.tumblr.com/"},
	{Product: "Render", Role: Wrote, Acts: true, Status: "503", When: all(header("x-render-routing", "suspend")), States: said("site/suspended"), Says: "Render says that the service is suspended.", Source: "https://render.com/docs"},
	{Product: "Render", Role: Wrote, Acts: true, Status: "404", When: all(header("x-render-routing", "no-server")), States: said("host/unknown-name"), Says: "Render has no service for this name.", Source: "https://render.com/docs"},
	{Product: "Render", Role: Wrote, Acts: true, Status: "502,503", When: all(header("x-render-routing", "hibernate")), States: maybe("upstream/no-healthy-backend"), Says: "Render is waking the service up.", Source: "https://render.com/docs"},
	{Product: "Render", Role: Wrote, Acts: true, Status: "503", When: all(body("this service has been suspended by its owner")), States: said("site/suspended"), Says: "The service was suspended by its owner.", Source: "https://render.com/docs"},
	{Product: "Fly.io", Role: OnPath, When: all(header("fly-request-id", "")), Says: "The answer passed Fly.io.", Source: "https://fly.io/docs/"},
	{Product: "Railway", Role: Wrote, Acts: true, Status: "502", When: all(memberHas("message", "application failed to respond")), States: said("upstream/unreachable").or("app/error"), Says: "Railway says that the application does not respond.", Source: "https://docs.railway.com/"},
	{Product: "Railway", Role: Wrote, Acts: true, Status: "404", When: all(memberHas("message", "application not found"), member("request_id", "")), States: said("host/unknown-name"), Says: "Railway has no application for this name.", Source: "https://docs.railway.com/"},
	{Product: "ngrok", Role: Wrote, Acts: true, When: all(header("ngrok-error-code", "err_ngrok_3200")), States: said("upstream/unreachable").or("host/unknown-name"), Says: "The ngrok endpoint is offline.", Source: "https://ngrok.com/docs/errors/"},
	{Product: "ngrok", Role: Wrote, Acts: true, When: all(header("ngrok-error-code", "err_ngrok_8012")), States: said("upstream/unreachable"), Says: "ngrok could not connect to the local service.", Source: "https://ngrok.com/docs/errors/"},
	{Product: "ngrok", Role: Wrote, Acts: true, When: all(header("ngrok-error-code", "")), States: maybe("upstream/unreachable"), Says: "ngrok wrote the error.", Source: "https://ngrok.com/docs/errors/"},
}

const docShopify = "https://shopify.dev/docs/api/usage/response-codes"
