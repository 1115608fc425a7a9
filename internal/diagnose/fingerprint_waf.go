package diagnose

const (
	docF5        = "https://my.f5.com/manage/s/article/K83232321"
	docF5XC      = "https://docs.cloud.f5.com/docs-v2/web-app-and-api-protection"
	docWordfence = "https://www.wordfence.com/help/blocking/"
	docWafw00f   = "https://github.com/EnableSecurity/wafw00f"
	docBarracuda = "https://campus.barracuda.com/product/webapplicationfirewall/"
	docFortiWeb  = "https://docs.fortinet.com/product/fortiweb"
)

var wafBlock = said("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "waf/user-agent-rule", "net/geo-restricted")

// wafFacts are web application firewalls.
var wafFacts = []Fact{
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 15")), States: wafBlock, Says: "Imperva's rules blocked the request; the incident id leads to the event.", Source: docImperva, Status: "400-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 20")), States: said("upstream/unreachable"), Says: "The origin refuses Imperva's connection.", Source: docImperva, Status: "500-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 8<")), States: said("upstream/timeout").or("upstream/unreachable"), Says: "Imperva's connection to the origin timed out.", Source: docImperva, Status: "500-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 9<")), States: said("upstream/bad-response").or("upstream/unreachable"), Says: "The origin reset Imperva's connection.", Source: docImperva, Status: "500-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 22")), States: said("host/unknown-name"), Says: "Imperva serves no site under this host name.", Source: docImperva, Status: "400-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("incident id"), body("error code 30")), States: said("host/unknown-name"), Says: "Imperva serves no site under this host name.", Source: docImperva, Status: "400-599"},
	{Product: "Imperva", Role: Wrote, Acts: true, Soft: true, When: all(body("_incapsula_resource?swjiylwa=")),
		States: said("waf/challenge"), Says: "The page is Imperva's interstitial: it wants a browser to run its script.", Source: docImperva},
	{Product: "Imperva", Role: Wrote, Acts: true, Status: "400-599", When: all(body("_incapsula_resource?cwudnsai=")), States: wafBlock, Says: "Imperva blocked the request; the incident id leads to the event.", Source: docImperva},
	{Product: "Imperva", Role: Wrote, Acts: true, Soft: true, When: all(body("incapsula incident id"), body("request unsuccessful")), States: wafBlock, Says: "Imperva blocked the request; the incident id leads to the event.", Source: docImperva},
	{Product: "Imperva", Role: Wrote, Acts: true, When: all(body("powered by"), body("imperva"), body("incident id")), States: wafBlock, Says: "Imperva blocked the request; the incident id leads to the event.", Source: docImperva},
	{Product: "Imperva", Role: Wrote, Acts: true, Status: "400-599", When: all(body("incapsula incident id")), States: wafBlock, Says: "Imperva blocked the request; the incident id leads to the event.", Source: docImperva},
	{Product: "Imperva", Role: OnPath, When: all(header("x-iinfo", "")), Says: "The answer passed Imperva.", Source: docImperva},
	{Product: "Imperva", Role: OnPath, When: all(header("x-cdn", "imperva")), Says: "The answer passed Imperva.", Source: docImperva},
	{Product: "Imperva", Role: OnPath, When: all(header("x-cdn", "incapsula")), Says: "The answer passed Imperva.", Source: docImperva},
	{Product: "Imperva", Role: OnPath, When: all(cookie("visid_incap_")), Says: "The answer passed Imperva.", Source: docImperva},
	{Product: "Imperva", Role: OnPath, When: all(cookie("incap_ses_")), Says: "The answer passed Imperva.", Source: docImperva},

	{Product: "Sucuri", Role: Wrote, Acts: true, When: all(header("x-sucuri-block", "geo")), States: said("net/geo-restricted"), Says: "Sucuri's block code names the country rule.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, Soft: true, When: all(header("x-sucuri-block", "")), States: sucuriBlock, Says: "X-Sucuri-Block gives the code of the rule that refused.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, When: all(body("access denied - sucuri website firewall"), body("your ip address is not allowed")), States: said("net/ip-allowlist").or("net/ip-blocklist"), Says: "Sucuri says that the address may not reach this page.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, When: all(body("access denied - sucuri website firewall"), body("ip address blacklisted")), States: said("net/ip-blocklist"), Says: "Sucuri says that the address is on its block list.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, When: all(body("access denied - sucuri website firewall")), States: sucuriBlock, Says: "The page is Sucuri's block page.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, When: all(title("sucuri website firewall")), States: sucuriBlock, Says: "The page is Sucuri's block page.", Source: docSucuri},
	{Product: "Sucuri", Role: Wrote, Acts: true, Soft: true, When: all(body("sucuri_cloudproxy_js"), title("you are being redirected")), States: said("waf/challenge"), Says: "The page is Sucuri's check of the browser.", Source: docSucuri},
	{Product: "Sucuri", Role: OnPath, When: all(header("x-sucuri-id", "")), Says: "The answer passed Sucuri.", Source: docSucuri},
	{Product: "Sucuri", Role: OnPath, When: all(server("sucuri")), Says: "The answer passed Sucuri.", Source: docSucuri},

	{Product: "F5 BIG-IP", Role: Wrote, Acts: true, Soft: true, When: all(body("the requested url was rejected"), body("support id is")),
		States: said("waf/unspecified-block").or("waf/request-content-rule"), Says: "F5's firewall rejected the request, often with status 200; the support ID leads to the event.", Source: docF5},
	{Product: "F5 BIG-IP", Role: Wrote, Acts: true, Soft: true, When: all(body("the requested url was rejected. please consult with your administrator")),
		States: said("waf/unspecified-block").or("waf/request-content-rule"), Says: "F5's firewall rejected the request, often with status 200; the support ID leads to the event.", Source: docF5},
	{Product: "F5 BIG-IP", Role: Wrote, Acts: true, Soft: true, When: all(body("/tspd/"), body("please enable javascript to view the page content")),
		States: said("waf/challenge"), Says: "The page is F5's bot defence.", Source: docF5},
	{Product: "F5 BIG-IP", Role: Wrote, Acts: true, Status: "400-499", When: all(member("supportid", "")), States: said("waf/unspecified-block").or("waf/request-content-rule"), Says: "F5's firewall rejected the request; the support ID leads to the event.", Source: docF5},
	{Product: "F5 BIG-IP APM", Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/my.policy")), States: said("auth/session-required"), Says: "F5's access policy wants a session.", Source: docF5},
	{Product: "F5 Distributed Cloud", Role: Wrote, Acts: true, Status: "403", When: all(server("volt-adc")), States: maybe("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "net/geo-restricted"), Says: "F5 Distributed Cloud refused the request.", Source: docF5XC},
	{Product: "F5 Distributed Cloud", Role: Wrote, Acts: true, Status: "503", When: all(server("volt-adc")), States: maybe("upstream/no-healthy-backend").or("upstream/unreachable"), Says: "F5 Distributed Cloud reaches no origin.", Source: docF5XC},
	{Product: "F5 Distributed Cloud", Role: OnPath, When: all(server("volt-adc")), Says: "The answer passed F5 Distributed Cloud.", Source: docF5XC},
	{Product: "F5 BIG-IP", Role: OnPath, When: all(cookie("bigipserver")), Says: "The answer passed F5 BIG-IP.", Source: docWafw00f},
	{Product: "F5 BIG-IP", Role: OnPath, When: all(server("bigip")), Says: "The answer passed F5 BIG-IP.", Source: docWafw00f},
	{Product: "F5 BIG-IP", Role: OnPath, When: all(server("big-ip")), Says: "The answer passed F5 BIG-IP.", Source: docWafw00f},

	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("generated by wordfence"), body("access from your area has been temporarily limited")), States: said("net/geo-restricted"), Says: "Wordfence blocks this country.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("wordfence"), body("exceeded the maximum")), States: said("rate/request-limit").or("waf/temporary-ban"), Says: "Wordfence says that the client exceeded a limit for each minute.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("wordfence"), body("your access to this service has been limited")), States: said("rate/request-limit").or("waf/temporary-ban", "waf/unspecified-block"), Says: "Wordfence limited the client.", Source: docWordfence, Status: "429"},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("you are temporarily locked out"), body("wordfence")), States: said("waf/temporary-ban"), Says: "Wordfence locked the address out for a time after failed sign-ins.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("generated by wordfence")), States: wordfenceBlock, Says: "The page is Wordfence's block page, which may come with 503.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("your access to this site has been limited by the site owner")), States: wordfenceBlock, Says: "The page is Wordfence's block page, which may come with 503.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("a potentially unsafe operation has been detected in your request")), States: said("waf/request-content-rule"), Says: "Wordfence found the request's content unsafe.", Source: docWordfence},
	{Product: "Wordfence", Role: Wrote, Acts: true, When: all(body("broke one of the wordfence")), States: wordfenceBlock, Says: "A blocking rule of Wordfence applied.", Source: docWordfence},

	{Product: "ModSecurity", Role: Wrote, Acts: true, When: all(body("this error was generated by mod_security")), States: modsec, Says: "ModSecurity wrote the page.", Source: docCRS},
	{Product: "ModSecurity", Role: Wrote, Acts: true, When: all(body("mod_security"), body("rules triggered")), States: modsec, Says: "ModSecurity wrote the page.", Source: docCRS},
	{Product: "ModSecurity", Role: Wrote, Acts: true, When: all(title("not acceptable!"), body("mod_security")), States: modsec, Says: "ModSecurity wrote the page.", Source: docCRS},
	{Product: "ModSecurity", Role: Wrote, Acts: true, Status: "406", When: all(body("an appropriate representation of the requested resource could not be found on this server. this error was generated by mod_security")), States: modsec, Says: "ModSecurity wrote the page.", Source: docCRS},
	{Product: "ModSecurity", Role: Wrote, Acts: true, Status: "400-599", When: all(body("modsecurity action")), States: modsec, Says: "ModSecurity acted.", Source: docCRS},
	{Product: "ModSecurity", Role: OnPath, When: all(server("mod_security")), Says: "ModSecurity is named by the server.", Source: docCRS},
	{Product: "ModSecurity", Role: OnPath, When: all(server("nyob")), Says: "ModSecurity is named by the server.", Source: docCRS},

	{Product: "Barracuda", Role: Wrote, Acts: true, When: all(body("barracuda networks"), body("you have been blocked")), States: wafBlock, Says: "Barracuda's firewall blocked the request.", Source: docBarracuda},
	{Product: "Barracuda", Role: Wrote, Acts: true, Status: "400-599", When: all(cookie("barra_counter_session"), body("blocked")), States: wafBlock, Says: "Barracuda's firewall blocked the request.", Source: docBarracuda},
	{Product: "Barracuda", Role: Wrote, Acts: true, Status: "400-599", When: all(body("waf.barracuda")), States: wafBlock, Says: "Barracuda's firewall blocked the request.", Source: docBarracuda},
	{Product: "Barracuda", Role: Wrote, Acts: true, Status: "400-599", When: all(body("barracuda networks")), States: wafBlock, Says: "The page names Barracuda's firewall.", Source: docBarracuda},
	{Product: "Barracuda", Role: OnPath, When: all(cookie("barra_counter_session")), Says: "The answer passed Barracuda's firewall.", Source: docWafw00f},
	{Product: "Barracuda", Role: OnPath, When: all(cookie("bni__barracuda_lb_cookie")), Says: "The answer passed Barracuda's load balancer.", Source: docWafw00f},

	{Product: "FortiWeb", Role: Wrote, Acts: true, Status: "400-599", When: all(body(".fgd_icon"), body("web page blocked")), States: wafBlock, Says: "FortiWeb blocked the request.", Source: docFortiWeb},
	{Product: "FortiWeb", Role: Wrote, Acts: true, Soft: true, When: all(body("web page blocked!"), body("attack id")), States: wafBlock, Says: "FortiWeb blocked the request; the page gives the attack id.", Source: docFortiWeb},
	{Product: "FortiWeb", Role: Wrote, Acts: true, Soft: true, When: all(body("server unavailable!"), body("fgd_icon")), States: wafBlock, Says: "FortiWeb blocked the request.", Source: docFortiWeb},
	{Product: "FortiWeb", Role: Wrote, Acts: true, Status: "400-599", When: all(body("the page cannot be displayed. please contact the administrator"), body("attack id")), States: wafBlock, Says: "FortiWeb blocked the request; the page gives the attack id.", Source: docFortiWeb},
	{Product: "FortiWeb", Role: OnPath, When: all(cookie("fortiwafsid")), Says: "The answer passed FortiWeb.", Source: docWafw00f},
	{Product: "FortiWeb", Role: OnPath, When: all(cookie("cookiesession1=")), Says: "The answer passed FortiWeb.", Source: docWafw00f},

	{Product: "Radware", Role: Wrote, Acts: true, When: all(body("unauthorized activity has been detected"), body("case number")), States: wafBlock, Says: "Radware's firewall blocked the request; the case number leads to the event.", Source: docWafw00f},
	{Product: "Radware", Role: Wrote, Acts: true, Soft: true, When: all(title("radware captcha")), States: said("waf/challenge"), Says: "The page is Radware's check.", Source: docWafw00f},
	{Product: "Citrix NetScaler", Role: Wrote, Acts: true, When: all(body("ns transaction id")), States: wafBlock, Says: "NetScaler's firewall blocked the request; the transaction id leads to the event.", Source: docWafw00f},
	{Product: "Citrix NetScaler", Role: OnPath, When: all(cookie("citrix_ns_id")), Says: "The answer passed NetScaler.", Source: docWafw00f},
	{Product: "Citrix NetScaler", Role: OnPath, When: all(cookie("nsc_")), Says: "The answer passed NetScaler.", Source: docWafw00f},
	{Product: "SonicWall", Role: Wrote, Acts: true, When: all(body("this request is blocked by the sonicwall")), States: wafBlock, Says: "SonicWall blocked the request.", Source: docWafw00f},
	{Product: "Sophos", Role: Wrote, Acts: true, When: all(body("powered by utm web protection")), States: wafBlock, Says: "Sophos blocked the request.", Source: docWafw00f},
	{Product: "Palo Alto Networks", Role: Wrote, Acts: true, When: all(body("palo alto next generation security platform")), States: wafBlock, Says: "A Palo Alto Networks firewall blocked the request.", Source: docWafw00f},
	{Product: "NAXSI", Role: Wrote, Acts: true, When: all(body("blocked by naxsi")), States: said("waf/request-content-rule").or("waf/unspecified-block"), Says: "NAXSI blocked the request.", Source: docWafw00f},
	{Product: "NAXSI", Role: Wrote, Acts: true, Status: "400-599", When: all(header("x-data-origin", "naxsi")), States: said("waf/request-content-rule").or("waf/unspecified-block"), Says: "NAXSI blocked the request.", Source: docWafw00f},
	{Product: "SafeLine", Role: Wrote, Acts: true, Status: "403,405,429", When: all(body("safeline")), States: wafBlock, Says: "SafeLine blocked the request.", Source: docWafw00f},
	{Product: "Alibaba Cloud WAF", Role: Wrote, Acts: true, Status: "405", When: all(body("errors.aliyun.com")), States: wafBlock, Says: "Alibaba Cloud's firewall blocked the request with 405.", Source: docWafw00f},
	{Product: "Tencent Cloud WAF", Role: Wrote, Acts: true, Status: "403,405", When: all(body("waf.tencent-cloud.com")), States: wafBlock, Says: "Tencent Cloud's firewall blocked the request.", Source: docWafw00f},
	{Product: "Edgio", Role: Wrote, Acts: true, Status: "403", When: all(server("ecacc"), body("403 - forbidden")), States: wafBlock, Says: "The edge of Edgio refused.", Source: docWafw00f},
	{Product: "Comodo", Role: Wrote, Acts: true, When: all(server("protected by comodo waf")), States: wafBlock, Says: "Comodo's firewall blocked the request.", Source: docWafw00f, Status: "400-599"},
	{Product: "Malcare", Role: Wrote, Acts: true, When: all(body("blocked because of malicious activities"), body("malcare")), States: wafBlock, Says: "MalCare blocked the request.", Source: docWafw00f},
	{Product: "Patchstack", Role: Wrote, Acts: true, When: all(body("access denied"), body("patchstack")), States: wafBlock, Says: "Patchstack blocked the request.", Source: docWafw00f},
	{Product: "Solid Security", Role: Wrote, Acts: true, Status: "403", When: all(body("you have been locked out due to too many invalid login attempts")), States: said("waf/temporary-ban"), Says: "The site locked the address out after failed sign-ins.", Source: "https://solidwp.com/security/"},
	{Product: "All In One WP Security", Role: Wrote, Acts: true, Status: "403", When: all(body("access from your ip address has been blocked for security reasons")), States: said("net/ip-blocklist").or("waf/temporary-ban"), Says: "The site blocks the address.", Source: "https://aiosplugin.com/"},
	{Product: "CrowdSec", Role: Wrote, Acts: true, Status: "403", When: all(body("crowdsec")), States: said("net/ip-blocklist").or("waf/temporary-ban"), Says: "CrowdSec blocks the address.", Source: "https://docs.crowdsec.net/"},
	{Role: Wrote, Acts: true, Status: "403,406,429,503", When: all(body("your ip address has been blocked")), States: said("net/ip-blocklist").or("waf/temporary-ban"), Says: "The page says that the address is blocked.", Source: rfc403},
	{Role: Wrote, Acts: true, Status: "403,406,429,503", When: all(body("your ip has been blocked")), States: said("net/ip-blocklist").or("waf/temporary-ban"), Says: "The page says that the address is blocked.", Source: rfc403},
	{Role: Wrote, Acts: true, Status: "403,451", When: all(body("not available in your country")), States: said("net/geo-restricted"), Says: "The page says that it is not for this country.", Source: rfc403},
	{Role: Wrote, Acts: true, Status: "403,451", When: all(body("not available in your region")), States: said("net/geo-restricted"), Says: "The page says that it is not for this region.", Source: rfc403},
	{Role: Wrote, Acts: true, Status: "403,451", When: all(body("country, region, or territory not supported")), States: said("net/geo-restricted"), Says: "The body says that the country is not supported.", Source: rfc403},
	{Role: Wrote, Acts: true, Status: "451", When: all(body("european economic area")), States: said("net/geo-restricted").or("net/legal-block"), Says: "The page says that it is not for the European Economic Area.", Source: rfc403},
	{Product: "LinkedIn", Role: Wrote, Acts: true, Status: "999", States: maybe("waf/unspecified-block").or("waf/challenge", "rate/request-limit"), Says: "Status 999 is LinkedIn's refusal of clients that it holds to be automated.", Source: docWafw00f},
}

var (
	sucuriBlock    = said("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "net/geo-restricted")
	wordfenceBlock = said("waf/unspecified-block").or("net/ip-blocklist", "waf/request-content-rule", "rate/request-limit", "net/geo-restricted")
	modsec         = said("waf/request-content-rule").or("waf/header-profile", "waf/user-agent-rule", "waf/unspecified-block")
)
