package diagnose

// shieldSheets are further firewalls, waiting rooms and checks of browsers.
var shieldSheets = []sheet{
	{product: "go-away", source: "https://git.gammaspectra.live/git/go-away", soft: true, rows: []entry{
		{"", all(body(".git.gammaspectra.live/git/go-away/cmd/go-away/")), said("waf/challenge"), "The page runs the challenge of go-away."},
	}},
	{product: "CrowdSec", source: "https://docs.crowdsec.net/u/bouncers/intro/", soft: true, rows: []entry{
		{"", all(title("crowdsec captcha")), said("waf/challenge").or("net/ip-blocklist"), "The page is CrowdSec's captcha."},
		{"", all(title("crowdsec ban")), said("net/ip-blocklist").or("waf/temporary-ban"), "CrowdSec has banned the address."},
	}},
	{product: "Nemesida", source: "https://nemesida-waf.com/", soft: true, rows: []entry{
		{"222,400-499", all(body("suspicious activity detected"), body("nemesida")), wafBlock, "The firewall blocked the request, which it may do with status 222."},
	}},
	{product: "Alibaba Cloud WAF", source: "https://www.alibabacloud.com/help/en/waf/", soft: true, rows: []entry{
		{"", all(body("acw_sc__v2"), body("arg1='")), said("waf/challenge"), "The page runs the firewall's check of the browser."},
		{"", all(body("/_____tmd_____/punish")), said("waf/challenge"), "The answer leads to the slider that proves a person is there."},
	}},
	{product: "Akamai", source: "https://techdocs.akamai.com/bot-manager/docs", soft: true, rows: []entry{
		{"", all(body("sec-if-cpt-container")), said("waf/challenge"), "The page runs the challenge of the bot manager."},
		{"", all(body("?bm-verify="), body(`http-equiv="refresh"`)), said("waf/challenge"), "The page is the interstitial of the bot manager."},
	}},
	{product: "Radware Bot Manager", source: "https://www.radware.com/products/bot-manager/", soft: true, rows: []entry{
		{"300-399", all(header("location", "validate.perfdrive.com")), said("waf/challenge"), "The redirect leads to the check of the bot manager."},
		{"", all(body("captcha.perfdrive.com"), title("captcha")), said("waf/challenge"), "The page is the captcha of the bot manager."},
	}},
	{product: "Amazon", source: "https://developer-docs.amazon.com/sp-api/docs", soft: true, rows: []entry{
		{"", all(body("to discuss automated access to amazon data please contact")), said("waf/challenge").or("waf/unspecified-block"), "The page is that for clients that look automated."},
	}},
	{product: "Yandex SmartCaptcha", source: "https://yandex.cloud/en/docs/smartcaptcha/", rows: []entry{
		{"300-399", all(header("location", "/showcaptcha?")), said("waf/challenge"), "The redirect leads to a captcha."},
		{"400-599", all(body("smartcaptcha by yandex cloud")), said("waf/challenge"), "The page is a captcha."},
	}},
	{product: "Cloudflare", source: "https://developers.cloudflare.com/waiting-room/", soft: true, rows: []entry{
		{"", all(title("waiting room powered by cloudflare")), said("rate/concurrency-limit"), "The page is a waiting room: as many visitors are on the site as it takes."},
	}},
	{product: "Queue-it", source: "https://queue-it.com/developers/", rows: []entry{
		{"300-399", all(header("location", ".queue-it.net/")), said("rate/concurrency-limit"), "The redirect leads to a waiting room."},
	}},
	{product: "Shieldon", source: docWafw00f, soft: true, rows: []entry{
		{"", all(body("shieldon_captcha"), body("please solve captcha")), said("waf/challenge"), "The page is the firewall's captcha."},
		{"", all(body("the ip address you are using has been blocked."), body("status-user-info")), said("net/ip-blocklist").or("waf/temporary-ban"), "The firewall blocks the address."},
		{"", all(body("this page is limiting the number of people online. please wait a moment.")), said("rate/concurrency-limit"), "The firewall limits how many visitors are online."},
	}},
	{product: "Astra", source: docWafw00f, rows: []entry{
		{"403,406", all(body("www.getastra.com/assets/images")), maybe("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist"), "The page shows the firewall's picture, as its block page does."},
	}},
	{product: "AppTrana", source: docWafw00f, rows: []entry{
		{"400-599", all(body("this website is secured against online attacks. your request was blocked")), wafBlock, "The page is the firewall's block page."},
	}},
	{product: "BulletProof Security", source: docWafw00f, rows: []entry{
		{"403", all(body("bpsmessage"), body("403 forbidden error page")), wafBlock, "The page is the firewall's block page."},
	}},
	{product: "Virusdie", source: docWafw00f, rows: []entry{
		{"400-599", all(body("cdn.virusdie.ru/splash/firewallstop.png")), wafBlock, "The page is the firewall's block page."},
	}},
	{product: "Chuang Yu Shield", source: docWafw00f, rows: []entry{
		{"400-599", all(body("help.365cyd.com/cyd-error-help.html?code=403")), wafBlock, "The page is the firewall's block page."},
	}},
	{product: "KS-WAF", source: docWafw00f, rows: []entry{
		{"400-599", all(body("/ks-waf-error.png")), wafBlock, "The page is the firewall's block page."},
	}},
	{product: "CacheWall", source: docWafw00f, rows: []entry{
		{"403", all(header("x-cachewall-action", "")), maybe("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist"), "The firewall of the cache acted on the request."},
	}},
	{product: "PT Application Firewall", source: docWafw00f, rows: []entry{
		{"403", all(body("<h1>forbidden</h1>"), body("<pre>request id: 20")), wafBlock, "The firewall blocked the request; the id leads to the event."},
	}},
	{product: "Link11", source: docWafw00f, rows: []entry{
		{"403", all(server("rhino-core-shield")), maybe("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "net/geo-restricted"), "The protection on the way refused the request."},
	}},
	{product: "Qrator", source: docWafw00f, rows: []entry{
		{"403", all(server("qrator")), maybe("waf/unspecified-block").or("net/ip-blocklist", "waf/challenge"), "The protection on the way refused the request."},
		{"502-504", all(server("qrator")), maybe("upstream/unreachable", "upstream/timeout"), "The protection on the way could not reach the site."},
	}},
	{product: "ArvanCloud", source: docWafw00f, rows: []entry{
		{"403", all(server("arvancloud")), maybe("waf/unspecified-block").or("net/ip-blocklist", "net/geo-restricted"), "The edge refused the request."},
	}},
	{product: "Tencent EdgeOne", source: "https://edgeone.ai/document/", rows: []entry{
		{"566,567", all(header("eo-log-uuid", "")), wafBlock, "Status 566 or 567 is the edge's: its security rules blocked the request."},
	}},
}

// regionFacts are notices of publishers for visitors from Europe, which come
// with a success status.
var regionFacts = []Fact{
	{Role: Wrote, Acts: true, Soft: true, When: all(body("website is currently unavailable in most european countries")), States: said("net/geo-restricted").or("net/legal-block"), Says: "The page says that the site is unavailable in most European countries.", Source: "https://data.verifiedjoseph.com/dataset/websites-not-available-eu-gdpr"},
	{Role: Wrote, Acts: true, Soft: true, When: all(body("belonging to the european economic area"), body("access cannot be granted at this time")), States: said("net/geo-restricted").or("net/legal-block"), Says: "The page says that no access is granted from the European Economic Area.", Source: "https://data.verifiedjoseph.com/dataset/websites-not-available-eu-gdpr"},
}
