package diagnose

// blockPages are sentences of the block pages of firewalls that do not say
// why. The first list of them was gathered by others; see the source.
var blockPages = []struct{ product, text string }{
	{"360", "/wzws-waf-cgi/"},
	{"aeSecure", "aesecure_denied.png"},
	{"Airlock", "the server detected a syntax error in your request"},
	{"Armor", "this request has been blocked by website protection from armor"},
	{"Barracuda", "when this page occurred and the event id found at the bottom of the page"},
	{"Bekchy", "https://bekchy.com/report"},
	{"BitNinja", "security check by bitninja"},
	{"Bluedon", "bluedon web application firewall"},
	{"WP Cerber", "your request looks suspicious or similar to automated requests"},
	{"Cloudbric", "your request was blocked by cloudbric"},
	{"dotDefender", "dotdefender blocked your request"},
	{"GoDaddy", "access denied - godaddy website firewall"},
	{"GoDaddy", "godaddy security - access denied"},
	{"Grey Wizard", "we've detected attempted attack or non standard traffic from your ip address"},
	{"Janusec", "janusec application gateway"},
	{"NinjaFirewall", "ninjafirewall: 403 forbidden"},
	{"NinjaFirewall", "<title>ninjafirewall"},
	{"Reblaze", "access denied (403)</h2>current session has been terminated"},
	{"RSFirewall", "com_rsfirewall_403_forbidden"},
	{"SafeDog", "404.safedog.cn"},
	{"SecuPress", "<h1>secupress</h1>"},
	{"Shield", "something in the url, form or cookie data wasn't appropriate"},
	{"SiteGround", "the page you are trying to access is restricted due to a security rule"},
	{"SiteGuard", "the server refuse to browse the page"},
	{"SiteLock", "sitelock incident id"},
	{"StackPath", "this website is using a security service to protect itself from online attacks</p><p>you performed an action"},
	{"StackPath", "you performed an action that triggered the service and blocked your request"},
	{"UrlScan", "rejected-by-urlscan"},
	{"WatchGuard", "request denied by watchguard firewall"},
	{"WebARX", "this request has been blocked by webarx"},
	{"WebKnight", "webknight application firewall alert"},
	{"Zenedge", "/__zenedge/"},
	{"Wallarm", "the request is blocked by wallarm"},
	{"Alibaba Cloud WAF", "sorry, your request has been blocked as it may cause potential threats to the server's security"},
	{"Huawei Cloud WAF", "hwclouds-waf"},
	{"Oracle Cloud WAF", "your request was blocked by oracle"},
	{"Check Point", "your request has been blocked by the security policy"},
	{"open-appsec", "open-appsec"},
	{"Signal Sciences", "sigsci"},
	{"Sqreen", "uh oh! sqreen has detected an attack"},
}

func blockPageFacts() []Fact {
	var out []Fact
	for _, p := range blockPages {
		out = append(out, Fact{Product: p.product, Role: Wrote, Acts: true, Status: "400,403,405,406,429,500,501,503", When: all(body(p.text)),
			States: wafBlock, Says: "The page is the block page of " + p.product + ", which does not say why.", Source: "https://github.com/stamparm/identYwaf"})
	}
	return out
}
