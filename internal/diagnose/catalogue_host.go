package diagnose

import "github.com/uptimesignal/uptimesignal/internal/measure"

// hostCauses: which site is meant.
var hostCauses = []Entry{
	{
		ID: "host/unknown-name", Title: "The server does not serve this host name",
		Means:    "The request reached a server that has no site under the name asked for. A DNS record points to the wrong place, or the name is missing from a list.",
		Statuses: "404,403,400,421,409,530,500", Failures: []measure.Failure{measure.AnswerClosed, measure.CertNameMismatch}, Ceiling: CeilingIsolated, Common: 3,
		Tell: []string{
			"The site's own name on the same address answers 2xx.",
			"CDNs and platforms say it: \"unknown domain\", DEPLOYMENT_NOT_FOUND, NoSuchBucket, \"No such app\".",
			"The certificate does not cover the name.",
		},
		Rivals: []CauseID{"resource/not-found", "static/path-deny-rule", "host/sni-host-mismatch"},
		Look:   "Look at the list of names of the server, and at where the DNS record points: `dig +short NAME`.",
		Fixes: []Fix{
			{Title: "Add the name, or correct the record", Steps: []string{
				"`dig +short NAME` must lead to this service; add the name to the service, or change the record.",
				"A record that points to a service which you no longer use lets others take the name over: remove it.",
				"Prove it: `curl -I https://NAME/` answers 200 with a certificate for the name.",
			}},
			{Title: "Add it to server_name", For: "nginx", Steps: []string{
				"`nginx -T | grep -n server_name`; add the name. An explicit default server shows when it is missing.",
				"Run `nginx -t && nginx -s reload`, then `curl -I -H 'Host: NAME' http://ADDRESS/`.",
			}},
			{Title: "Add it to ServerAlias", For: "Apache httpd", Steps: []string{
				"`apachectl -S` shows which virtual host takes which name; add `ServerAlias NAME`.",
				"Run `apachectl graceful`, then `curl -I https://NAME/`.",
			}},
			{Title: "Add it to ALLOWED_HOSTS", For: "Django", Steps: []string{
				"The log says `Invalid HTTP_HOST header`. Add the name to ALLOWED_HOSTS, restart.",
				"Health checks by address need that address in the list too. Prove it: `curl -I https://NAME/`.",
			}},
			{Title: "Add it to config.hosts", For: "Rails", Steps: []string{
				"`config.hosts << \"NAME\"`, and exempt the health path: `config.host_authorization = { exclude: ->(r) { r.path == \"/up\" } }`.",
				"Restart, then `curl -I https://NAME/`.",
			}},
			{Title: "Add the alternate domain", For: "Amazon CloudFront", Steps: []string{
				"Add the name under Alternate domain names with a certificate that covers it; the record must point to this distribution.",
				"Prove it: `curl -I https://NAME/` once it is deployed.",
			}},
			{Title: "Check record and zone", For: "Cloudflare", Steps: []string{
				"1001, 1014, 1016: the record in the zone, or the custom hostname, is missing or points into another account. 1003: ask by name, not by address.",
				"Prove it: `curl -I https://NAME/`.",
			}},
			{Title: "Add the domain", For: "Fastly", Steps: []string{
				"Add the name under Domains of the service and activate the version.",
				"Prove it: `curl -I https://NAME/`.",
			}},
			{Title: "Assign the domain", For: "Vercel", Steps: []string{
				"DEPLOYMENT_NOT_FOUND: add the name under Settings, Domains of the project, or mend the alias: `vercel alias ls`.",
				"Prove it: `curl -I https://NAME/`.",
			}},
			{Title: "Add the router's rule", For: "Traefik", Steps: []string{
				"`404 page not found` means that no router matches: check Host(`NAME`), the entry point and the provider on the dashboard.",
				"Prove it: `curl -I https://NAME/`.",
			}},
		},
		Monitor: "Monitor every name that you publish, and the certificate's names with it.",
		Sources: []string{docCF1xxx, "https://repost.aws/knowledge-center/resolve-cloudfront-bad-request-error", "https://vercel.com/docs/errors"},
	},
	{
		ID: "host/sni-host-mismatch", Title: "The names in TLS and in HTTP differ",
		Means:    "The handshake asked for one name and the request for another, and the server will not serve the second over this connection. Another connection would do.",
		Statuses: "421,403,400", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The status is 421, or Cloudflare says 1013.",
			"With the same name in both places it answers 2xx.",
		},
		Rivals: []CauseID{"host/unknown-name", "tls/client-cert-required"},
		Look:   "Compare the host in the URL, the Host header on the monitor, and where the connection goes.",
		Fixes: []Fix{
			{Title: "Use one name", Steps: []string{
				"Put the name in the URL and remove the Host header from the monitor; use connect-to for another address.",
				"Browsers reuse connections for other names of the same certificate: answer 421, so that they open a new one.",
				"Prove it: `curl -I --connect-to NAME:443:ADDRESS:443 https://NAME/`.",
			}},
			{Title: "Same policy for names of one address", For: "Apache httpd", Steps: []string{
				"AH02032: virtual hosts with other SSLVerifyClient or SSLProtocol on one address refuse; give them equal settings or addresses of their own. Proxies must send SNI: `ProxyPreserveHost On`.",
				"Run `apachectl graceful`, then test again.",
			}},
			{Title: "Send the right SNI to the origin", For: "nginx", Steps: []string{
				"As a proxy: `proxy_ssl_server_name on; proxy_ssl_name NAME; proxy_set_header Host NAME;`.",
				"Run `nginx -s reload`, then test again.",
			}},
		},
		Monitor: "Do not set Host by hand; give the monitor an address to connect to instead.",
		Sources: []string{"RFC 9110 section 15.5.20", "RFC 9113 section 9.1.2", docCF403},
	},
}

