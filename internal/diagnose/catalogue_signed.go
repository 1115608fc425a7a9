package diagnose

const (
	docSigV4      = "https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html"
	docSecureLink = "https://nginx.org/en/docs/http/ngx_http_secure_link_module.html"
)

// signedCauses: links that carry their own permission.
var signedCauses = []Entry{
	{
		ID: "signed-url/expired", Title: "The signed link has expired",
		Means:    "The link was valid until a time that is written into it, and that time has passed. Nothing on the server has changed, and removing the signature does not help.",
		Statuses: "403,400,410,401", Ceiling: CeilingStated, Common: 4,
		Tell: []string{
			"The expiry in the URL lies in the past: X-Amz-Date plus X-Amz-Expires, Expires, se, X-Goog-Expires, or a policy's DateLessThan.",
			"The store says \"Request has expired\", or gives its own time beside the expiry.",
			"If the expiry still lies ahead, the server's clock or the session behind the signature is the suspect.",
		},
		Rivals: []CauseID{"signed-url/bad-signature", "clock/server-skew", "auth/expired-credential"},
		Look:   "Compare the expiry in the URL with the time of the first failure; they match to the second when this is the cause.",
		Fixes: []Fix{
			{Title: "Sign anew, and do not monitor a fixed link", Steps: []string{
				"Issue a new link. A link with an end is no target for a lasting monitor: monitor what issues the links instead, or the object through a credential.",
				"Prove it: `curl -I` on the new link answers 200.",
			}},
			{Title: "Sign again, with care for the session", For: "S3", Steps: []string{
				"`aws s3 presign s3://BUCKET/KEY --expires-in 604800` is the longest that version 4 allows; temporary credentials end it earlier.",
				"Prove it: `curl -o /dev/null -w '%{http_code}' -r 0-0 'URL'` answers 206. HEAD on a link signed for GET answers 403.",
			}},
			{Title: "Sign again", For: "Google Cloud Storage", Steps: []string{
				"`gcloud storage sign-url gs://BUCKET/OBJECT --duration=7d --private-key-file=KEY`; seven days are the most.",
				"Prove it: `curl -I 'URL'` answers 200; an expired one answers 400 with ExpiredToken.",
			}},
			{Title: "Make a new signature", For: "Azure Storage", Steps: []string{
				"`az storage blob generate-sas … --expiry TIME --permissions r --https-only`; a stored access policy lets you prolong without a new link.",
				"A user delegation signature ends with its key (ske) at the latest. Prove it: `curl -I 'URL'`.",
			}},
			{Title: "Sign again", For: "Amazon CloudFront", Steps: []string{
				"`aws cloudfront sign --url URL --key-pair-id ID --private-key file://KEY --date-less-than TIME`.",
				"Prove it: `curl -I 'URL'` answers 200.",
			}},
			{Title: "Issue a new link", For: "nginx", Steps: []string{
				"secure_link sets $secure_link to 0 for an expired link; answer 410 for it, and 403 for a wrong one, so that both can be told apart.",
				"Compute it again: `echo -n 'EXPIRES/PATH SECRET' | openssl md5 -binary | base64 | tr +/ -_ | tr -d =`, in the order of secure_link_md5.",
				"Prove it: `curl -I 'URL'` answers 200.",
			}},
		},
		Monitor: "The forecast reads the end out of the URL and tells a day ahead, or a fifth of its life if that is shorter. The end is \"at the latest\": the session that signed may end sooner.",
		Sources: []string{docSigV4, docSAS, docCloudFrontSign, docSecureLink},
	},
	{
		ID: "signed-url/not-yet-valid", Title: "The signed link is not valid yet",
		Means:    "The link begins in the future. Mostly the clock of the machine that signed runs ahead.",
		Statuses: "403,400", Ceiling: CeilingStated, Common: 1,
		Tell: []string{
			"X-Amz-Date, st or DateGreaterThan lies ahead of a trustworthy clock.",
			"The store says \"Request is not valid yet\".",
		},
		Rivals: []CauseID{"clock/client-skew", "clock/server-skew", "signed-url/bad-signature"},
		Look:   "Compare the clock of the machine that signs with `chronyc tracking` or `timedatectl`.",
		Fixes: []Fix{
			{Title: "Set the signer's clock", Steps: []string{
				"Run NTP on the machine that signs: `timedatectl set-ntp true`, then `chronyc tracking`.",
				"Prove it: a new link's start is not ahead, and it answers 200 at once.",
			}},
			{Title: "Start a little in the past", For: "Azure Storage", Steps: []string{
				"Leave st out, or set it 15 minutes back, as clocks differ.",
				"Prove it: a new link answers 200 at once.",
			}},
		},
		Monitor: "Let the monitor of the signing service compare its Date with true time; it warns from one minute on.",
		Sources: []string{docSigV4, "https://learn.microsoft.com/azure/storage/common/storage-sas-overview"},
	},
	{
		ID: "signed-url/bad-signature", Title: "The signature does not match",
		Means:    "The server computes another signature than the one in the link. The key, the way of signing or the link itself differs from what the server expects.",
		Statuses: "403,400", Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"The code is SignatureDoesNotMatch, or AuthenticationFailed with an end that lies ahead.",
			"If removing a foreign parameter, using GET, or the signed host cures it, the request was altered and the signature is good.",
		},
		Rivals: []CauseID{"signed-url/request-altered", "signed-url/expired", "signed-url/signer-revoked"},
		Look:   "The body may hold StringToSign and CanonicalRequest: compare host, path, query and method line by line with what was signed.",
		Fixes: []Fix{
			{Title: "Sign again with the present secret", Steps: []string{
				"Sign the same object anew and compare both links: what differs beside time and signature is the fault.",
				"Check region, encoding of the path (`+`, `%2F`, spaces), and any proxy that rewrites path or host.",
				"Prove it: `curl -i 'URL'` answers 200.",
			}},
			{Title: "Compare the canonical request", For: "S3", Steps: []string{
				"Compare `<CanonicalRequest>` of the body with the SDK's debug output. AuthorizationQueryParametersError names the parameter: X-Amz-Expires is at most 604800, the region must be the bucket's.",
				"Prove it: `aws s3 presign … --region REGION`, then fetch it.",
			}},
			{Title: "Check key and service version", For: "Azure Storage", Steps: []string{
				"AuthenticationErrorDetail has the string to sign of the server; compare it field by field, and check that the account key was not rotated.",
				"Prove it: a new signature answers 200.",
			}},
			{Title: "Check key group and policy", For: "Amazon CloudFront", Steps: []string{
				"The public key of Key-Pair-Id must be in a key group that the behaviour trusts; base64 is with `-`, `_`, `~`.",
				"Prove it: `aws cloudfront sign …` with the same key answers 200.",
			}},
			{Title: "Check the string and its order", For: "nginx", Steps: []string{
				"secure_link_md5 fixes the order and every space; the hash is base64url without padding.",
				"Log `$secure_link`: empty is a wrong hash, 0 an expired one. Then test again.",
			}},
		},
		Monitor: "Monitor the service that signs: let it sign a small object and fetch it.",
		Sources: []string{docS3, docSAS, docSecureLink},
	},
	{
		ID: "signed-url/request-altered", Title: "The signed link was changed on its way",
		Means:    "The link is good and is not used as it was signed: another method, an added parameter or another host. A signature covers these.",
		Statuses: "403", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"Without the added parameter, with GET instead of HEAD, or with the signed host it answers 200.",
			"HEAD on a link signed for GET gives a 403 without a body.",
		},
		Rivals: []CauseID{"signed-url/bad-signature", "signed-url/expired"},
		Look:   "Compare the link as it is requested with the link as it was issued, byte by byte.",
		Fixes: []Fix{
			{Title: "Use the link exactly as issued", Steps: []string{
				"Remove what was added (utm_source, fbclid, a cache buster), and check that `&` was not stored as `&amp;`.",
				"Check with GET and `Range: bytes=0-0` instead of HEAD.",
				"Prove it: the test passes with the link as issued.",
			}},
			{Title: "Keep the host", For: "nginx", Steps: []string{
				"A proxy before a store must pass the host that was signed: `proxy_set_header Host BUCKET.s3.REGION.amazonaws.com;`, and must not add arguments.",
				"Reload, then the same link passes.",
			}},
			{Title: "Do not forward what was not signed", For: "Amazon CloudFront", Steps: []string{
				"With links signed for the bucket use the origin request policy AllViewerExceptHostHeader; parameters added after CloudFront signed give 403.",
				"Prove it: the link as issued passes.",
			}},
		},
		Monitor: "Set the monitor's method to GET for signed links, and keep redirects and rewriting proxies out of the way.",
		Sources: []string{docSigV4, docCloudFrontSign},
	},
	{
		ID: "signed-url/missing-signature", Title: "The signature is missing from the link",
		Means:    "The path is served with a signature only, and the link has none or only part of it. It was cut off, or a redirect dropped it.",
		Statuses: "403,401", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"CloudFront says MissingKey; elsewhere the link has some of the fields of a signature and not all.",
			"With no field at all it looks like a path that refuses everyone.",
		},
		Rivals: []CauseID{"static/path-deny-rule", "authz/resource-not-public", "signed-url/bad-signature"},
		Look:   "Look at the link in the monitor and in the redirect before it: an unquoted `&` in a shell or configuration cuts it.",
		Fixes: []Fix{
			{Title: "Restore the whole link", Steps: []string{
				"Put the link in quotes, replace `&amp;` by `&`, and check every redirect before it.",
				"Prove it: `curl -I 'URL'` answers 200.",
			}},
			{Title: "Sign, or open the behaviour", For: "Amazon CloudFront", Steps: []string{
				"The behaviour restricts viewer access. Send a signed URL or the three CloudFront cookies, or set Restrict viewer access to No for this path.",
				"Prove it: `curl -I 'URL'` answers 200.",
			}},
			{Title: "Pass the arguments", For: "nginx", Steps: []string{
				"secure_link reads the arguments that it names: `secure_link $arg_md5,$arg_expires;`. An outer proxy_pass with a URI must keep `$is_args$args`.",
				"Reload, then the same link passes.",
			}},
		},
		Monitor: "Keep one monitor with a valid link and one without that expects 403: the second shows that the protection holds.",
		Sources: []string{docCloudFrontSign, docSecureLink},
	},
	{
		ID: "signed-url/bound-elsewhere", Title: "The signed link is bound to another address or protocol",
		Means:    "The link is valid for the address range or the protocol that is written into it, and this request comes from elsewhere.",
		Statuses: "403", Ceiling: CeilingStated, Common: 1,
		Tell: []string{
			"Azure says AuthorizationSourceIPMismatch or AuthorizationProtocolMismatch; sip and spr stand in the link.",
			"A CloudFront policy has IpAddress; from the address meant the same link answers 200.",
		},
		Rivals: []CauseID{"net/ip-allowlist", "signed-url/bad-signature", "tls/https-required"},
		Look:   "Decode the link: sip, spr, or Condition.IpAddress of the policy.",
		Fixes: []Fix{
			{Title: "Sign for this place", Steps: []string{
				"Issue the link for the monitor's address, or without a binding; use https where the link is bound to it.",
				"Prove it: the test from each place answers 200.",
			}},
			{Title: "Change sip or spr", For: "Azure Storage", Steps: []string{
				"`az storage blob generate-sas … --ip ADDRESS` with the public address that Azure sees: inside Azure's own network sip does not work.",
				"Prove it: `curl -I 'URL'` from that address.",
			}},
			{Title: "Change the policy", For: "Amazon CloudFront", Steps: []string{
				"Sign a custom policy without IpAddress, or with the range of the agents.",
				"Prove it: `curl -I 'URL'` from that address.",
			}},
		},
		Monitor: "Monitor bound links only from the place that they are bound to.",
		Sources: []string{docSAS, "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-custom-policy.html"},
	},
	{
		ID: "signed-url/signer-revoked", Title: "The key that signed is gone",
		Means:    "The link was signed by a key that was deleted, rotated or deactivated. Every link of that key died at the same moment.",
		Statuses: "403,401", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"InvalidAccessKeyId, or InvalidKey at CloudFront; Azure only says AuthenticationFailed.",
			"Links of another key still work, and all of this one fail since the same minute.",
		},
		Rivals: []CauseID{"signed-url/bad-signature", "auth/invalid-credentials", "auth/account-disabled"},
		Look:   "Read the key from the link (X-Amz-Credential, Key-Pair-Id, GoogleAccessId) and look up its state.",
		Fixes: []Fix{
			{Title: "Sign with a live key", Steps: []string{
				"Find the key that signed, and who rotated it when.",
				"Sign with the present key; the next time keep the old key until the last of its links has ended.",
				"Prove it: `curl -I 'URL'` on a new link answers 200.",
			}},
			{Title: "Look the key up", For: "S3", Steps: []string{
				"`aws sts get-access-key-info --access-key-id KEY` gives its account, `aws iam list-access-keys --user-name USER` its state.",
				"Sign with an active key and fetch the link.",
			}},
			{Title: "Check both keys", For: "Azure Storage", Steps: []string{
				"`az storage account keys list -n ACCOUNT`: a regenerated key ends every signature made with it. Sign with the other, or by a user delegation key.",
				"Prove it: a new link answers 200.",
			}},
			{Title: "Add the public key again", For: "Amazon CloudFront", Steps: []string{
				"`aws cloudfront list-public-keys` and the key group of the behaviour: the Key-Pair-Id must be in it.",
				"Prove it: a new link answers 200.",
			}},
		},
		Monitor: "Let one monitor watch a link of each signing key that is in use.",
		Sources: []string{docS3, docCloudFrontSign},
	},
}

