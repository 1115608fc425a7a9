package diagnose

const docTakeover = "https://github.com/EdOverflow/can-i-take-over-xyz"

// vacant are sentences of services that host others' sites, on the page for a
// name that leads to them and is nobody's. The list was gathered by others;
// see the source.
var vacant = []struct{ product, text string }{
	{"JetBrains YouTrack", "is not a registered incloud youtrack"},
	{"Help Scout", "no settings were found for this company:"},
	{"UserVoice", "this uservoice subdomain is currently available!"},
	{"ReadMe", "project doesnt exist... yet!"},
	{"SmartJobBoard", "this job board website is either expired or its domain name is invalid"},
	{"HatenaBlog", "404 blog is not found"},
	{"Mailchimp", "it looks like you're trying to reach a page that was built by mailchimp but is no longer active"},
	{"Uberflip", "the url you've accessed does not provide a hub"},
	{"Anima", "if this is your website and you've just created it, try refreshing in a minute"},
	{"Vercel", "the deployment could not be found on vercel."},
	{"Canny", "there is no such company. did you enter the right url?"},
	{"Cargo", "if you're moving your domain away from cargo you must make this configuration"},
	{"Desk.com", "please try again or try desk.com free for 14 days"},
}

// vaguelyVacant are such sentences that another site's page for 404 may hold
// as well.
var vaguelyVacant = []struct{ product, text string }{
	{"Kinsta", "no site for domain"},
	{"Pingdom", "sorry, couldn't find the status page"},
	{"Ghost", "the thing you were looking for is no longer here, or never was"},
	{"LaunchRock", "it looks like you may have taken a wrong turn somewhere. don't worry...it happens to all of us"},
	{"SurveySparrow", "ouch! account not found"},
	{"FeedPress", "the feed has not been found."},
	{"Teamwork", "oops - we didn't find your site."},
}

func vacantFacts() []Fact {
	nobodys := func(product string, when []Marker, states claims) Fact {
		return Fact{Product: product, Role: Wrote, Acts: true, Status: "400-599", When: when, States: states.or("site/suspended", "resource/not-found"),
			Says: "The page is that of " + product + " for a name that is nobody's there.", Source: docTakeover}
	}
	var out []Fact
	for _, v := range vacant {
		out = append(out, nobodys(v.product, all(body(v.text)), said("host/unknown-name")))
	}
	for _, v := range vaguelyVacant {
		out = append(out, nobodys(v.product, all(body(v.text)), maybe("host/unknown-name")))
	}
	return append(out, nobodys("Intercom", all(body("uh oh. that page doesn't exist.</h1>"), body("intercom")), maybe("host/unknown-name")))
}

// router matches what the router of Cloud Foundry says of itself.
func router(has string) []Marker { return all(header("x-cf-routererror", has)) }

// tunnel matches a code of ngrok in its header.
func tunnel(code string) []Marker { return all(header("ngrok-error-code", code)) }

