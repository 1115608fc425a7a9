package diagnose

// pageFacts are notices of hosts and sites, which often come with a success
// status, and login forms.
var pageFacts = []Fact{
	{Product: "cPanel", Role: Wrote, Acts: true, Soft: true, When: all(body("cgi-sys/suspendedpage.cgi")), States: said("site/suspended"), Says: "The page is cPanel's: the account is suspended.", Source: "https://docs.cpanel.net/"},
	{Product: "cPanel", Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/cgi-sys/suspendedpage.cgi")), States: said("site/suspended"), Says: "The redirect leads to cPanel's notice of suspension.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Soft: true, When: all(title("account suspended")), States: said("site/suspended"), Says: "The page's title says that the account is suspended.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Soft: true, When: all(body("this account has been suspended")), States: said("site/suspended"), Says: "The page says that the account has been suspended.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Soft: true, When: all(title("website suspended")), States: said("site/suspended"), Says: "The page's title says that the website is suspended.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Soft: true, When: all(title("domain suspended")), States: said("site/suspended"), Says: "The page's title says that the domain is suspended.", Source: "https://www.icann.org/resources/pages/verification-2013-05-03-en"},
	{Role: Wrote, Acts: true, Soft: true, When: all(body("this domain has been suspended")), States: said("site/suspended"), Says: "The page says that the domain has been suspended.", Source: "https://www.icann.org/resources/pages/verification-2013-05-03-en"},
	{Role: Wrote, Acts: true, Soft: true, When: all(body("this domain has expired")), States: said("site/suspended"), Says: "The page says that the domain has expired.", Source: "https://www.icann.org/resources/pages/gtld-lifecycle-2012-02-25-en"},
	{Role: Wrote, Acts: true, Soft: true, When: all(body("domain name has expired")), States: said("site/suspended"), Says: "The page says that the domain has expired.", Source: "https://www.icann.org/resources/pages/gtld-lifecycle-2012-02-25-en"},
	{Role: Wrote, Acts: true, Soft: true, When: all(title("this domain is for sale")), States: maybe("site/suspended"), Says: "The page offers the domain for sale.", Source: "https://www.icann.org/resources/pages/gtld-lifecycle-2012-02-25-en"},
	{Role: Wrote, Acts: true, Soft: true, When: all(title("bandwidth limit exceeded")), States: said("rate/quota-exhausted").or("site/suspended"), Says: "The page says that the site's bandwidth limit is exceeded.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Status: "509", When: all(body("bandwidth limit exceeded")), States: said("rate/quota-exhausted").or("site/suspended"), Says: "The page says that the site's bandwidth limit is exceeded.", Source: "https://docs.cpanel.net/"},
	{Role: Wrote, Acts: true, Status: "508", When: all(body("resource limit is reached")), States: said("upstream/overloaded").or("rate/concurrency-limit"), Says: "The host's limit of processes or memory is reached.", Source: "https://docs.cloudlinux.com/"},
	{Role: Wrote, Acts: true, Status: "503", When: all(title("maintenance")), States: maybe("site/maintenance"), Says: "The page's title says maintenance.", Source: "RFC 9110 section 15.6.4"},
	{Role: Wrote, Acts: true, Status: "503", When: all(body("undergoing maintenance")), States: maybe("site/maintenance"), Says: "The page says that maintenance is going on.", Source: "RFC 9110 section 15.6.4"},
	{Role: Wrote, Acts: true, Status: "503", When: all(body("scheduled maintenance")), States: maybe("site/maintenance"), Says: "The page says that maintenance is scheduled.", Source: "RFC 9110 section 15.6.4"},
	{Role: Wrote, Acts: true, Status: "503", When: all(body("down for maintenance")), States: maybe("site/maintenance"), Says: "The page says that the site is down for maintenance.", Source: "RFC 9110 section 15.6.4"},
	{Role: Wrote, Acts: true, Status: "503", When: all(body("be right back")), States: maybe("site/maintenance"), Says: "The page says that the site will be right back.", Source: "RFC 9110 section 15.6.4"},
	{Role: Wrote, Acts: true, Status: "503", When: all(body("maintenance mode")), States: maybe("site/maintenance"), Says: "The page says that the site is in maintenance mode.", Source: "RFC 9110 section 15.6.4"},

	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/wp-login.php")), States: said("auth/session-required"), Says: "The redirect leads to WordPress' login page.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "response_type=code")), States: said("auth/session-required"), Says: "The redirect begins an OAuth sign-in.", Source: "RFC 6749 section 4.1.1"},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "response_type=id_token")), States: said("auth/session-required"), Says: "The redirect begins an OpenID Connect sign-in.", Source: "OpenID Connect Core section 3.2.2.1"},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "samlrequest=")), States: said("auth/session-required"), Says: "The redirect begins a SAML sign-in.", Source: "SAML 2.0 Bindings section 3.4"},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/oauth2/start")), States: said("auth/session-required"), Says: "The redirect begins a sign-in.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/oauth2/sign_in")), States: said("auth/session-required"), Says: "The redirect begins a sign-in.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/oauth2/authorize")), States: said("auth/session-required"), Says: "The redirect begins an OAuth sign-in.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/login")), States: said("auth/session-required"), Says: "The redirect leads to a login page.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/signin")), States: said("auth/session-required"), Says: "The redirect leads to a login page.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/sign-in")), States: said("auth/session-required"), Says: "The redirect leads to a login page.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/sign_in")), States: said("auth/session-required"), Says: "The redirect leads to a login page.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "/sso")), States: maybe("auth/session-required"), Says: "The redirect leads to a single sign-on.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "redirect_to=")), States: maybe("auth/session-required"), Says: "The redirect carries a return address, as those to a login page do.", Source: rfc401},
	{Role: Wrote, Acts: true, Status: "300-399", When: all(header("location", "returnurl=")), States: maybe("auth/session-required"), Says: "The redirect carries a return address, as those to a login page do.", Source: rfc401},
	// A login form on a success is no refusal by itself: the page may be the
	// one that is monitored.
	{Role: Origin, Soft: true, When: all(body(`type="password"`)), States: []Claim{{Cause: "auth/session-required", Strength: Possible}}, Says: "The page has a password field.", Source: rfc401},
}
