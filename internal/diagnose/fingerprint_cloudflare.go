package diagnose

import "slices"

const (
	docCF1xxx      = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/"
	docCFWorkers   = "https://developers.cloudflare.com/workers/observability/errors/"
	docCF5xx       = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/"
	docCFChallenge = "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/"
	docCF403       = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/4xx-client-error/error-403/"
)

// cloudflareCodes are the numbered errors that Cloudflare writes itself.
var cloudflareCodes = []struct {
	code   string
	states []Claim
	says   string
}{
	{"1000", maybe("host/unknown-name").or("upstream/unreachable"), "Cloudflare error 1000: the name's DNS record points to an address that Cloudflare may not use as an origin."},
	{"1001", said("host/unknown-name").or("upstream/unreachable"), "Cloudflare error 1001: the name cannot be resolved inside Cloudflare, so no site is attached to it."},
	{"1002", maybe("host/unknown-name").or("upstream/unreachable"), "Cloudflare error 1002: the name's DNS record points to a prohibited or local address."},
	{"1003", said("host/unknown-name"), "Cloudflare error 1003: the request names an address of Cloudflare instead of a host."},
	{"1004", said("host/unknown-name"), "Cloudflare error 1004: the host is not set up to serve web traffic yet."},
	{"1005", said("net/ip-blocklist"), "Cloudflare error 1005: the site has banned the network (ASN) that the request came from."},
	{"1006", said("net/ip-blocklist").or("net/ip-allowlist"), "Cloudflare error 1006: the site has banned the address that the request came from."},
	{"1007", said("net/ip-blocklist").or("net/ip-allowlist"), "Cloudflare error 1007: the site has banned the address that the request came from."},
	{"1008", said("net/ip-blocklist").or("net/ip-allowlist"), "Cloudflare error 1008: the site has banned the address that the request came from."},
	{"1106", said("net/ip-blocklist").or("net/ip-allowlist"), "Cloudflare error 1106: the site has banned the address that the request came from."},
	{"1009", said("net/geo-restricted"), "Cloudflare error 1009: the site has banned the country or region that the request came from."},
	{"1010", said("waf/header-profile").or("waf/user-agent-rule"), "Cloudflare error 1010: the Browser Integrity Check refuses the signature of the client."},
	{"1011", said("referer/hotlink-denied"), "Cloudflare error 1011: hotlink protection refuses the Referer."},
	{"1012", said("net/ip-blocklist"), "Cloudflare error 1012: malicious activity was seen from the address that the request came from."},
	{"1013", said("host/sni-host-mismatch"), "Cloudflare error 1013: the host name of the request and the name in the TLS handshake differ."},
	{"1014", said("host/unknown-name"), "Cloudflare error 1014: the name is a CNAME to a zone of another Cloudflare account."},
	{"1015", said("rate/request-limit"), "Cloudflare error 1015: a rate limiting rule of the site was exceeded."},
	{"1016", said("upstream/unreachable"), "Cloudflare error 1016: the name of the origin does not resolve."},
	{"1018", said("host/unknown-name"), "Cloudflare error 1018: Cloudflare finds no configuration for this host."},
	{"1019", maybe("redirect/loop").or("app/error"), "Cloudflare error 1019: a Worker script calls itself in a loop."},
	{"1020", said("waf/unspecified-block").or("waf/user-agent-rule", "net/ip-blocklist", "net/geo-restricted", "waf/request-content-rule"), "Cloudflare error 1020: a firewall rule of the site refused the request; which one is only in its event log."},
	{"1023", said("host/unknown-name"), "Cloudflare error 1023: Cloudflare finds no configuration for this host."},
	{"1025", maybe("rate/quota-exhausted").or("site/suspended"), "Cloudflare error 1025: the domain's Workers plan has reached its request limit."},
	{"1027", said("rate/quota-exhausted"), "Cloudflare error 1027: the site has used up its daily number of Workers requests."},
	{"1033", said("upstream/unreachable").or("upstream/no-healthy-backend"), "Cloudflare error 1033: no healthy cloudflared connector serves the tunnel behind this host."},
	{"1034", said("host/unknown-name"), "Cloudflare error 1034: the name points to an edge address that it is not attached to."},
	{"1035", maybe("app/error"), "Cloudflare error 1035: a rewrite rule of the site produced an invalid path."},
	{"1036", maybe("request/too-large").or("app/error"), "Cloudflare error 1036: a rewrite rule of the site produced too long a request."},
	{"1101", said("app/error"), "Cloudflare error 1101: the site's Worker script threw an exception."},
	{"1102", said("app/error").or("upstream/overloaded"), "Cloudflare error 1102: the site's Worker script exceeded its CPU time or memory."},
	{"1200", maybe("rate/concurrency-limit").or("upstream/overloaded", "rate/request-limit"), "Cloudflare error 1200: too many requests are queued for the origin at this edge."},
}