// clockCauses: what time it is.
var clockCauses = []Entry{
	{
		ID: "clock/client-skew", Title: "Our clock, or the signer's, is wrong",
		Means:    "The request carries a time that is too far from the server's. The machine that signed or issued it has the wrong time; the server is right.",
		Statuses: "403,401,400", Ceiling: CeilingStated, Common: 1,
		Tell: []string{
			"RequestTimeTooSkewed (S3 allows 15 minutes), or \"Signature expired\" on a request that was signed just now.",
			"Our clock differs from the Date of several unrelated servers in the same way.",
		},
		Rivals: []CauseID{"clock/server-skew", "signed-url/expired", "signed-url/not-yet-valid"},
		Look:   "Run `chronyc tracking` or `timedatectl` on the machine that signs.",
		Fixes: []Fix{
			{Title: "Set the clock", Steps: []string{
				"`timedatectl set-ntp true`, then `chronyc tracking` shows an offset of milliseconds. Containers take the host's clock; virtual machines drift after a suspend.",
				"Sign when sending, not in advance.",
				"Prove it: `curl -sI https://example.com | grep -i ^date` agrees with `date -u`.",
			}},
			{Title: "Let the SDK correct it", For: "S3", Steps: []string{
				"The SDKs of AWS correct for skew after the first refusal; requests signed by hand do not. The body's ServerTime shows the difference.",
				"Prove it: `aws s3 ls` succeeds.",
			}},
		},
		Monitor: "Watch the offset of NTP on the machine that signs, and let one monitor use a link that was signed a moment ago.",
		Sources: []string{docS3, "RFC 9110 section 6.6.1"},
	},
	{
		ID: "clock/server-skew", Title: "The server's clock is wrong",
		Means:    "This server's time differs from everyone else's, so it takes valid tokens and links for expired, or for not yet valid.",
		Statuses: "403,401,410", Ceiling: CeilingIsolated, Common: 1,
		Tell: []string{
			"Date of this host, corrected for Age and travel time, is off by more than a minute; other hosts agree with us.",
			"By our clock the token or link is still valid, or already valid.",
		},
		Rivals: []CauseID{"clock/client-skew", "signed-url/expired", "auth/expired-credential"},
		Look:   "Run `chronyc tracking` or `timedatectl` on that node; behind a load balancer on each of them.",
		Fixes: []Fix{
			{Title: "Set the node's clock", Steps: []string{
				"`timedatectl set-ntp true`; allow UDP 123 out, or use the cloud's own time source.",
				"Allow a minute of leeway where tokens are checked.",
				"Prove it: Date of the answer agrees with `date -u`, and the same link passes.",
			}},
		},
		Monitor: "Watch the offset of NTP on every node; a diagnosis compares Date with our clock, but only once something is refused.",
		Sources: []string{"RFC 9110 section 6.6.1", "RFC 7519 section 4.1.4"},
	},
}

