package diagnose

// filterSheets are further proxies and filters on the way out: what they
// refuse says nothing about the site.
var filterSheets = []sheet{
	{product: "Palo Alto Networks", source: "https://docs.paloaltonetworks.com/advanced-url-filtering/administration/url-filtering-features/url-filtering-response-pages", soft: true, rows: []entry{
		{"", all(body("has been blocked in accordance with company policy"), body("web page")), said("net/proxy-policy-denied"), "The page is the firewall's: the filter on our side refuses."},
	}},
	{product: "Barracuda Web Filter", source: "https://campus.barracuda.com/product/websecuritygateway/", rows: []entry{
		{"400-599", all(body("has been blocked by the barracuda web filter")), said("net/proxy-policy-denied"), "The page is the filter's on our side."},
	}},
	{product: "Microsoft TMG", source: "https://learn.microsoft.com/previous-versions/tn-archive/", rows: []entry{
		{"403,502", all(body("isa server denied the specified uniform resource locator")), said("net/proxy-policy-denied").or("static/path-deny-rule", "host/unknown-name"), "A rule of the proxy denies the URL (12202)."},
		{"403,502", all(body("forefront tmg denied the specified uniform resource locator")), said("net/proxy-policy-denied").or("static/path-deny-rule", "host/unknown-name"), "A rule of the proxy denies the URL (12202)."},
		{"407", all(body("forefront tmg requires authorization to fulfill the request. access to the web proxy filter is denied")), said("net/proxy-auth-required"), "The proxy wants the client to sign in (12209)."},
		{"407", all(body("isa server requires authorization to fulfill the request. access to the web proxy filter is denied")), said("net/proxy-auth-required"), "The proxy wants the client to sign in (12209)."},
	}},
	{product: "Squid", source: docSquid, rows: []entry{
		{"407", all(title("error: cache access denied")), said("net/proxy-auth-required"), "The proxy wants the client to sign in."},
		{"500-504", all(body("the requested url could not be retrieved"), body("unable to determine ip address from host name")), said("upstream/unreachable"), "The proxy could not resolve the target's name."},
		{"500-504", all(body("the requested url could not be retrieved"), body("the remote host or network may be down")), said("upstream/unreachable"), "The proxy could not connect to the target."},
	}},
	{product: "Smokescreen", source: "https://github.com/stripe/smokescreen", rows: []entry{
		{"407", all(header("x-smokescreen-error", "")), said("net/proxy-policy-denied"), "The proxy on our side does not let requests out to this host."},
		{"502", all(header("x-smokescreen-error", "failed to resolve remote hostname")), said("upstream/unreachable"), "The proxy on our side could not resolve the target's name."},
		{"500-504", all(header("x-smokescreen-error", "")), maybe("upstream/unreachable").or("upstream/timeout"), "The proxy on our side could not reach the target."},
		{"400-599", all(body("egress proxying is denied to host")), said("net/proxy-policy-denied"), "The proxy on our side does not let requests out to this host."},
	}},
	{product: "Azure Firewall", source: "https://learn.microsoft.com/azure/firewall/rule-processing", rows: []entry{
		{"470", all(body("action: deny")), said("net/proxy-policy-denied"), "Status 470 is the firewall's on our side: no rule lets the request out."},
		{"400-599", all(body("action: deny. reason: no rule matched. proceeding with default action")), said("net/proxy-policy-denied"), "The firewall on our side has no rule that lets the request out."},
	}},
	{product: "Privoxy", source: "https://www.privoxy.org/user-manual/templates.html", rows: []entry{
		{"404", all(title("no such domain (privoxy@")), said("upstream/unreachable"), "The proxy could not resolve the target's name."},
		{"502", all(title("no server or forwarder data received (privoxy@")), said("upstream/bad-response"), "The proxy got no data from the target, or from the proxy behind it."},
		{"500-504", all(title("(privoxy@")), maybe("upstream/unreachable").or("upstream/bad-response", "upstream/timeout"), "The proxy could not get an answer from the target."},
	}},
	{product: "Fiddler", source: "https://docs.telerik.com/fiddler/", rows: []entry{
		{"502,504", all(body("[fiddler] the connection to")), said("upstream/unreachable"), "The debugging proxy on our side could not connect."},
		{"502,504", all(body("[fiddler] dns lookup for")), said("upstream/unreachable"), "The debugging proxy on our side could not resolve the name."},
		{"504", all(body("[fiddler] readresponse() failed")), said("upstream/bad-response"), "The debugging proxy on our side got no complete answer."},
	}},
	{product: "Charles", source: "https://www.charlesproxy.com/documentation/", rows: []entry{
		{"502-504", all(title("charles error report")), maybe("upstream/unreachable").or("upstream/bad-response"), "The debugging proxy on our side could not reach the target."},
	}},
	{product: "Burp Suite", source: "https://portswigger.net/burp/documentation", rows: []entry{
		{"400-599", all(title("burp suite"), body("<h1>error</h1>")), maybe("upstream/unreachable").or("upstream/bad-response"), "The debugging proxy on our side could not reach the target."},
	}},
	{product: "mitmproxy", source: "https://docs.mitmproxy.org/stable/", rows: []entry{
		{"502", all(server("mitmproxy")), said("upstream/unreachable").or("upstream/bad-response"), "The proxy on our side could not reach the target."},
	}},
	{product: "Securly", source: "https://support.securly.com/", rows: []entry{
		{"300-399", all(header("location", "securly.com/blocked")), said("net/proxy-policy-denied"), "The filter on our side sends the client to its block page."},
	}},
	{product: "SonicWall", source: docWafw00f, rows: []entry{
		{"400-599", all(body("nsa_banner"), body("web site blocked")), said("net/proxy-policy-denied"), "The page is the filter's on our side."},
	}},
}