// cloudflareWorkers are the numbered errors about a site's Worker script that
// its own page documents.
var cloudflareWorkers = []struct {
	code   string
	states []Claim
	says   string
}{
	{"1021", said("app/error"), "Cloudflare error 1021: the site's Worker script asks for a host that it cannot reach."},
	{"1022", said("app/error"), "Cloudflare error 1022: Cloudflare failed to route the request to the site's Worker script."},
	{"1024", said("app/error"), "Cloudflare error 1024: the site's Worker script asks for an address of Cloudflare."},
	{"1042", said("app/error"), "Cloudflare error 1042: the site's Worker script asks for another script of the same zone."},
}

// cloudflareSteps are the statuses that name the failing step between the
// edge and the origin.
var cloudflareSteps = []struct {
	status string
	states []Claim
	says   string
}{
	{"520", said("upstream/bad-response").or("edge/origin-denies-edge"), "Status 520: the origin gave Cloudflare an empty, unknown or oversized answer, or closed the connection."},
	{"521", said("upstream/unreachable").or("edge/origin-denies-edge"), "Status 521: the origin refuses connections from Cloudflare."},
	{"522", said("upstream/timeout").or("upstream/unreachable", "edge/origin-denies-edge"), "Status 522: the origin did not answer Cloudflare's attempt to connect in time."},
	{"523", said("upstream/unreachable"), "Status 523: Cloudflare finds no route to the origin's address."},
	{"524", said("upstream/timeout"), "Status 524: the origin took the connection but did not answer in time."},
	{"525", said("upstream/unreachable"), "Status 525: the TLS handshake between Cloudflare and the origin failed."},
	{"526", said("upstream/unreachable"), "Status 526: Cloudflare does not accept the origin's certificate."},
	{"527", maybe("upstream/unreachable"), "Status 527: the Railgun connection between Cloudflare and the origin was interrupted."},
	{"530", maybe("upstream/unreachable").or("host/unknown-name"), "Status 530: Cloudflare cannot reach the origin by its name; the 1xxx code in the page says why."},
}

var cloudflareFacts = slices.Concat(cloudflareStated, cloudflareNumbered(), cloudflareSeen)

// cloudflareNumbered turns the two tables above into facts: the code in the
// plain, the HTML and the JSON form of the page.
func cloudflareNumbered() []Fact {
	var out []Fact
	for i, c := range slices.Concat(cloudflareCodes, cloudflareWorkers) {
		f := Fact{Product: "Cloudflare", Role: Wrote, Acts: true, Status: "400-599", States: c.states, Says: c.says, Source: docCF1xxx}
		if i >= len(cloudflareCodes) {
			f.Source = docCFWorkers
		}
		for _, m := range []Marker{body("error code: " + c.code), body(`cf-error-code">` + c.code), member("error_code", c.code)} {
			f.When = all(m)
			if m.Kind == JSONIs {
				f.When = all(m, member("cloudflare_error", "true"))
			}
			out = append(out, f)
		}
		f.When = all(server("cloudflare"), title("error "+c.code))
		out = append(out, f)
	}
	for _, c := range cloudflareSteps {
		out = append(out, Fact{Product: "Cloudflare", Role: Wrote, Acts: true, Status: c.status, States: c.states, Says: c.says, Source: docCF5xx})
	}
	return out
}