// tlsCauses: what the secure connection wants.
var tlsCauses = []Entry{
	{
		ID: "tls/client-cert-required", Title: "A client certificate is required",
		Means:    "The server wants the client to show a certificate of its own, and the request showed none.",
		Statuses: "400,403,496", Failures: []measure.Failure{measure.ClientCertRequired, measure.TLSAlert}, Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The handshake held a CertificateRequest, and no certificate was configured on the check.",
			"nginx says \"No required SSL certificate was sent\", IIS 403.7; TLS 1.3 reports it after the handshake.",
			"An optional request that the application refuses softly looks like a rule on the path.",
		},
		Rivals: []CauseID{"tls/client-cert-rejected", "static/path-deny-rule"},
		Look:   "Look for the setting that asks: ssl_verify_client, SSLVerifyClient, clientCertificateMode.",
		Fixes: []Fix{
			{Title: "Give the monitor a certificate", Steps: []string{
				"Issue a client certificate for monitoring from the authority that the server trusts, and store it with its key on the monitor.",
				"Or make a health path that needs none.",
				"Prove it: `curl -i --cert FILE --key FILE URL`.",
			}},
			{Title: "Make it optional for a path", For: "nginx", Steps: []string{
				"`ssl_verify_client optional;` in the server, and `if ($ssl_client_verify != SUCCESS) { return 403; }` in the locations that need it.",
				"Reload, then `curl -i URL` for the health path and with a certificate for the rest.",
			}},
			{Title: "Make it optional for a path", For: "Apache httpd", Steps: []string{
				"`SSLVerifyClient optional` in the virtual host and `Require expr \"%{SSL_CLIENT_VERIFY} == 'SUCCESS'\"` in the locations; per-location verification does not work over TLS 1.3 with HTTP/2.",
				"Run `apachectl graceful`, then test both.",
			}},
			{Title: "Set SSL settings", For: "IIS", Steps: []string{
				"403.7: SSL Settings of the path, Client certificates: Accept instead of Require.",
				"Prove it: `curl -i URL`.",
			}},
		},
		Monitor: "Keep a monitor without a certificate that expects the refusal, beside the one with it.",
		Sources: []string{"RFC 8446 section 4.3.2", "https://nginx.org/en/docs/http/ngx_http_ssl_module.html", docIIS},
	},
	{
		ID: "tls/client-cert-rejected", Title: "The client certificate is not accepted",
		Means:    "A client certificate was shown and the server refuses it: expired, of an authority that it does not trust, or revoked.",
		Statuses: "400,403,495", Failures: []measure.Failure{measure.ClientCertRejected, measure.TLSAlert}, Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"Our own certificate's end lies in the past, or its issuer is not among those that the server names.",
			"nginx says \"The SSL certificate error\", IIS 403.13, 403.16 or 403.17; alerts are certificate_expired, unknown_ca, bad_certificate.",
		},
		Rivals: []CauseID{"tls/client-cert-required"},
		Look:   "Look at the server's log: nginx writes `client SSL certificate verify error` with the reason.",
		Fixes: []Fix{
			{Title: "Renew it, or trust its issuer", Steps: []string{
				"`openssl x509 -in FILE -noout -dates -issuer`; renew it, or add the issuer to the server's bundle. Send intermediates along.",
				"Prove it: `openssl verify -CAfile BUNDLE FILE`, then `curl -i --cert FILE --key FILE URL`.",
			}},
			{Title: "Mend bundle and revocation list", For: "nginx", Steps: []string{
				"`ssl_client_certificate` must hold the issuer up to the root, `ssl_verify_depth` must reach; an expired `ssl_crl` refuses everyone.",
				"Reload, then test again.",
			}},
			{Title: "Mend the stores", For: "IIS", Steps: []string{
				"403.13 revoked or the list cannot be fetched, 403.16 issuer not in Trusted Root, 403.17 out of date.",
				"`certutil -verify -urlfetch FILE` shows which, then test again.",
			}},
		},
		Monitor: "The forecast tells three weeks before the client certificate ends; renew it with overlap, so that both the old and the new one are accepted for a while.",
		Sources: []string{"RFC 8446 section 6.2", docIIS, "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors"},
	},
	{
		ID: "tls/https-required", Title: "HTTPS is required",
		Means:    "The request came over plain HTTP, and the server serves this over HTTPS only, or plain HTTP was sent to an HTTPS port.",
		Statuses: "301,308,403,400,426,497,302", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The URL begins with http, and the same with https answers 2xx.",
			"The page says it: \"The plain HTTP request was sent to HTTPS port\", IIS 403.4.",
		},
		Rivals: []CauseID{"static/path-deny-rule", "redirect/loop"},
		Look:   "Look for the rule that asks for TLS, and behind a proxy at X-Forwarded-Proto.",
		Fixes: []Fix{
			{Title: "Change the monitor to https", Steps: []string{
				"Put https in the URL; keep a second monitor on http that expects the redirect.",
				"Prove it: `curl -I https://HOST/PATH` answers 200.",
			}},
			{Title: "Tell the application that TLS ended before it", For: "nginx", Steps: []string{
				"`proxy_set_header X-Forwarded-Proto $scheme;`, and let the application trust it; otherwise it redirects for ever.",
				"Reload, then `curl -sIL https://HOST/` ends in 200.",
			}},
			{Title: "SSL settings", For: "IIS", Steps: []string{
				"403.4: SSL Settings, Require SSL. Redirect http with URL Rewrite instead of refusing it.",
				"Prove it: `curl -I http://HOST/` gives 301.",
			}},
			{Title: "Trust the proxy's header", For: "Django", Steps: []string{
				"`SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")` with SECURE_SSL_REDIRECT, only behind a proxy that sets it.",
				"Prove it: `curl -sIL https://HOST/` ends in 200.",
			}},
		},
		Monitor: "Monitor https, and the redirect from http with expected status 301.",
		Sources: []string{"RFC 9110 section 15.5.22", "RFC 6797", docIIS},
	},
}