// hostSheets are further platforms for sites, and tunnels.
var hostSheets = []sheet{
	{product: "Cloud Foundry", source: "https://docs.cloudfoundry.org/adminguide/troubleshooting-router-error-responses.html", rows: []entry{
		{"404", router("unknown_route"), said("host/unknown-name"), "The router knows no route for this name and path."},
		{"502-503", router("no_endpoints"), said("upstream/no-healthy-backend"), "The route has no instance that runs."},
		{"502-526", router("endpoint_failure"), said("upstream/unreachable").or("upstream/bad-response"), "The router could not reach the instance, or got no valid answer."},
		{"503", router("connection limit reached"), said("rate/concurrency-limit"), "The limit of connections to the instance is reached."},
		{"400", router("empty_host"), said("host/unknown-name"), "The request names no host."},
		{"404", all(body("404 not found: requested route ("), body("does not exist")), said("host/unknown-name"), "The router knows no route for this name and path."},
		{"502", all(body("502 bad gateway: registered endpoint failed to handle the request")), said("upstream/unreachable").or("upstream/bad-response"), "The router could not reach the instance, or got no valid answer."},
	}},
	{product: "WP Engine", source: "https://wpengine.com/support/platform-settings/", soft: true, rows: []entry{
		{"", all(body("is successfully pointed at wp engine, but is not configured for an account")), said("host/unknown-name"), "The name leads to the platform, and no account holds it."},
	}},
	{product: "WordPress Multisite", source: "https://developer.wordpress.org/reference/functions/ms_site_check/", rows: []entry{
		{"410", all(body("this site has been archived or suspended.")), said("site/suspended"), "The network has archived or suspended this site."},
		{"410", all(body("this site is no longer available."), body("wordpress")), said("site/suspended").or("resource/not-found"), "The network has deleted this site."},
		{"403,410,500", all(body("this site has not been activated yet. if you are having problems activating your site")), said("site/suspended"), "The site was made and not activated yet."},
		{"404,500", all(body("no site defined on this host")), maybe("host/unknown-name"), "The network has no site for this name."},
	}},
	{product: "WordPress", source: "https://developer.wordpress.org/reference/functions/wp_nonce_ays/", rows: []entry{
		{"403", all(body("sorry, you are not allowed to access this page."), body(`id="error-page"`)), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "authz/insufficient-role", "auth/session-required"), "The user may not open this page of the administration."},
		{"403", all(body("the link you followed has expired."), body(`id="error-page"`)), said("authz/csrf-or-origin").or("auth/session-required"), "The nonce of the link is missing or too old."},
		{"403", all(bodyIs("-1"), header("x-robots-tag", "noindex")), said("authz/csrf-or-origin").or("auth/session-required"), "The nonce of the call in the background is not valid."},
	}},
	{product: "WordPress XML-RPC", source: "https://developer.wordpress.org/reference/classes/wp_xmlrpc_server/", rows: []entry{
		{"405", all(body("xml-rpc server accepts post requests only")), said("request/method-refused"), "The interface takes POST only."},
		{"403,405", all(body("xml-rpc services are disabled on this site")), said("authz/service-disabled"), "The interface is switched off."},
	}},
	{product: "Jetpack", source: "https://jetpack.com/support/protect/", rows: []entry{
		{"403", all(body("has been flagged for potential security violations"), body("jetpack")), said("net/ip-blocklist").or("waf/temporary-ban"), "Jetpack has locked the login page for this address."},
	}},
	{product: "Railway", source: "https://docs.railway.com/reference/errors", rows: []entry{
		{"404", all(header("x-railway-fallback", "true")), said("host/unknown-name"), "The edge has no application for this name."},
		{"404", all(body("the train has not arrived at the station")), said("host/unknown-name"), "The edge has no application for this name."},
		{"502,503", all(header("x-railway-fallback", "true")), said("upstream/unreachable").or("app/error"), "The edge got no answer from the application: it is down, or listens on another port than the name leads to."},
	}},
	{product: "Render", source: "https://render.com/docs/troubleshooting-deploys", rows: []entry{
		{"502,503", all(header("x-render-routing", "no-server")), maybe("upstream/no-healthy-backend").or("host/unknown-name"), "No instance of the service is up."},
	}},
	{product: "Pantheon", source: docTakeover, rows: []entry{
		{"404", all(body("404 error unknown site!")), said("host/unknown-name"), "The platform has no site for this name."},
	}},
	{product: "Acquia", source: "https://docs.acquia.com/acquia-cloud-platform/help", rows: []entry{
		{"404", all(body("acquia cloud customer and expect to see your site at this address")), said("host/unknown-name"), "No environment holds this name."},
	}},
	{product: "Flywheel", source: "https://getflywheel.com/wordpress-support/", rows: []entry{
		{"404", all(body("page that is hosted by flywheel")), said("host/unknown-name"), "No site holds this name."},
	}},
	{product: "PythonAnywhere", source: "https://help.pythonanywhere.com/pages/502BadGateway/", rows: []entry{
		{"404", all(body("if this is your pythonanywhere-hosted site")), said("host/unknown-name"), "No web app holds this name."},
		{"502", all(body("pythonanywhere"), body("502-backend")), said("upstream/no-healthy-backend").or("app/error"), "The web app does not answer: it crashed or still starts."},
		{"504", all(body("pythonanywhere"), body("504-loadbalancer")), said("upstream/timeout"), "The web app took too long."},
	}},
	{product: "InfinityFree", source: "https://forum.infinityfree.com/docs", rows: []entry{
		{"300-399", all(header("location", "suspended-website.com")), said("site/suspended"), "The account is suspended."},
		{"300-399", all(header("location", "errors.infinityfree.net/errors/404")), said("resource/not-found").or("host/unknown-name"), "There is no such file, or no such site."},
		{"300-399", all(header("location", "errors.infinityfree.net/errors/403")), said("static/path-deny-rule").or("static/no-index-listing-off"), "The host's error page for 403."},
	}},
	{product: "Plesk", source: "https://docs.plesk.com/en-US/obsidian/", soft: true, rows: []entry{
		{"", all(title("domain default page"), body("plesk")), maybe("host/unknown-name"), "The page is the default page of the server: no site answers at this name."},
		{"", all(title("web server's default page"), body("plesk")), maybe("host/unknown-name"), "The page is the default page of the server: no site answers at this name."},
	}},
	{product: "Shopify", source: "https://help.shopify.com/en/manual/domains", rows: []entry{
		{"404", all(body("to finish setting up your new web address, go to your domain settings")), said("host/unknown-name"), "The name leads to the platform, and no shop holds it."},
	}},
	{product: "HubSpot", source: "https://knowledge.hubspot.com/domains-and-urls", rows: []entry{
		{"404", all(body("does not exist in our system"), body("hubspot")), said("host/unknown-name"), "No account holds this name."},
	}},
	{product: "Tilda", source: "https://help.tilda.cc/", rows: []entry{
		{"400-503", all(body("please renew your subscription"), body("tilda")), said("site/suspended"), "The site's plan has ended."},
	}},
	{product: "Zendesk", source: docTakeover, rows: []entry{
		{"404", all(title("help center closed")), said("site/suspended").or("host/unknown-name"), "The help centre is closed."},
	}},
	{product: "Bitbucket", source: docTakeover, rows: []entry{
		{"404", all(title("repository not found"), body("bitbucket")), said("host/unknown-name").or("authz/existence-hidden"), "No repository serves a site at this name."},
	}},
	{product: "Surge", source: "https://surge.sh/help/adding-a-custom-domain", rows: []entry{
		{"404", all(body("project not found"), server("surge")), said("host/unknown-name"), "No project is published at this name."},
	}},
	{product: "Blogger", source: "https://support.google.com/blogger/", rows: []entry{
		{"404", all(body("the blog you were looking for does not exist")), said("host/unknown-name"), "There is no blog at this name."},
		{"300-399", all(header("location", "blogger.com/blogin.g?")), said("auth/session-required").or("authz/insufficient-role"), "The blog is open to invited readers only."},
	}},
	{product: "ngrok", source: "https://ngrok.com/docs/errors/err_ngrok_3205/", soft: true, rows: []entry{
		{"", tunnel("err_ngrok_3205"), said("net/ip-allowlist").or("net/ip-blocklist"), "The endpoint's rule on addresses refuses."},
		{"", tunnel("err_ngrok_6024"), said("waf/challenge"), "The page is the warning for visitors: the request must carry ngrok-skip-browser-warning."},
		{"", tunnel("err_ngrok_3004"), said("upstream/bad-response"), "The local service gave no valid answer."},
	}},
	{product: "frp", source: "https://github.com/fatedier/frp", rows: []entry{
		{"404", all(body("faithfully yours, frp.")), said("host/unknown-name", "upstream/unreachable"), "No tunnel is up for this name and path, or the program behind it does not answer."},
	}},
	{product: "localtunnel", source: "https://theboroer.github.io/localtunnel-www/", soft: true, rows: []entry{
		{"", all(body("loca.lt/mytunnelpassword")), said("waf/challenge"), "The page asks visitors for the tunnel's password: the request must carry bypass-tunnel-reminder."},
	}},
}