var cloudflareStated = []Fact{
	{Product: "Cloudflare", Role: Wrote, Acts: true, Soft: true, When: all(header("cf-mitigated", "challenge")),
		States: said("waf/challenge"), Says: "cf-mitigated: challenge stands on every challenge page of Cloudflare.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, Soft: true, When: all(header("cf-mitigated", "")),
		States: maybe("waf/unspecified-block").or("waf/challenge"), Says: "Cloudflare states that it mitigated this request.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, Soft: true, When: all(body("_cf_chl_opt"), title("just a moment")),
		States: said("waf/challenge"), Says: "The page is Cloudflare's challenge.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("/cdn-cgi/challenge-platform/"), title("just a moment")),
		States: said("waf/challenge"), Says: "The page is Cloudflare's challenge.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("_cf_chl_opt")),
		States: said("waf/challenge"), Says: "The page holds the options of Cloudflare's challenge.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("/orchestrate/chl_page")),
		States: said("waf/challenge"), Says: "The page loads Cloudflare's challenge script.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, Status: "503", When: all(body("checking your browser before accessing"), server("cloudflare")),
		States: said("waf/challenge"), Says: "The page is Cloudflare's older browser check.", Source: docCFChallenge},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(title("attention required! | cloudflare"), body("captcha")),
		States: maybe("waf/challenge").or("waf/unspecified-block"), Says: "Cloudflare asks for a captcha.", Source: docCF403},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(title("attention required! | cloudflare")),
		States: said("waf/unspecified-block").or("waf/request-content-rule", "waf/user-agent-rule", "net/ip-blocklist"),
		Says:   "The page is Cloudflare's block page; the rule stands in the site's event log under the Ray ID.", Source: docCF403},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("sorry, you have been blocked"), body("cloudflare")),
		States: said("waf/unspecified-block").or("waf/request-content-rule", "waf/user-agent-rule", "net/ip-blocklist"),
		Says:   "The page is Cloudflare's block page; the rule stands in the site's event log under the Ray ID.", Source: docCF403},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(title("used cloudflare to restrict access")),
		States: maybe("waf/unspecified-block").or("net/ip-blocklist", "net/geo-restricted", "waf/user-agent-rule"),
		Says:   "The site used Cloudflare to restrict access.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("banned your ip address"), body("cloudflare")),
		States: said("net/ip-blocklist").or("net/ip-allowlist"), Says: "The site has banned the address, as Cloudflare's page says.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("banned the country or region your ip address is in")),
		States: said("net/geo-restricted"), Says: "The site has banned the country, as Cloudflare's page says.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("autonomous system number (asn) your ip address is in")),
		States: said("net/ip-blocklist"), Says: "The site has banned the network, as Cloudflare's page says.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, Status: "429", When: all(body("you are being rate limited"), header("cf-ray", "")),
		States: said("rate/request-limit"), Says: "Cloudflare says that the client is rate limited.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("direct ip access not allowed"), body("cloudflare")),
		States: said("host/unknown-name"), Says: "Cloudflare does not serve requests for its own addresses.", Source: docCF1xxx},
	{Product: "Cloudflare", Role: Wrote, Acts: true, When: all(body("cloudflare tunnel error")),
		States: said("upstream/unreachable"), Says: "Cloudflare's tunnel to the origin is down.", Source: docCF1xxx},
	{Product: "Cloudflare Access", Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", ".cloudflareaccess.com/")),
		States: said("auth/session-required"), Says: "Cloudflare Access sends the client to sign in.", Source: "https://developers.cloudflare.com/cloudflare-one/policies/access/"},
	{Product: "Cloudflare Access", Role: Wrote, Acts: true, When: all(header("www-authenticate", "cloudflare-access")),
		States: said("auth/session-required").or("auth/missing-credentials"), Says: "Cloudflare Access wants its session or a service token.", Source: "https://developers.cloudflare.com/cloudflare-one/policies/access/"},
	{Product: "Cloudflare Access", Role: Wrote, Acts: true, When: all(title("cloudflare access"), body("forbidden")),
		States: maybe("authz/insufficient-role"), Says: "Cloudflare Access knows the client and no policy lets it in.", Source: "https://developers.cloudflare.com/cloudflare-one/policies/access/"},
}

var cloudflareSeen = []Fact{
	{Product: "Cloudflare", Role: OnPath, When: all(header("cf-ray", "")), Says: "The answer passed Cloudflare.", Source: docCF403},
	{Product: "Cloudflare", Role: OnPath, When: all(server("cloudflare")), Says: "The answer passed Cloudflare.", Source: docCF403},
	{Product: "Cloudflare", Role: OnPath, When: all(header("cf-cache-status", "")), Says: "The answer passed Cloudflare's cache.", Source: docCF403},
	{Product: "Cloudflare", Role: OnPath, When: all(cookie("__cf_bm")), Says: "Cloudflare's bot management is on for this site.", Source: docCF403},
	{Product: "Cloudflare", Role: OnPath, When: all(cookie("__cflb")), Says: "Cloudflare balances the load of this site.", Source: docCF403},
}