// requestCauses: how it was asked.
var requestCauses = []Entry{
	{
		ID: "request/method-refused", Title: "The method is not allowed",
		Means:    "The resource is there and does not take this method. Another method on the same URL would be answered.",
		Statuses: "405,403,501", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"405 comes with Allow, which lists what is taken; GET answers 2xx.",
			"A 405 on GET itself may be the captcha of AWS WAF.",
		},
		Rivals: []CauseID{"request/head-refused", "authz/csrf-or-origin", "waf/challenge"},
		Look:   "Look at Allow, and at the route table: the method may be missing there.",
		Fixes: []Fix{
			{Title: "Use a method that is allowed", Steps: []string{
				"Choose one of Allow on the monitor, or add the route for this method.",
				"Prove it: `curl -i -X METHOD URL`.",
			}},
			{Title: "Mend limit_except, or the static location", For: "nginx", Steps: []string{
				"POST to a static file is always 405: route it to the application. `limit_except GET { deny all; }` gives 403.",
				"Reload, then test again.",
			}},
			{Title: "Allow the methods", For: "Amazon CloudFront", Steps: []string{
				"Allowed HTTP methods of the behaviour: GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE.",
				"Prove it: `curl -i -X POST URL` once it is deployed.",
			}},
			{Title: "Allow the verb", For: "IIS", Steps: []string{
				"405.0 and 404.6: WebDAV takes PUT and DELETE away; remove WebDAVModule for the site, and look at requestFiltering verbs.",
				"Prove it: `curl -i -X PUT URL`.",
			}},
		},
		Monitor: "Check with GET unless the monitor is about another method.",
		Sources: []string{"RFC 9110 section 15.5.6", "RFC 9110 section 10.2.1"},
	},
	{
		ID: "request/head-refused", Title: "HEAD is refused, GET is not",
		Means:    "The page is fine and the server does not answer HEAD for it. Browsers never notice; link checkers and monitors do.",
		Statuses: "405,403,404,501,400", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"The check uses HEAD, and GET answers 2xx, back to back.",
			"A link signed for GET refuses HEAD as well; that is the signature's doing.",
		},
		Rivals: []CauseID{"request/method-refused", "signed-url/request-altered"},
		Look:   "Look at the route: frameworks answer HEAD from the GET handler unless methods are listed by hand.",
		Fixes: []Fix{
			{Title: "Check with GET", Steps: []string{
				"Set the method to GET; the monitor reads no more of the body than its limit.",
				"Let the application answer HEAD wherever it answers GET (RFC 9110 section 9.1).",
				"Prove it: `curl -I URL` and `curl -o /dev/null -w '%{http_code}' URL` give the same.",
			}},
			{Title: "Add HEAD to the route", For: "Spring", Steps: []string{
				"@GetMapping answers HEAD by itself; `@RequestMapping(method = GET)` in filters and security rules may not.",
				"Prove it: `curl -I URL`.",
			}},
		},
		Monitor: "Use GET for monitors: it is what visitors use.",
		Sources: []string{"RFC 9110 section 9.1", "RFC 9110 section 9.3.2"},
	},
	{
		ID: "request/not-acceptable", Title: "The media type is not acceptable",
		Means:    "The server has no form of the resource that fits Accept, or does not take the Content-Type that was sent.",
		Statuses: "406,415", Ceiling: CeilingIsolated, Common: 5,
		Tell: []string{
			"With Accept: */* it answers 2xx.",
			"If Accept was */* all along, a 406 is a firewall's: ModSecurity and others use it to block.",
		},
		Rivals: []CauseID{"waf/request-content-rule", "waf/unspecified-block"},
		Look:   "Compare Accept and Content-Type of the check with what the endpoint produces.",
		Fixes: []Fix{
			{Title: "Set Accept and Content-Type", Steps: []string{
				"Set Accept to the type that the endpoint produces, or */*; with a body set its Content-Type.",
				"Prove it: `curl -i -H 'Accept: */*' URL`.",
			}},
			{Title: "Look for a firewall", For: "ModSecurity", Steps: []string{
				"406 with Accept: */* is a rule with status:406; the audit log names it.",
				"Exclude the rule for this path, then test again.",
			}},
			{Title: "Add the renderer", For: "Django REST framework", Steps: []string{
				"`Could not satisfy the request Accept header.`: add the renderer to DEFAULT_RENDERER_CLASSES, or ask for application/json.",
				"Prove it: `curl -i -H 'Accept: application/json' URL`.",
			}},
		},
		Monitor: "Send the Accept header that your clients send.",
		Sources: []string{"RFC 9110 section 15.5.7", "RFC 9110 section 15.5.16"},
	},
	{
		ID: "request/too-large", Title: "The request is too large",
		Means:    "The URL, the header fields with their cookies, or the body is larger than the server takes. Smaller requests to the same path pass.",
		Statuses: "431,414,413,400,494", Ceiling: CeilingStated, Common: 5,
		Tell: []string{
			"The status names the part: 414 the URL, 431 or 494 the header fields, 413 the body.",
			"Without the cookie or the query it passes.",
		},
		Rivals: []CauseID{"waf/request-content-rule"},
		Look:   "Look at the size of the Cookie header, and at cookies that grow with each visit.",
		Fixes: []Fix{
			{Title: "Send less", Steps: []string{
				"Remove cookies and parameters from the check that it does not need; find which cookie grows.",
				"Prove it: the test passes.",
			}},
			{Title: "Raise the buffers", For: "nginx", Steps: []string{
				"`large_client_header_buffers 4 16k;` for headers and URL, `client_max_body_size 20m;` for bodies; with ingress-nginx the annotation `nginx.ingress.kubernetes.io/proxy-body-size`.",
				"Reload, then test again.",
			}},
			{Title: "Raise the limits", For: "Apache httpd", Steps: []string{
				"`LimitRequestFieldSize`, `LimitRequestLine`, `LimitRequestBody`.",
				"Run `apachectl graceful`, then test again.",
			}},
			{Title: "Raise the limits", For: "Spring", Steps: []string{
				"`server.max-http-request-header-size=16KB`, `spring.servlet.multipart.max-file-size`.",
				"Restart, then test again.",
			}},
		},
		Monitor: "Let checks begin without a cookie jar; a jar that grows fails after weeks.",
		Sources: []string{"RFC 6585 section 5", "RFC 9110 section 15.5.14", "RFC 9110 section 15.5.15"},
	},
}
