package diagnose

// authzCauses: you may not do that.
var authzCauses = []Entry{
	{
		ID: "authz/insufficient-role", Title: "The account lacks the right",
		Means:    "The server knows who asks, and this account may not do this. Signing in again changes nothing; a right on this resource does.",
		Statuses: "403,401,404", Ceiling: CeilingIsolated, Common: 5,
		Tell: []string{
			"Without a credential and with a wrong one the answer is 401, with ours it is 403: our credential is valid.",
			"The body names the user and the action that is not allowed.",
			"Network and firewall rules refuse requests without a credential just the same.",
		},
		Rivals: []CauseID{"authz/insufficient-scope", "static/path-deny-rule", "net/ip-allowlist", "auth/invalid-credentials"},
		Look:   "Look at the decision log of the application or policy engine for this request: it names the missing role or permission.",
		Fixes: []Fix{
			{Title: "Grant the right", Steps: []string{
				"Give the monitor's account the role to read exactly this resource, and no more.",
				"Compare with the time of the first failure: a group, an owner or a policy changed then.",
				"Prove it: the same request with the same credential answers 2xx, and without it still 401.",
			}},
			{Title: "Bind a role", For: "Kubernetes", Steps: []string{
				"The body names user, verb and resource. Ask: `kubectl auth can-i VERB RESOURCE --as=USER -n NAMESPACE`.",
				"Grant it: `kubectl create rolebinding uptime --clusterrole=view --user=USER -n NAMESPACE`.",
				"Prove it: the same can-i answers yes.",
			}},
			{Title: "Add the user to the requirement", For: "Apache httpd", Steps: []string{
				"Error log AH01631 names the user. Add it to `Require user …` or to the group file of `Require group`.",
				"Run `apachectl graceful`, then `curl -i -u USER URL`.",
			}},
			{Title: "Allow the action in a policy", For: "S3", Steps: []string{
				"Find who asks, `aws sts get-caller-identity`, then `aws iam simulate-principal-policy --policy-source-arn ARN --action-names s3:GetObject --resource-arns arn:aws:s3:::BUCKET/KEY`.",
				"Allow s3:GetObject on BUCKET/* in the identity's or the bucket's policy, and check for an explicit Deny, an SCP, a VPC endpoint policy and kms:Decrypt on the key.",
				"Prove it: `aws s3api head-object --bucket BUCKET --key KEY`.",
			}},
			{Title: "Grant the permission", For: "Google Cloud", Steps: []string{
				"`gcloud policy-intelligence troubleshoot-policy iam RESOURCE --principal-email=ACCOUNT --permission=PERMISSION` says which binding is missing.",
				"For Cloud Run: `gcloud run services add-iam-policy-binding SERVICE --member=serviceAccount:… --role=roles/run.invoker`.",
				"Prove it: the same request with the account's token answers 2xx.",
			}},
			{Title: "Assign a role", For: "Azure Storage", Steps: []string{
				"`az role assignment create --assignee ID --role \"Storage Blob Data Reader\" --scope CONTAINER`; it takes some minutes to hold.",
				"Prove it: `az storage blob show --auth-mode login …`.",
			}},
			{Title: "Give the user the permission", For: "Django", Steps: []string{
				"The view asks for it by permission_required or permission_classes; check with `user.has_perm('app.view_thing')` in a shell.",
				"Add the permission to the monitor's group, then request again with its credential.",
			}},
			{Title: "Consent to the permission", For: "Microsoft Graph", Steps: []string{
				"Compare the roles or scp claim of the token with the permissions that the method's page lists; add the least and grant admin consent.",
				"Fetch a new token: permissions are written into it when it is issued. Then call again.",
			}},
			{Title: "Add the role to the user", For: "Spring", Steps: []string{
				"Set `logging.level.org.springframework.security=DEBUG`: the log names the rule and the authorities that were compared; mind the prefix ROLE_.",
				"Prove it: the request answers 2xx with the same credential.",
			}},
			{Title: "Add the consumer to the group", For: "Kong", Steps: []string{
				"\"You cannot consume this service\" is the ACL plugin: add the consumer to an allowed group with POST /consumers/NAME/acls.",
				"Prove it: the same key answers 2xx.",
			}},
		},
		Monitor: "Run one monitor with the account that must get in and one with an account that must not (expect 403): both ends of the rule are then watched.",
		Sources: []string{rfc403},
	},
	{
		ID: "authz/insufficient-scope", Title: "The token lacks a scope",
		Means:    "The token is valid and was issued for less than this request needs. The user behind it may well have the right; the token does not carry it.",
		Statuses: "403,401", Ceiling: CeilingStated, Common: 3,
		Tell: []string{
			"WWW-Authenticate says error=\"insufficient_scope\" and names the scope that is needed.",
			"A senseless token gets invalid_token, ours does not.",
			"The scope, scp or roles claim of our own token does not hold what the API's page asks for.",
		},
		Rivals: []CauseID{"authz/insufficient-role", "auth/invalid-credentials", "auth/step-up-required"},
		Look:   "Decode the token and compare its scope, scp or roles with what the method's documentation asks for.",
		Fixes: []Fix{
			{Title: "Issue the token with the scope", Steps: []string{
				"Add the scope that the answer names, consent again where people consent, and issue a new token: scopes cannot be added to one that exists.",
				"Store it on the monitor, then the same request must answer 2xx.",
			}},
			{Title: "Add the scope or permission", For: "GitHub API", Steps: []string{
				"Compare X-Accepted-OAuth-Scopes with X-OAuth-Scopes; for fine-grained tokens and apps X-Accepted-GitHub-Permissions names what is needed.",
				"Edit the token or the app's permissions, and approve the change for the organisation.",
				"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
			}},
			{Title: "Sign with the permission", For: "Azure Storage", Steps: []string{
				"AuthorizationPermissionMismatch: the sp field of the signature lacks a letter (r to read, l to list), or the identity behind it lacks Storage Blob Data Reader.",
				"Make a new signature with the letter, then request again.",
			}},
			{Title: "Ask for the scope at sign-in", For: "Google Cloud", Steps: []string{
				"For a virtual machine set its scopes with `gcloud compute instances set-service-account VM --scopes=cloud-platform`; for users ask for the scope in the consent URL.",
				"Prove it: the tokeninfo endpoint of Google lists the scopes of the new token.",
			}},
			{Title: "Reinstall the app with the scope", For: "Slack", Steps: []string{
				"The body lists needed and provided. Add the scope under OAuth & Permissions and reinstall the app to the workspace.",
				"Prove it: call auth.test and read X-OAuth-Scopes.",
			}},
		},
		Monitor: "Give each monitor a token with exactly the scopes that it needs, and write them into the monitor's name or tags.",
		Sources: []string{"RFC 6750 section 3.1", "https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api"},
	},
	{
		ID: "authz/resource-not-public", Title: "The object is not public",
		Means:    "The object lies in storage that strangers may not read, and the request carried no signature or credential. The store does not even say whether the object exists.",
		Statuses: "403,401,409,404", Ceiling: CeilingInferred, Common: 4,
		Tell: []string{
			"The server is an object store, the code is AccessDenied or its like, and nothing that identifies us was sent.",
			"A known public object of the same bucket answers 200; a signed request for this one does too.",
			"Azure answers 409 where public access is switched off, and 404 for a private container.",
		},
		Rivals: []CauseID{"authz/missing-object-masked", "net/ip-allowlist", "referer/referer-required", "signed-url/missing-signature"},
		Look:   "As the owner ask for the object and for the bucket's public access settings.",
		Fixes: []Fix{
			{Title: "Decide how it is to be read", Steps: []string{
				"Choose one: a public object, a signed URL, or a CDN that alone may read the bucket.",
				"Grant reading on the objects' path, not on the bucket as such.",
				"Prove it: `curl -I URL` from outside answers 200.",
			}},
			{Title: "Open it, or put CloudFront before it", For: "S3", Steps: []string{
				"Check first: `aws s3api get-public-access-block --bucket BUCKET` overrides every policy and ACL, on the account as well.",
				"Public: allow s3:GetObject for Principal \"*\" on arn:aws:s3:::BUCKET/PATH/*. Private: a CloudFront distribution with origin access control.",
				"Prove it: `aws s3api head-object --no-sign-request --bucket BUCKET --key KEY`.",
			}},
			{Title: "Grant allUsers, or sign", For: "Google Cloud Storage", Steps: []string{
				"`gcloud storage buckets add-iam-policy-binding gs://BUCKET --member=allUsers --role=roles/storage.objectViewer`; public access prevention must not be enforced.",
				"Prove it: `curl -I https://storage.googleapis.com/BUCKET/OBJECT`.",
			}},
			{Title: "Allow public access, or sign", For: "Azure Storage", Steps: []string{
				"`az storage account update --allow-blob-public-access true -n ACCOUNT`, then `az storage container set-permission --public-access blob -n CONTAINER`. Or hand out a signature.",
				"Prove it: `curl -I URL`.",
			}},
			{Title: "Set the anonymous policy", For: "MinIO", Steps: []string{
				"`mc anonymous set download ALIAS/BUCKET/PATH`.",
				"Prove it: `curl -I URL`.",
			}},
		},
		Monitor: "Monitor one object that must be public (expect 200) and one that must not (expect 403).",
		Sources: []string{docS3403, docGCS, docAzure},
	},
	{
		ID: "authz/missing-object-masked", Title: "The object may not exist, and the store will not say",
		Means:    "Object stores answer 403 instead of 404 to a caller who may not list the bucket. The object may simply be gone, or its name misspelt.",
		Statuses: "403", Ceiling: CeilingInferred, Common: 3,
		Tell: []string{
			"A known object beside it answers 200 while this one answers 403.",
			"With the right to list, the same request answers 404 when this is the cause.",
			"Without a known neighbour it cannot be told from a private object.",
		},
		Rivals: []CauseID{"authz/resource-not-public", "authz/insufficient-role", "resource/not-found"},
		Look:   "List the bucket as its owner, and see whether the key is there in exact case, with the same prefix and no leading slash.",
		Fixes: []Fix{
			{Title: "Look whether the object is there", Steps: []string{
				"List the path as owner, mind case, spaces, plus signs and a doubled slash.",
				"Upload it again, or correct the URL. Prove it: `curl -I URL` answers 200.",
			}},
			{Title: "Let a missing key be 404", For: "S3", Steps: []string{
				"`aws s3api head-object --bucket BUCKET --key KEY` as owner: 404 means that it is missing.",
				"Allow s3:ListBucket on the bucket to the caller (for CloudFront: to the origin access control), then missing keys answer 404.",
				"Prove it: a senseless key answers 404, the real one 200.",
			}},
			{Title: "Set the default root object", For: "Amazon CloudFront", Steps: []string{
				"A request for `/` asks the bucket for an empty key. Set Default root object to index.html; it holds for the root only, not for folders.",
				"Prove it: `curl -I https://HOST/`.",
			}},
			{Title: "Let a missing object be 404", For: "Google Cloud Storage", Steps: []string{
				"Grant storage.objects.list to the caller, then a missing object answers 404.",
				"Prove it: `gcloud storage ls gs://BUCKET/OBJECT`.",
			}},
		},
		Monitor: "Grant the monitor's identity the right to list, so that a lost object shows as 404.",
		Sources: []string{"https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html", docGCS},
	},
	{
		ID: "authz/existence-hidden", Title: "The resource is hidden from this caller",
		Means:    "The server answers 404 although the resource exists, so as not to tell strangers that it does. RFC 9110 allows this instead of 403.",
		Statuses: "404,200", Ceiling: CeilingClass, Common: 2,
		Tell: []string{
			"The URL answered before with the same credential; a credential with full rights still sees it.",
			"To anyone else it is the same as a resource that is gone.",
		},
		Rivals: []CauseID{"resource/not-found", "authz/insufficient-role"},
		Look:   "Ask as the owner whether the resource exists, and whether the monitor's account has access to it.",
		Fixes: []Fix{
			{Title: "Restore the access", Steps: []string{
				"Check the account's access to that repository, project or page before you look for a deletion.",
				"Prove it: the same request with the account's credential answers 200.",
			}},
			{Title: "Give the token the repository", For: "GitHub API", Steps: []string{
				"Private repositories answer 404 to tokens without access. Add the repository to the fine-grained token or the app's installation, or the scope repo to a classic token.",
				"Prove it: `curl -i -H 'Authorization: Bearer …' https://api.github.com/repos/OWNER/REPO`.",
			}},
			{Title: "Check visibility and status", For: "WordPress", Steps: []string{
				"A private or draft post answers 404 to visitors: set its visibility to Public.",
				"Prove it: `curl -I URL` in a session of no one.",
			}},
		},
		Monitor: "Compare with a resource that the account can surely see; when both fail, the account changed and not the resource.",
		Sources: []string{rfc403, "https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api"},
	},
	{
		ID: "authz/csrf-or-origin", Title: "Cross-site protection refuses the request",
		Means:    "The server guards forms and browsers against requests from other sites and takes ours for one: a token or cookie is missing, or the Origin is not on its list. The account's rights play no part.",
		Statuses: "403,419,422,400", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The request is a POST or carries an Origin; a GET of the same URL, or one without Origin, passes.",
			"The page says so: \"CSRF verification failed\", \"Page Expired\", InvalidAuthenticityToken, \"Invalid CORS request\".",
		},
		Rivals: []CauseID{"authz/insufficient-role", "request/method-refused"},
		Look:   "Look at the application's log: frameworks name the check that failed, such as a missing cookie or a wrong Origin.",
		Fixes: []Fix{
			{Title: "Ask in a way that needs no protection", Steps: []string{
				"Monitor with GET, or use an API path that takes a token instead of a session.",
				"Do not send Origin or Referer unless the check is about them.",
				"Prove it: `curl -i URL` answers as expected.",
			}},
			{Title: "Trust the origin, or exempt the view", For: "Django", Steps: []string{
				"Behind a TLS proxy add the site to CSRF_TRUSTED_ORIGINS (with https://) and set SECURE_PROXY_SSL_HEADER.",
				"For a webhook or health view use `@csrf_exempt`. Set CSRF_FAILURE_VIEW or read the log `django.security.csrf` for the reason.",
				"Prove it: the same POST answers 2xx.",
			}},
			{Title: "Exempt the route", For: "Laravel", Steps: []string{
				"In bootstrap/app.php: `$middleware->validateCsrfTokens(except: ['webhooks/*']);`, or put the route in routes/api.php.",
				"419 in a session that worked means that the session ended: check SESSION_DOMAIN and the cookie.",
				"Prove it: the same POST answers 2xx.",
			}},
			{Title: "Skip the token for the API", For: "Rails", Steps: []string{
				"In an API controller: `skip_forgery_protection`. Behind a proxy make sure that X-Forwarded-Proto and Host arrive, because the Origin is compared with them.",
				"Prove it: the same POST answers 2xx.",
			}},
			{Title: "Allow the origin", For: "Spring", Steps: []string{
				"\"Invalid CORS request\": add the origin to `allowedOrigins` of the CorsConfiguration. For POST without a browser: `csrf(c -> c.ignoringRequestMatchers(\"/hooks/**\"))`.",
				"Prove it: `curl -i -H 'Origin: https://…' URL`.",
			}},
		},
		Monitor: "Check with GET, and keep forms for a scripted check that fetches the token first.",
		Sources: []string{"https://docs.djangoproject.com/en/stable/ref/csrf/", "https://laravel.com/docs/csrf", "https://docs.spring.io/spring-framework/reference/web/webmvc-cors.html"},
	},
	{
		ID: "authz/service-disabled", Title: "The service is switched off for this account",
		Means:    "The caller is known; the API, the plan or the billing of its project is off. Neither the credential nor the role is at fault.",
		Statuses: "403,402,429", Ceiling: CeilingStated, Common: 2,
		Tell: []string{
			"The body names it: SERVICE_DISABLED, BILLING_DISABLED, OptInRequired, payment required.",
			"Other APIs of the same provider take the same credential.",
		},
		Rivals: []CauseID{"authz/insufficient-role", "rate/quota-exhausted", "site/suspended"},
		Look:   "Look at the provider's console whether the API is enabled and billing is in order, in the project that the key belongs to.",
		Fixes: []Fix{
			{Title: "Switch the service on", Steps: []string{
				"Enable the API and the billing for the project that the credential belongs to; check that it is the project you mean.",
				"Prove it: the same call answers 2xx after a few minutes.",
			}},
			{Title: "Enable the API", For: "Google Cloud", Steps: []string{
				"The body names service and project: `gcloud services enable SERVICE --project=PROJECT`; for billing `gcloud billing projects describe PROJECT`.",
				"Prove it: `gcloud services list --enabled --project=PROJECT`.",
			}},
			{Title: "Opt in to the region or service", For: "AWS", Steps: []string{
				"Enable the region under Account, or subscribe to the service in its console.",
				"Prove it: `aws account list-regions` shows ENABLED.",
			}},
		},
		Monitor: "Watch the provider's billing mail and budget alerts; a monitor sees this only when it is too late.",
		Sources: []string{docErrorInfo, docAWSErrors},
	},
}
