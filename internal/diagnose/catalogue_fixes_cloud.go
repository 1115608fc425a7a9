package diagnose

// cloudFixes are for products of the three large clouds.
var cloudFixes = []productFix{
	{"app/error", Fix{Title: "Read the function's log", For: "AWS Lambda", Steps: []string{
		"`aws logs tail /aws/lambda/NAME --since 15m` shows the exception, the timeout or the memory limit.",
		"Prove it: `aws lambda invoke --function-name NAME out.json` reports no FunctionError.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Sign the request, or open the function URL", For: "AWS Lambda", Steps: []string{
		"With AuthType AWS_IAM sign it: `curl --aws-sigv4 aws:amz:REGION:lambda --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" URL`.",
		"For AuthType NONE the function's policy must allow lambda:InvokeFunctionUrl and lambda:InvokeFunction to everyone. Prove it: `curl -i URL`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Renew the session", For: "AWS", Steps: []string{
		"Assume the role anew; on a machine take the credentials from its role or from OIDC, so that the SDK renews them.",
		"Prove it: `aws sts get-caller-identity`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the access key", For: "AWS", Steps: []string{
		"`aws sts get-caller-identity` with the same key: InvalidClientTokenId means that it was deleted, deactivated or belongs to another partition.",
		"Make a new key for the monitor's user, store it, delete the old one.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Sign the request", For: "AWS", Steps: []string{
		"`curl --aws-sigv4 aws:amz:REGION:SERVICE --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" URL`; temporary keys need the header x-amz-security-token too.",
		"Prove it: the answer is 2xx.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Allow the action", For: "AWS", Steps: []string{
		"The message names caller, action, resource and often the kind of policy that denies. `aws iam simulate-principal-policy --policy-source-arn ARN --action-names ACTION --resource-arns ARN`.",
		"Mind organisation policies, permissions boundaries and session policies: each must allow it. Prove it: the same call answers 2xx.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the signer's clock", For: "AWS", Steps: []string{
		"On EC2 use the Amazon Time Sync Service: `chronyc sources` must show it. A signature may be five minutes off for most services, fifteen for S3.",
		"Prove it: `aws sts get-caller-identity`.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Ask for a higher quota", For: "AWS", Steps: []string{
		"`aws service-quotas list-service-quotas --service-code CODE`, then `aws service-quotas request-service-quota-increase …`.",
		"Prove it: the quota's page shows room.",
	}}},
	{"rate/request-limit", Fix{Title: "Back off, then raise the limit", For: "AWS", Steps: []string{
		"Retry with growing pauses (`AWS_RETRY_MODE=adaptive`), spread the calls, and ask for more in Service Quotas where the limit can be raised.",
		"Prove it: the throttle metric is zero.",
	}}},
	{"signed-url/bad-signature", Fix{Title: "Compare the canonical request", For: "AWS", Steps: []string{
		"Region and service in the credential scope must be those of the endpoint; the path is encoded once (S3) or twice (others); a proxy must not change Host.",
		"Prove it: the same call by `aws … --debug` succeeds, and its CanonicalRequest is yours.",
	}}},
	{"app/error", Fix{Title: "Read the execution log", For: "Amazon API Gateway", Steps: []string{
		"Turn on execution logging for the stage; it shows the integration's answer or the mapping that failed.",
		"Prove it: `aws apigateway test-invoke-method --rest-api-id ID --resource-id ID --http-method GET`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token, or sign anew", For: "Amazon API Gateway", Steps: []string{
		"A JWT authorizer names it in the header www-authenticate; for IAM the session behind the signature has ended.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send what the authorizer reads", For: "Amazon API Gateway", Steps: []string{
		"`aws apigateway get-authorizers --rest-api-id ID` (or `apigatewayv2`) shows identitySource: that header or parameter must be there, or the authorizer is not even asked.",
		"Prove it: the authorizer's log shows the request.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Allow execute-api:Invoke", For: "Amazon API Gateway", Steps: []string{
		"IAM: allow execute-api:Invoke on arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH. A Lambda authorizer must return that resource, or `*`: its answer is cached for other paths.",
		"A resource policy of the API holds only after a deployment. Prove it: the same request answers 2xx.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the signer's clock", For: "Amazon API Gateway", Steps: []string{
		"`timedatectl set-ntp true` on the machine that signs, and sign when sending: a signature is good for five minutes.",
		"Prove it: `aws sts get-caller-identity`.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the resource policy", For: "Amazon API Gateway", Steps: []string{
		"`aws apigateway get-rest-api --rest-api-id ID --query policy`: add the address to aws:SourceIp, then create a deployment, or nothing changes.",
		"Prove it: the test from that address passes.",
	}}},
	{"request/not-acceptable", Fix{Title: "Take the content type", For: "Amazon API Gateway", Steps: []string{
		"415: with passthroughBehavior NEVER the integration wants a mapping template for the Content-Type that is sent.",
		"Deploy the stage, then `curl -i -H 'Content-Type: application/json' -d '{}' URL`.",
	}}},
	{"request/too-large", Fix{Title: "Stay below 10 MB", For: "Amazon API Gateway", Steps: []string{
		"The body may have 10 MB and all header fields together 10,240 bytes. Upload by a presigned URL of S3 instead.",
		"Prove it: the request answers 2xx.",
	}}},
	{"signed-url/bad-signature", Fix{Title: "Sign for execute-api", For: "Amazon API Gateway", Steps: []string{
		"The service in the credential scope is execute-api, the region that of the API; with a custom domain sign that name.",
		"Prove it: `curl --aws-sigv4 aws:amz:REGION:execute-api --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" URL`.",
	}}},
	{"upstream/overloaded", Fix{Title: "Give the function room", For: "Amazon API Gateway", Steps: []string{
		"`aws lambda get-account-settings` shows the unreserved concurrency; reserve some for the function, and look at Duration.",
		"Prove it: Throttles stays at zero.",
	}}},
	{"waf/unspecified-block", Fix{Title: "Read the web ACL's log", For: "Amazon API Gateway", Steps: []string{
		"x-amzn-errortype ForbiddenException with WAF_FILTERED in the access log's $context.error.responseType is the stage's web ACL: its sampled requests name the rule.",
		"Prove it: the test passes.",
	}}},
	{"auth/session-required", Fix{Title: "Monitor what needs no browser", For: "Amazon Cognito", Steps: []string{
		"The redirect leads to managed login: monitor a health path without the authenticate action, or fetch a token with the client-credentials grant.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Sign the request", For: "S3", Steps: []string{
		"`curl --aws-sigv4 aws:amz:REGION:s3 --user \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\" URL`, or a presigned URL.",
		"Prove it: `aws s3api head-object --bucket BUCKET --key KEY`.",
	}}},
	{"auth/wrong-scheme", Fix{Title: "Sign by version 4", For: "S3", Steps: []string{
		"Regions opened since 2014, and KMS encryption, want AWS4-HMAC-SHA256: `aws configure set default.s3.signature_version s3v4`, and HTTPS for KMS.",
		"Prove it: `aws s3api head-object --bucket BUCKET --key KEY`.",
	}}},
	{"request/method-refused", Fix{Title: "Use the REST endpoint for writing", For: "S3", Steps: []string{
		"A website endpoint takes GET and HEAD only; write to BUCKET.s3.REGION.amazonaws.com.",
		"Prove it: `curl -i -X OPTIONS URL` on the endpoint that you use.",
	}}},
	{"resource/not-found", Fix{Title: "Look for key and bucket", For: "S3", Steps: []string{
		"NoSuchKey: `aws s3 ls s3://BUCKET/PREFIX` in exact case. NoSuchBucket: the name is free, so somebody else could take it; mend the DNS record at once.",
		"Prove it: `curl -I URL` answers 200.",
	}}},
	{"host/unknown-name", Fix{Title: "Name the bucket like the host", For: "S3", Steps: []string{
		"For a website endpoint the bucket must bear the host's name; behind CloudFront do not forward Host.",
		"Prove it: `curl -I http://NAME/`.",
	}}},
	{"signed-url/not-yet-valid", Fix{Title: "Set the signer's clock", For: "S3", Steps: []string{
		"X-Amz-Date lies ahead: `timedatectl set-ntp true` on the machine that signs.",
		"Prove it: a new link answers 200 at once.",
	}}},
	{"upstream/overloaded", Fix{Title: "Retry with pauses", For: "S3", Steps: []string{
		"503 SlowDown or ServiceUnavailable passes by itself: retry with backoff, and spread keys over prefixes.",
		"Prove it: 5xxErrors of the bucket's request metrics falls to zero.",
	}}},
	{"app/error", Fix{Title: "Retry, then look at the status page", For: "S3", Steps: []string{
		"500 InternalError is the store's own: retry with backoff; if it lasts, give support the x-amz-request-id and x-amz-id-2 of the capture.",
		"Prove it: `curl -I URL` answers 200.",
	}}},
	{"host/unknown-name", Fix{Title: "Bind the host name", For: "Azure App Service", Steps: []string{
		"`az webapp config hostname add --webapp-name APP -g GROUP --hostname NAME`, then its certificate.",
		"Prove it: `curl -I https://NAME/`.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "See why it does not start", For: "Azure App Service", Steps: []string{
		"`az webapp log tail -g GROUP -n APP`; the container must listen on WEBSITES_PORT; a free plan stops when its CPU minutes are spent.",
		"`az webapp restart -g GROUP -n APP`. Prove it: `curl -I URL`.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send the subscription key", For: "Azure API Management", Steps: []string{
		"Header Ocp-Apim-Subscription-Key, or the name that the API's settings give it.",
		"Prove it: `curl -i -H 'Ocp-Apim-Subscription-Key: …' URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the subscription's scope", For: "Azure API Management", Steps: []string{
		"The key must belong to an active subscription for this API, its product, or all APIs.",
		"Prove it: Test in the portal with that subscription, then the monitor's test.",
	}}},
	{"auth/account-disabled", Fix{Title: "Activate the subscription", For: "Azure API Management", Steps: []string{
		"Subscriptions: its state is suspended, rejected, cancelled or expired; activate it, or issue another.",
		"Prove it: the same key answers 2xx.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend ip-filter", For: "Azure API Management", Steps: []string{
		"Add `<address>ADDRESS</address>` to the policy ip-filter, at the scope where it stands: API, product or all.",
		"Prove it: the test from that address passes.",
	}}},
	{"rate/request-limit", Fix{Title: "Raise rate-limit for the monitor", For: "Azure API Management", Steps: []string{
		"Policy rate-limit or rate-limit-by-key: give the monitor a subscription of its own, or a condition in the counter-key.",
		"Prove it: no 429 over a whole renewal-period.",
	}}},
	{"rate/quota-exhausted", Fix{Title: "Raise the quota", For: "Azure API Management", Steps: []string{
		"Policy quota or quota-by-key: Retry-After says when it is renewed. Give the monitor a subscription of its own.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"auth/account-disabled", Fix{Title: "Enable the account", For: "Azure Storage", Steps: []string{
		"AccountIsDisabled: the subscription is disabled (billing) or the account was switched off; mend the subscription first.",
		"Prove it: `az storage account show -n ACCOUNT --query statusOfPrimary`.",
	}}},
	{"auth/expired-credential", Fix{Title: "Renew token or signature", For: "Azure Storage", Steps: []string{
		"ExpiredAuthenticationToken, or AuthenticationFailed with an expiry that is past: fetch a new token, or make a new signature.",
		"Prove it: `az storage blob show --auth-mode login …`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check key, date and version", For: "Azure Storage", Steps: []string{
		"AuthenticationFailed: AuthenticationErrorDetail has the server's string to sign. x-ms-date must be within 15 minutes, and a Bearer token wants x-ms-version 2017-11-09 or later.",
		"Prove it: `az storage blob show --account-key … ` or `--auth-mode login` succeeds.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token or a signature", For: "Azure Storage", Steps: []string{
		"NoAuthenticationInformation: send `Authorization: Bearer …` with x-ms-version, or a shared access signature; or allow anonymous reading.",
		"Prove it: `curl -I URL`.",
	}}},
	{"clock/client-skew", Fix{Title: "Set the signer's clock", For: "Azure Storage", Steps: []string{
		"x-ms-date may be 15 minutes off: `timedatectl set-ntp true`, and sign when sending.",
		"Prove it: `az storage blob show --auth-mode login …`.",
	}}},
	{"rate/request-limit", Fix{Title: "Back off, spread the load", For: "Azure Storage", Steps: []string{
		"ServerBusy: retry with growing pauses; the account's and partition's targets limit it, spread over accounts or names.",
		"Prove it: the metric Transactions with ServerBusyError is zero.",
	}}},
	{"request/method-refused", Fix{Title: "Use a method of the resource", For: "Azure Storage", Steps: []string{
		"UnsupportedHttpVerb: writing goes to the blob endpoint, not to the static website's ($web) address.",
		"Prove it: `curl -I URL`.",
	}}},
	{"resource/not-found", Fix{Title: "Look for container and blob", For: "Azure Storage", Steps: []string{
		"BlobNotFound, ContainerNotFound: `az storage blob exists --auth-mode login …`, in exact case. A private container says the same to strangers.",
		"Prove it: `curl -I URL` answers 200.",
	}}},
	{"tls/https-required", Fix{Title: "Use https", For: "Azure Storage", Steps: []string{
		"AccountRequiresHttps: secure transfer is required, which is the default. Put https in the URL.",
		"Prove it: `curl -I https://ACCOUNT.blob.core.windows.net/…`.",
	}}},
	{"upstream/timeout", Fix{Title: "Retry, and split the operation", For: "Azure Storage", Steps: []string{
		"OperationTimedOut: list or read in smaller parts, retry with backoff.",
		"Prove it: E2ELatency in the metrics falls.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Assign the role", For: "Azure", Steps: []string{
		"AuthorizationFailed names client, action and scope: `az role assignment create --assignee ID --role ROLE --scope SCOPE`; it takes some minutes to hold.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the network rules", For: "Azure", Steps: []string{
		"ForbiddenByFirewall and its like: `az keyvault network-rule add -n VAULT --ip-address ADDRESS`, or the Networking page of the resource.",
		"Prove it: the test from that address passes.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Read the AADSTS code", For: "Microsoft Entra", Steps: []string{
		"AADSTS7000215 is a wrong secret (its value is needed, not its id), 700016 an unknown application in this tenant, 50034 an unknown user.",
		"Prove it: fetch a token by hand with the same values.",
	}}},
	{"auth/session-required", Fix{Title: "Use a token instead of a sign-in", For: "Microsoft Entra", Steps: []string{
		"App Service, Front Door and others redirect browsers: monitor an excluded path (excludedPaths), or send a Bearer token for the application.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Assign the user or application", For: "Microsoft Entra", Steps: []string{
		"AADSTS50105: assignment is required. Enterprise applications, Users and groups; for applications an app role with admin consent.",
		"Prove it: fetch a token again.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "Microsoft Graph", Steps: []string{
		"InvalidAuthenticationToken with \"Lifetime validation failed\": tokens live an hour or so; let the caller fetch them by client credentials.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' https://graph.microsoft.com/v1.0/organization`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check the audience", For: "Microsoft Graph", Steps: []string{
		"The aud claim must be https://graph.microsoft.com or its id 00000003-0000-0000-c000-000000000000, and the tenant the right one.",
		"Prove it: fetch a token for the scope https://graph.microsoft.com/.default, then call again.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token", For: "Microsoft Graph", Steps: []string{
		"Fetch one by client credentials for https://graph.microsoft.com/.default and send it as Bearer.",
		"Prove it: `curl -i -H 'Authorization: Bearer …' URL`.",
	}}},
	{"authz/insufficient-scope", Fix{Title: "Add the permission", For: "Microsoft Graph", Steps: []string{
		"Compare scp (delegated) or roles (application) of the token with the method's page; add the least, grant admin consent, fetch a new token.",
		"Prove it: the same call answers 2xx.",
	}}},
	{"rate/request-limit", Fix{Title: "Obey Retry-After, ask for less", For: "Microsoft Graph", Steps: []string{
		"Throttling counts by application and tenant: use delta queries and change notifications instead of polling, batch with care.",
		"Prove it: no 429 over an hour.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new token", For: "Google Cloud", Steps: []string{
		"Access tokens live an hour: let the client library renew them, or `gcloud auth print-access-token` before each call.",
		"Prove it: `curl -i -H \"Authorization: Bearer $(gcloud auth print-access-token)\" URL`.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Check key, project and restrictions", For: "Google Cloud", Steps: []string{
		"API_KEY_INVALID: APIs & Services, Credentials; the key must exist and allow this API. For service accounts: `gcloud iam service-accounts keys list --iam-account=ACCOUNT`.",
		"Prove it: the call answers 2xx.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token", For: "Google Cloud", Steps: []string{
		"Cloud Run and functions want an ID token of a caller with roles/run.invoker: `curl -H \"Authorization: Bearer $(gcloud auth print-identity-token)\" URL`; APIs an access token or a key.",
		"Prove it: the call answers 2xx.",
	}}},
	{"auth/account-disabled", Fix{Title: "Enable the service account", For: "Google Cloud", Steps: []string{
		"`gcloud iam service-accounts describe ACCOUNT` says disabled; `gcloud iam service-accounts enable ACCOUNT`.",
		"Prove it: fetch a token again.",
	}}},
	{"net/ip-allowlist", Fix{Title: "Extend the restriction", For: "Google Cloud", Steps: []string{
		"API_KEY_IP_ADDRESS_BLOCKED: APIs & Services, Credentials, the key's IP addresses. SECURITY_POLICY_VIOLATED: the access level of the VPC Service Controls perimeter.",
		"Prove it: the test from that address passes.",
	}}},
	{"rate/request-limit", Fix{Title: "Back off, raise the quota", For: "Google Cloud", Steps: []string{
		"RATE_LIMIT_EXCEEDED names quota_metric and quota_limit: retry with growing pauses; IAM & Admin, Quotas for more.",
		"Prove it: the quota page shows room.",
	}}},
	{"resource/not-found", Fix{Title: "Check project, region and name", For: "Google Cloud", Steps: []string{
		"The URL's project, location and id must be those of the resource: `gcloud … list --project=PROJECT`.",
		"Prove it: the call answers 2xx.",
	}}},
	{"upstream/bad-response", Fix{Title: "Read the load balancer's log", For: "Google Cloud", Steps: []string{
		"Cloud Logging: `jsonPayload.statusDetails` says backend_connection_closed_before_data_sent_to_client and the like. Let the backend's keep-alive be longer than 600 seconds.",
		"Prove it: `statusDetails` is response_sent_by_backend.",
	}}},
	{"upstream/no-healthy-backend", Fix{Title: "Look at the backend's health", For: "Google Cloud", Steps: []string{
		"`gcloud compute backend-services get-health SERVICE --global`; the firewall must admit the health checks' ranges 35.191.0.0/16 and 130.211.0.0/22.",
		"Prove it: HEALTHY.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send a token, or sign", For: "Google Cloud Storage", Steps: []string{
		"`curl -H \"Authorization: Bearer $(gcloud auth print-access-token)\" https://storage.googleapis.com/BUCKET/OBJECT`, or a signed URL.",
		"Prove it: it answers 200.",
	}}},
	{"authz/insufficient-role", Fix{Title: "Grant objectViewer", For: "Google Cloud Storage", Steps: []string{
		"The body names caller and permission: `gcloud storage buckets add-iam-policy-binding gs://BUCKET --member=serviceAccount:ACCOUNT --role=roles/storage.objectViewer`.",
		"Prove it: the same request with its token answers 200.",
	}}},
	{"rate/request-limit", Fix{Title: "Back off", For: "Google Cloud Storage", Steps: []string{
		"One object takes about one write a second; retry with growing pauses, spread names so that they do not rise in order.",
		"Prove it: no 429 over an hour.",
	}}},
	{"auth/expired-credential", Fix{Title: "Fetch a new ID token", For: "Google IAP", Steps: []string{
		"ID tokens live an hour: make one for each run, `gcloud auth print-identity-token --audiences=CLIENT`.",
		"Prove it: the request with it answers 2xx.",
	}}},
	{"auth/invalid-credentials", Fix{Title: "Use the right audience", For: "Google IAP", Steps: []string{
		"The token's aud must be IAP's OAuth client id, or the URL for a self-signed service account token, and it goes in Authorization or Proxy-Authorization.",
		"Prove it: the request with it answers 2xx.",
	}}},
	{"auth/missing-credentials", Fix{Title: "Send an ID token", For: "Google IAP", Steps: []string{
		"Give a service account the role IAP-secured Web App User and send its ID token as Bearer.",
		"Prove it: `curl -i -H \"Authorization: Bearer $(gcloud auth print-identity-token --audiences=CLIENT)\" URL`.",
	}}},
}