// refererCauses: where the request says that it was linked from.
var refererCauses = []Entry{
	{
		ID: "referer/hotlink-denied", Title: "Hotlink protection refuses the Referer",
		Means:    "The file may be embedded by the site's own pages only, and the request names another page as its origin. Without a Referer it is mostly served.",
		Statuses: "403,302,200", Ceiling: CeilingIsolated, Common: 2,
		Tell: []string{
			"Without Referer, or with the site's own, it answers 2xx; with a foreign one again refused.",
			"Cloudflare says it as error 1011; it is mostly about images and media.",
		},
		Rivals: []CauseID{"referer/referer-required", "static/path-deny-rule"},
		Look:   "Look for the rule on Referer in the server, the .htaccess file and the CDN.",
		Fixes: []Fix{
			{Title: "Remove the Referer, or allow its site", Steps: []string{
				"Take Referer off the check; if a partner's pages must show the file, allow their domain.",
				"Prove it: with that Referer 200, with a foreign one 403.",
			}},
			{Title: "Extend valid_referers", For: "nginx", Steps: []string{
				"`valid_referers none blocked server_names *.partner.example; if ($invalid_referer) { return 403; }`.",
				"Reload, then `curl -I -H 'Referer: https://www.partner.example/' URL`.",
			}},
			{Title: "Extend the condition", For: "Apache httpd", Steps: []string{
				"Look for `RewriteCond %{HTTP_REFERER}` or `SetEnvIf Referer`; keep the line that lets an empty Referer pass.",
				"Prove it: `curl -I -H 'Referer: https://www.partner.example/' URL`.",
			}},
			{Title: "Change hotlink protection", For: "Cloudflare", Steps: []string{
				"Scrape Shield, Hotlink Protection, or a configuration rule that switches it off for this path or Referer.",
				"Prove it: error 1011 is gone.",
			}},
		},
		Monitor: "Keep two monitors if it matters: one with the partner's Referer (expect 200), one with a foreign one (expect 403).",
		Sources: []string{"https://nginx.org/en/docs/http/ngx_http_referer_module.html", docCF1xxx},
	},
	{
		ID: "referer/referer-required", Title: "A Referer of the site is required",
		Means:    "The server serves only requests that come from its own pages, and refuses those without a Referer. Visitors with strict privacy settings are refused as well.",
		Statuses: "403", Ceiling: CeilingIsolated, Common: 1,
		Tell: []string{
			"With the site's own Referer 2xx, without or with a foreign one refused.",
			"Google names it API_KEY_HTTP_REFERRER_BLOCKED; a bucket policy on aws:Referer says only AccessDenied.",
		},
		Rivals: []CauseID{"referer/hotlink-denied", "authz/resource-not-public", "static/path-deny-rule"},
		Look:   "Look for a rule on Referer that has no exception for an empty one.",
		Fixes: []Fix{
			{Title: "Let an empty Referer pass, or send one", Steps: []string{
				"Allow requests without Referer, as browsers may leave it out; or set the site's own Referer on the check.",
				"A Referer can be forged by anyone: it is no access control.",
				"Prove it: `curl -I URL` without Referer answers 200.",
			}},
			{Title: "Add none", For: "nginx", Steps: []string{
				"Add `none` (and `blocked`) to valid_referers, reload.",
				"Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Change the bucket policy", For: "S3", Steps: []string{
				"Look for the condition aws:Referer: `aws s3api get-bucket-policy --bucket BUCKET`; use a signed URL or origin access control instead.",
				"Prove it: `curl -I URL`.",
			}},
			{Title: "Change the key's restriction", For: "Google Cloud", Steps: []string{
				"APIs & Services, Credentials: the key's website restriction. For calls from servers use a key bound to addresses.",
				"Prove it: the call answers 2xx.",
			}},
		},
		Monitor: "Put the site's own page as Referer on the check, and note why.",
		Sources: []string{"RFC 9110 section 10.1.3", docErrorInfo},
	},
}
