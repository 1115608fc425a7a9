package diagnose

const (
	docSTS       = "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"
	docSQS       = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/troubleshooting-access-denied.html"
	docEC2       = "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-error-codes.html"
	docLambda429 = "https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html"
	docKeyVault  = "https://learn.microsoft.com/azure/key-vault/general/rest-error-codes"
	docDataverse = "https://learn.microsoft.com/power-apps/developer/data-platform/api-limits"
	docDrive     = "https://developers.google.com/workspace/drive/api/guides/handle-errors"
	docIdentityG = "https://firebase.google.com/docs/reference/rest/auth"
	docAPIGW     = "https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html"
	docRouter    = "https://docs.cloudfoundry.org/adminguide/troubleshooting-router-error-responses.html"
)

// toolkit matches an error of Google's identity toolkit.
func toolkit(is string) []Marker { return all(member("message", is), member("domain", "global")) }

// cloudsSheets are further errors of clouds and their gateways.
var cloudsSheets = []sheet{
	{product: "AWS STS", source: docSTS, rows: []entry{
		{"403", all(elementIs("code", "accessdenied"), element("message", "is not authorized to perform: sts:"), body("<errorresponse")), said("authz/insufficient-role"), "The caller may not assume the role: its policy, or the role's trust policy, does not allow it."},
		{"400", all(elementIs("code", "expiredtokenexception")), said("auth/expired-credential"), "The web identity token has expired."},
		{"400", all(elementIs("code", "invalididentitytoken")), said("auth/invalid-credentials"), "The web identity token is not valid."},
		{"403", all(elementIs("code", "idprejectedclaim")), said("auth/invalid-credentials").or("auth/expired-credential"), "The identity provider says that the token is not valid, has expired or was revoked."},
		{"400", all(elementIs("code", "idpcommunicationerror")), said("auth/backend-misconfigured").or("upstream/unreachable"), "The identity provider cannot be reached."},
		{"403", all(elementIs("code", "regiondisabledexception")), said("authz/service-disabled"), "The service is not activated in this region for the account."},
	}},
	{product: "AWS", source: docEC2, rows: []entry{
		{"401,403", all(elementIs("code", "authfailure")), said("auth/invalid-credentials"), "The credentials cannot be validated."},
		{"403", all(elementIs("code", "unauthorizedoperation")), said("authz/insufficient-role"), "The caller lacks a permission, which the message names."},
		{"400-403", all(elementIs("code", "pendingverification")), said("auth/account-disabled").or("authz/service-disabled"), "The account is being verified."},
		{"400-403", message("credential should be scoped to a valid region"), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The request is signed for another region."},
		{"400-403", all(element("message", "credential should be scoped to a valid region")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The request is signed for another region."},
		{"400-403", message("credential should be scoped to correct service"), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The request is signed for another service."},
	}},
	{product: "Amazon SQS", source: docSQS, rows: []entry{
		{"403", all(elementIs("code", "accessdenied"), element("message", "access to the resource https://sqs.")), said("authz/insufficient-role").or("auth/missing-credentials"), "The queue's policy does not allow the caller."},
		{"400", all(elementIs("code", "aws.simplequeueservice.nonexistentqueue")), said("resource/not-found"), "There is no such queue."},
		{"400", all(memberHas("__type", "com.amazonaws.sqs#queuedoesnotexist")), said("resource/not-found"), "There is no such queue."},
	}},
	{product: "AWS Lambda", source: docLambda429, rows: []entry{
		{"429", all(member("reason", "concurrentinvocationlimitexceeded")), said("rate/concurrency-limit"), "The account's concurrency is used up."},
		{"429", all(member("reason", "callerratelimitexceeded")), said("rate/request-limit"), "The caller's rate of invocations is exceeded."},
		{"429", all(member("reason", "functioninvocationratelimitexceeded")), said("rate/request-limit"), "The function's rate of invocations is exceeded."},
		{"429", all(member("reason", "reservedfunctioninvocationratelimitexceeded")), said("rate/request-limit"), "The rate of invocations of the function's reserved concurrency is exceeded."},
	}},
	{product: "Amazon API Gateway", source: docAPIGateway, rows: []entry{
		{"403", message("user is not authorized to access this resource with an explicit deny"), said("authz/insufficient-role").or("auth/invalid-credentials"), "The policy that the authorizer returned denies the call."},
		{"403", message("authorization header requires 'credential' parameter"), maybe("auth/wrong-scheme", "resource/not-found"), "The route wants a signature of AWS, or there is no such route."},
		{"403", message("invalid key=value pair (missing equal-sign) in authorization header"), maybe("auth/wrong-scheme", "resource/not-found"), "The route wants a signature of AWS, or there is no such route."},
	}},
	{product: "Amazon VPC Lattice", source: "https://docs.aws.amazon.com/vpc-lattice/latest/ug/auth-policies.html", rows: []entry{
		{"403", all(body("user: anonymous is not authorized to perform: vpc-lattice-svcs:invoke")), said("auth/missing-credentials").or("authz/insufficient-role", "net/ip-allowlist"), "The policy does not admit anonymous callers: the request is not signed."},
		{"403", all(body("user: arn:"), body("is not authorized to perform: vpc-lattice-svcs:invoke")), said("authz/insufficient-role"), "The policy does not allow the caller."},
	}},
	{product: "OpenSearch", source: "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/handling-errors.html", rows: []entry{
		{"403", all(memberHas("message", "user: arn:aws"), memberHas("message", "is not authorized to perform: es:")), said("authz/insufficient-role"), "The domain's policy does not allow the caller, whom the message names."},
	}},
	{product: "Azure Key Vault", source: docKeyVault, rows: []entry{
		{"401", message("request is missing a bearer or pop token"), said("auth/missing-credentials").or("auth/wrong-scheme", "auth/credentials-stripped"), "No token arrived."},
		{"401", message("akv10000:"), said("auth/missing-credentials").or("auth/wrong-scheme", "auth/credentials-stripped"), "No token arrived."},
		{"401", message("akv10032:"), said("auth/invalid-credentials"), "The token comes from another directory."},
		{"401", message("akv10022:"), said("auth/invalid-credentials"), "The token is for another audience than the vault."},
	}},
	{product: "Azure AI services", source: "https://learn.microsoft.com/azure/ai-services/disable-local-auth", rows: []entry{
		{"401,403", code("authenticationtypedisabled"), said("auth/wrong-scheme"), "The resource takes Microsoft Entra tokens only, not its key."},
		{"401,403", message("principal does not have access to api/operation"), said("authz/insufficient-role"), "The identity has no role that allows this on the resource."},
		{"401,403", all(body("access denied due to virtual network/firewall rules")), said("net/ip-allowlist"), "The network rules of the resource do not admit the address."},
	}},
	{product: "Azure Synapse", source: "https://learn.microsoft.com/azure/synapse-analytics/security/synapse-workspace-ip-firewall", rows: []entry{
		{"401,403", code("clientipaddressnotauthorized"), said("net/ip-allowlist"), "The workspace's firewall does not admit the address."},
	}},
	{product: "Azure", source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors", rows: []entry{
		{"404", code("subscriptionnotfound"), said("resource/not-found").or("authz/existence-hidden"), "There is no such subscription, or the caller may not see it."},
		{"404", code("resourcegroupnotfound"), said("resource/not-found"), "There is no such resource group."},
		{"400-409", code("noregisteredproviderfound"), said("authz/service-disabled").or("resource/not-found"), "No provider is registered for this type, version or place."},
		{"400-409", code("skunotavailable"), said("authz/service-disabled"), "The size is not available in this place for the subscription."},
		{"409", code("scopelocked"), said("authz/service-disabled").or("authz/insufficient-role"), "A lock on the resource refuses the change."},
	}},
	{product: "Azure Logic Apps", source: "https://learn.microsoft.com/azure/logic-apps/logic-apps-securing-a-logic-app", rows: []entry{
		{"401", code("directapiauthorizationrequired"), said("auth/missing-credentials").or("signed-url/missing-signature", "auth/wrong-scheme"), "The trigger wants the signature of its URL."},
		{"400-404", code("workflowtriggerisnotenabled"), said("authz/service-disabled").or("site/suspended"), "The workflow is disabled."},
	}},
	{product: "Azure API Management", source: "https://learn.microsoft.com/azure/api-management/validate-jwt-policy", rows: []entry{
		{"401", all(member("statuscode", "401"), member("message", "jwt not present.")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "The gateway found no token in the request."},
		{"404", all(member("statuscode", "404"), memberHas("message", "unable to match incoming request to an operation")), said("resource/not-found").or("request/method-refused"), "No operation of the API fits path and method."},
	}},
	{product: "Azure Functions", source: "https://learn.microsoft.com/azure/azure-functions/functions-recover-storage-account", rows: []entry{
		{"503", all(body("function host is not running")), said("app/error").or("upstream/no-healthy-backend"), "The host of the functions did not start: mostly its settings or its storage account."},
	}},
	{product: "Microsoft Dataverse", source: docDataverse, rows: []entry{
		{"429", code("0x80072322"), said("rate/request-limit"), "The user sends too many requests in five minutes."},
		{"429", code("0x80072321"), said("rate/request-limit").or("upstream/overloaded"), "The user's requests take too much time in five minutes."},
		{"429", code("0x80072326"), said("rate/concurrency-limit"), "Too many requests of the user run at the same time."},
		{"401,403", code("0x80072560"), said("authz/insufficient-role"), "The user is no member of the organisation."},
		{"403", all(memberHas("message", "principal user"), memberHas("message", "is missing prv")), said("authz/insufficient-role"), "The message names the privilege that the user lacks."},
	}},
	{product: "Power BI", source: "https://learn.microsoft.com/power-bi/developer/embedded/embedded-troubleshoot", rows: []entry{
		{"401,403", code("powerbinotauthorizedexception"), said("authz/insufficient-role").or("auth/invalid-credentials"), "The caller has no access to the report, dataset or workspace."},
		{"404", code("powerbientitynotfound"), said("resource/not-found").or("authz/existence-hidden"), "There is no such report or dataset, or the caller may not see it."},
	}},
	{product: "Google App Engine", source: "https://cloud.google.com/appengine/docs/standard/quotas", rows: []entry{
		{"403,503", all(body("this application is temporarily over its serving quota")), said("rate/quota-exhausted"), "The application's quota is used up until it is filled again."},
		{"403,503", all(title("503 over quota")), said("rate/quota-exhausted"), "The application's quota is used up until it is filled again."},
	}},
	{product: "Google Drive", source: docDrive, rows: []entry{
		{"403", all(member("reason", "dailylimitexceededunreg")), said("rate/quota-exhausted").or("auth/missing-credentials"), "The limit for callers without a credential is used up."},
		{"403", all(member("reason", "sharingratelimitexceeded")), said("rate/request-limit"), "The limit of sharing is reached."},
		{"403", all(member("reason", "appnotauthorizedtofile")), said("authz/insufficient-scope"), "The user has not granted the app access to the file."},
		{"403", all(member("reason", "insufficientfilepermissions")), said("authz/insufficient-role"), "The user has not enough rights on the file."},
		{"403", all(member("reason", "domainpolicy")), said("authz/insufficient-role").or("authz/service-disabled"), "The domain's administrators do not allow the app."},
		{"403", all(member("reason", "activeitemcreationlimitexceeded")), said("rate/quota-exhausted"), "The account holds as many items as it may."},
	}},
	{product: "BigQuery", source: "https://cloud.google.com/bigquery/docs/error-messages", rows: []entry{
		{"403", all(member("reason", "billingnotenabled")), said("authz/service-disabled"), "Billing is not enabled for the project."},
		{"400-403", all(member("reason", "jobratelimitexceeded")), said("rate/request-limit"), "Too many jobs in a short time."},
		{"400", all(member("reason", "tableunavailable")), said("upstream/overloaded"), "The table is unavailable for the moment."},
	}},
	{product: "Firebase Cloud Messaging", source: "https://firebase.google.com/docs/cloud-messaging/error-codes", rows: []entry{
		{"401", all(member("errorcode", "third_party_auth_error")), said("auth/backend-misconfigured").or("auth/invalid-credentials"), "The certificate for APNs or the key for web push is not valid or missing."},
		{"403", all(member("errorcode", "sender_id_mismatch")), said("authz/insufficient-role").or("auth/invalid-credentials"), "The sender may not send to this registration."},
		{"404", all(member("errorcode", "unregistered")), said("resource/not-found"), "The registration is no longer valid."},
	}},
	{product: "Firebase", source: docIdentityG, rows: []entry{
		{"400", toolkit("invalid_login_credentials"), said("auth/invalid-credentials"), "The address or password is wrong."},
		{"400", toolkit("invalid_password"), said("auth/invalid-credentials"), "The password is wrong."},
		{"400", toolkit("email_not_found"), said("auth/invalid-credentials"), "No account has this address."},
		{"400", toolkit("operation_not_allowed"), said("authz/service-disabled"), "This way of signing in is disabled for the project."},
		{"400", toolkit("admin_only_operation"), said("authz/insufficient-role"), "This is for administrators."},
		{"400", toolkit("credential_too_old_login_again"), said("auth/step-up-required").or("auth/expired-credential"), "The sign-in lies too far back for this."},
		{"400", all(member("message", "invalid_refresh_token"), member("status", "invalid_argument")), said("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not valid."},
	}},
	{product: "IBM Cloud", source: "https://cloud.ibm.com/apidocs/iam-identity-token-api", rows: []entry{
		{"400,401", all(member("errorcode", "bxnim0415e")), said("auth/invalid-credentials"), "The API key does not exist."},
	}},
	{product: "Huawei Cloud", source: docAPIGW, rows: []entry{
		{"404", all(member("error_code", "apigw.0101")), said("resource/not-found"), "There is no such API, or it is not published."},
		{"401", all(member("error_code", "apigw.0301"), memberHas("error_msg", "verify aksk signature fail")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature does not match."},
		{"401", all(member("error_code", "apigw.0301")), said("auth/invalid-credentials").or("auth/expired-credential"), "The credential is not accepted."},
		{"401", all(member("error_code", "apigw.0303")), said("auth/invalid-credentials"), "The application's credential is not accepted."},
		{"401", all(member("error_code", "apigw.0305")), said("auth/invalid-credentials"), "The credential is not accepted."},
		{"401", all(member("error_code", "apigw.0307")), said("auth/expired-credential").or("host/unknown-name"), "The token must be renewed, or belongs to another region."},
		{"403", all(member("error_code", "apigw.0302")), said("authz/insufficient-role"), "The user may not call the API."},
		{"403", all(member("error_code", "apigw.0304")), said("authz/insufficient-role"), "The application may not call the API."},
		{"403", all(member("error_code", "apigw.0306")), said("authz/insufficient-role"), "Access to the API is denied."},
		{"429", all(member("error_code", "apigw.0308")), said("rate/request-limit"), "The rate limit is exceeded."},
		{"403", all(member("error_code", "pap5.0001")), maybe("authz/insufficient-role"), "No policy allows the caller this."},
	}},
	{product: "OVHcloud", source: "https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api?id=kb_article_view&sysparm_article=KB0042777", rows: []entry{
		{"403", message("this call has not been granted"), said("authz/insufficient-scope"), "The consumer key does not cover this method and path."},
		{"401,403", message("this application key is invalid"), said("auth/invalid-credentials"), "The application key is not known at this endpoint."},
		{"401,403", all(member("errorcode", "not_granted_call")), said("authz/insufficient-scope"), "The consumer key does not cover this method and path."},
		{"401,403", all(member("errorcode", "invalid_credential"), member("httpcode", "")), said("auth/invalid-credentials").or("auth/expired-credential"), "The consumer key is not valid."},
		{"400-403", all(member("errorcode", "query_time_out")), said("clock/client-skew"), "The timestamp of the request is off."},
	}},
	{product: "Scaleway", source: "https://www.scaleway.com/en/developers/api/", rows: []entry{
		{"401", all(member("type", "denied_authentication"), member("reason", "expired")), said("auth/expired-credential"), "The API key has expired."},
		{"401", all(member("type", "denied_authentication")), said("auth/invalid-credentials"), "The API key is not valid."},
		{"403", all(member("type", "permissions_denied")), said("authz/insufficient-role"), "The body names the action and resource that no policy allows."},
		{"403", all(member("type", "quotas_exceeded")), said("rate/quota-exhausted"), "A quota is used up."},
	}},
	{product: "Hetzner Cloud", source: "https://docs.hetzner.cloud/reference/cloud#errors", rows: []entry{
		{"403", code("token_readonly"), said("authz/insufficient-scope"), "The token may read only."},
		{"401", all(member("code", "unauthorized"), member("message", "unable to authenticate"), member("details", "")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The token is not valid."},
	}},
	{product: "DigitalOcean", source: "https://docs.digitalocean.com/reference/api/digitalocean/", rows: []entry{
		{"429", all(member("id", "too_many_requests"), memberHas("message", "api rate limit exceeded")), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "Linode", source: "https://techdocs.akamai.com/linode-api/reference/errors", rows: []entry{
		{"401,403", all(memberHas("reason", "your oauth token is not authorized to use this endpoint")), said("authz/insufficient-scope"), "The token's scopes do not include this."},
	}},
	{product: "Vultr", source: "https://www.vultr.com/api/#section/Authentication", rows: []entry{
		{"401,403", all(memberHas("error", "unauthorized ip address: "), member("status", "401")), said("net/ip-allowlist"), "The access control of the API does not admit the address, which the body names."},
	}},
	{product: "Cloudflare API", source: "https://developers.cloudflare.com/r2/api/error-codes/", rows: []entry{
		{"403", all(member("code", "10042"), memberHas("message", "please enable r2")), said("authz/service-disabled"), "R2 is not enabled for the account."},
		{"404", all(member("code", "10007"), memberHas("message", "this worker does not exist")), said("resource/not-found"), "There is no such Worker."},
		{"400-404", all(member("code", "7003"), memberHas("message", "could not route to")), said("resource/not-found"), "There is no such path: mostly an identifier is wrong."},
	}},
	{product: "Cloud Foundry", source: docRouter, rows: []entry{
		{"404", all(headerIs("x-cf-routererror", "unknown_route")), said("host/unknown-name").or("upstream/no-healthy-backend"), "The router has no route for this name and path: the app is not there or has stopped."},
		{"400", all(headerIs("x-cf-routererror", "empty_host")), said("host/unknown-name"), "The request names no host."},
		{"502,503", all(headerIs("x-cf-routererror", "no_endpoints")), said("upstream/no-healthy-backend"), "The route has no instance that is up."},
		{"502-504", all(header("x-cf-routererror", "endpoint_failure")), said("upstream/unreachable").or("upstream/bad-response", "upstream/timeout"), "The router could not get an answer from the instance."},
	}},
	{product: "SAP Cloud Connector", source: "https://help.sap.com/docs/connectivity/sap-btp-connectivity-cf/cloud-connector", rows: []entry{
		{"403", all(body("access denied to resource"), body("in your cloud connector")), said("static/path-deny-rule"), "The connector does not expose the path."},
	}},
}
