package diagnose

import "slices"

const (
	docSAS       = "https://learn.microsoft.com/rest/api/storageservices/sas-error-codes"
	docAzure     = "https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes"
	docGraph     = "https://learn.microsoft.com/graph/errors"
	docAADSTS    = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes"
	docAPIM      = "https://learn.microsoft.com/azure/api-management/api-management-policies"
	docFrontDoor = "https://learn.microsoft.com/azure/frontdoor/troubleshoot-issues"
	docAppGw     = "https://learn.microsoft.com/azure/application-gateway/http-response-codes"
	docAppSvc    = "https://learn.microsoft.com/azure/app-service/app-service-ip-restrictions"
)

// azureCodes are the error codes of Azure Storage, in x-ms-error-code and in
// the <Code> of the body.
var azureCodes = []struct {
	code   string
	states []Claim
	says   string
}{
	{"authenticationfailed", claims(nil).likely(Signed, "signed-url/bad-signature").likely(WithCreds, "auth/invalid-credentials").or("signed-url/expired", "signed-url/signer-revoked", "clock/client-skew"), "Azure Storage could not authenticate the request: the signature or the credential is wrong or out of date."},
	{"authorizationpermissionmismatch", said("authz/insufficient-scope").or("authz/insufficient-role"), "The signature or the role of the caller does not include this operation."},
	{"authorizationsourceipmismatch", said("signed-url/bound-elsewhere").or("net/ip-allowlist"), "The signature is bound to other addresses than this one."},
	{"authorizationprotocolmismatch", said("signed-url/bound-elsewhere").or("tls/https-required"), "The signature is bound to HTTPS."},
	{"authorizationservicemismatch", said("authz/insufficient-scope").or("signed-url/bound-elsewhere"), "The signature does not cover this service."},
	{"authorizationresourcetypemismatch", said("authz/insufficient-scope").or("signed-url/bound-elsewhere"), "The signature does not cover this kind of resource."},
	{"authorizationfailure", maybe("net/ip-allowlist").or("authz/insufficient-role"), "The request is not authorised: the network rules of the account, or a missing role."},
	{"authorizationpermissionmismatchforcopy", said("authz/insufficient-scope"), "The signature does not include this operation on the source."},
	{"networkaclvalidationfailed", said("net/ip-allowlist"), "The network rules of the account refuse the address."},
	{"accountisdisabled", said("auth/account-disabled").or("site/suspended"), "The storage account is disabled."},
	{"insufficientaccountpermissions", said("authz/insufficient-role"), "The account lacks the permission for this operation."},
	{"invalidauthenticationinfo", said("auth/invalid-credentials").or("auth/wrong-scheme"), "The Authorization field is not in a form that Azure Storage takes."},
	{"noauthenticationinformation", said("auth/missing-credentials"), "The request carries no credential."},
	{"publicaccessnotpermitted", said("authz/resource-not-public"), "Public access is switched off on the storage account."},
	{"keybasedauthenticationnotpermitted", said("auth/wrong-scheme"), "The account takes Microsoft Entra tokens only, not its key."},
	{"serverbusy", said("rate/request-limit").or("upstream/overloaded"), "Azure Storage is busy, or the account exceeds its limits."},
	{"operationtimedout", said("upstream/timeout"), "The operation was not done in time."},
	{"internalerror", said("app/error"), "Azure Storage failed inside."},
	{"blobarchived", maybe("authz/service-disabled"), "The blob is archived and must be rehydrated before it can be read."},
	{"blobnotfound", said("resource/not-found"), "There is no blob of this name."},
	{"containernotfound", said("resource/not-found").or("authz/resource-not-public"), "There is no container of this name, or it is not public."},
	{"resourcenotfound", maybe("resource/not-found").or("authz/resource-not-public"), "There is no such resource, or it is not public: a private container is answered the same."},
	{"unsupportedhttpverb", said("request/method-refused"), "The resource does not support this method."},
	{"tlsversionnotpermitted", maybe("waf/protocol-profile"), "The account does not take this version of TLS."},
	{"accountrequireshttps", said("tls/https-required"), "The account takes HTTPS only."},
	{"webcontentnotfound", said("resource/not-found"), "The static website has no such page."},
}

var microsoftFacts = slices.Concat(azureDetails, azureCodeFacts(), entraFacts, azureFacts)

func azureCodeFacts() []Fact {
	var out []Fact
	for _, c := range azureCodes {
		f := Fact{Product: "Azure Storage", Role: Wrote, Acts: true, States: c.states, Says: c.says, Source: docAzure}
		f.When = all(headerIs("x-ms-error-code", c.code))
		out = append(out, f)
		f.When = all(elementIs("code", c.code), body("</error>"))
		out = append(out, f)
	}
	return out
}

var azureDetails = []Fact{
	{Product: "Azure Storage", Role: Wrote, Acts: true, When: all(body("signature not valid in the specified time frame"), element("authenticationerrordetail", "expiry [")),
		States: said("signed-url/expired").or("signed-url/not-yet-valid"), Says: "Azure Storage gives the start, the expiry and its own time: the signature is outside its time frame.", Source: docSAS},
	{Product: "Azure Storage", Role: Wrote, Acts: true, When: all(element("authenticationerrordetail", "signature did not match")),
		States: said("signed-url/bad-signature").or("signed-url/request-altered", "signed-url/signer-revoked"), Says: "Azure Storage computes another signature for this request.", Source: docSAS},
	{Product: "Azure Storage", Role: Wrote, Acts: true, When: all(element("authenticationerrordetail", "lifetime validation failed")),
		States: said("auth/expired-credential"), Says: "The token's lifetime has passed.", Source: docSAS},
	{Product: "Azure Storage", Role: Wrote, Acts: true, When: all(element("authenticationerrordetail", "the date header in the request is incorrect")),
		States: said("clock/client-skew"), Says: "The date of the request is too far from the server's.", Source: docAzure},
	{Product: "Azure Storage", Role: Wrote, Acts: true, When: all(element("authenticationerrordetail", "request date header too old")),
		States: said("clock/client-skew"), Says: "The date of the request is too old.", Source: docAzure},
}

// entraFacts are Microsoft Graph, Microsoft Entra and the resource manager.
var entraFacts = []Fact{
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(body("lifetime validation failed, the token is expired")),
		States: said("auth/expired-credential").or("auth/invalid-credentials"), Says: "The access token has expired.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(body("access token has expired or is not yet valid")),
		States: said("auth/expired-credential"), Says: "The access token has expired, or is not valid yet.", Source: docGraph},
	{Product: "Microsoft Entra", Role: Wrote, Acts: true, When: all(member("code", "expiredauthenticationtoken")),
		States: said("auth/expired-credential"), Says: "The access token has expired.", Source: docGraph},
	{Product: "Microsoft Entra", Role: Wrote, Acts: true, When: all(member("code", "authenticationfailed"), body("authentication failed")),
		States: maybe("auth/invalid-credentials").or("auth/missing-credentials"), Says: "Authentication failed.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, Status: "401", When: all(member("code", "invalidauthenticationtoken"), body("access token is empty")),
		States: said("auth/missing-credentials"), Says: "The request carries no access token.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "invalidauthenticationtoken"), body("expired")),
		States: said("auth/expired-credential").or("auth/invalid-credentials"), Says: "The access token has expired.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "invalidauthenticationtoken")), Unless: all(body("expired")),
		States: said("auth/invalid-credentials").or("auth/expired-credential"), Says: "The access token is not valid.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "authorization_requestdenied")),
		States: said("authz/insufficient-role").or("authz/insufficient-scope"), Says: "The caller has not enough privileges for the operation.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "erroraccessdenied")),
		States: said("authz/insufficient-role").or("authz/insufficient-scope"), Says: "Access is denied to this caller.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "accessdenied"), body("scope")),
		States: said("authz/insufficient-scope").or("authz/insufficient-role"), Says: "The token's scopes do not allow this.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, Status: "403", When: all(member("code", "accessdenied")),
		States: said("authz/insufficient-role").or("authz/insufficient-scope"), Says: "Access is denied to this caller.", Source: docGraph},
	{Product: "Microsoft Entra", Role: Wrote, Acts: true, When: all(member("code", "authorizationfailed")),
		States: said("authz/insufficient-role"), Says: "The body names the identity and the action that it may not do.", Source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors"},
	{Product: "Microsoft Entra", Role: Wrote, Acts: true, When: all(member("code", "linkedauthorizationfailed")),
		States: said("authz/insufficient-role"), Says: "The identity may not use a linked resource.", Source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors"},
	{Product: "Azure", Role: Wrote, Acts: true, When: all(member("code", "requestdisallowedbypolicy")),
		States: said("authz/insufficient-role"), Says: "An Azure policy refuses the request.", Source: "https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors"},
	{Product: "Azure", Role: Wrote, Acts: true, When: all(member("code", "forbiddenbyfirewall")),
		States: said("net/ip-allowlist"), Says: "The vault's firewall does not admit the address.", Source: "https://learn.microsoft.com/azure/key-vault/general/common-error-codes"},
	{Product: "Azure", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("type", "ip-address-rejected")),
		States: said("net/ip-allowlist"), Says: "The network rules of the resource do not admit the address.", Source: "https://learn.microsoft.com/azure/azure-app-configuration/network-access-errors"},
	{Product: "Azure", Role: Wrote, Acts: true, When: all(member("code", "forbiddenbyconnection")),
		States: said("net/ip-allowlist"), Says: "Public network access to the vault is switched off.", Source: "https://learn.microsoft.com/azure/key-vault/general/common-error-codes"},
	{Product: "Azure", Role: Wrote, Acts: true, When: all(member("code", "forbiddenbyrbac")),
		States: said("authz/insufficient-role"), Says: "The caller has no role that allows this on the vault.", Source: "https://learn.microsoft.com/azure/key-vault/general/common-error-codes"},
	{Product: "Azure", Role: Wrote, Acts: true, When: all(member("code", "forbiddenbypolicy")),
		States: said("authz/insufficient-role"), Says: "No access policy of the vault allows the caller this.", Source: "https://learn.microsoft.com/azure/key-vault/general/common-error-codes"},
	{Product: "Azure", Role: Wrote, Acts: true, Status: "403", When: all(body("firewall"), body("client address")),
		States: maybe("net/ip-allowlist"), Says: "The resource's firewall names the client's address.", Source: "https://learn.microsoft.com/azure/key-vault/general/network-security"},
	{Product: "Azure", Role: Wrote, Acts: true, Status: "403", When: all(body("blocked by your cosmos db account firewall settings")),
		States: said("net/ip-allowlist"), Says: "The account's firewall does not admit the address.", Source: "https://learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall"},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "toomanyrequests")),
		States: said("rate/request-limit"), Says: "The service throttles the caller.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "activitylimitreached")),
		States: said("rate/request-limit"), Says: "The service throttles the caller.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "applicationthrottled")),
		States: said("rate/request-limit").or("rate/concurrency-limit"), Says: "The service throttles the application.", Source: docGraph},
	{Product: "Microsoft Graph", Role: Wrote, Acts: true, When: all(member("code", "quotalimitreached")),
		States: said("rate/quota-exhausted"), Says: "A quota is used up.", Source: docGraph},
	{Product: "Microsoft Entra", Role: Wrote, Acts: true, Status: "401,403", When: all(body("interaction_required")),
		States: said("auth/step-up-required"), Says: "The identity provider wants the user to act.", Source: docAADSTS},
	{Product: "Microsoft Entra", Role: OnPath, Acts: true, Status: "300-399", When: all(header("location", "login.microsoftonline.com/")),
		States: said("auth/session-required"), Says: "The client is sent to sign in with Microsoft Entra.", Source: docAADSTS},
}

// azureFacts are Azure's gateways and hosts.
var azureFacts = []Fact{
	{Product: "Azure App Service", Role: Wrote, Acts: true, Status: "403", When: all(header("x-ms-forbidden-ip", "")),
		States: said("net/ip-allowlist").or("net/ip-blocklist"), Says: "The access restrictions of the app refuse the address, which the header names.", Source: docAppSvc},
	{Product: "Azure App Service", Role: Wrote, Acts: true, Status: "403", When: all(body("the web app you have attempted to reach has blocked your access")),
		States: said("net/ip-allowlist").or("net/ip-blocklist"), Says: "The access restrictions of the app refuse the address.", Source: docAppSvc},
	{Product: "Azure App Service", Role: Wrote, Acts: true, Status: "403", When: all(body("web app is stopped")),
		States: said("site/suspended").or("site/maintenance"), Says: "The app is stopped.", Source: "https://learn.microsoft.com/azure/app-service/troubleshoot-http-502-http-503"},
	{Product: "Azure App Service", Role: Wrote, Acts: true, Status: "404", When: all(body("404 web site not found")),
		States: said("host/unknown-name"), Says: "App Service has no app for this name.", Source: docAppSvc},
	{Product: "Azure App Service", Role: Wrote, Acts: true, Status: "503", When: all(body("service unavailable"), header("x-ms-middleware-request-id", "")),
		States: maybe("upstream/no-healthy-backend").or("app/error"), Says: "The app does not answer its platform.", Source: "https://learn.microsoft.com/azure/app-service/troubleshoot-http-502-http-503"},
	{Product: "Azure Front Door", Role: Wrote, Acts: true, Status: "403", When: all(body("the request is blocked."), header("x-azure-ref", "")),
		States: said("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "net/geo-restricted", "rate/request-limit"), Says: "The firewall of Azure Front Door blocked the request.", Source: docFrontDoor},
	{Product: "Azure Front Door", Role: Wrote, Acts: true, Status: "403", When: all(bodyIs("the request is blocked.")),
		States: said("waf/unspecified-block"), Says: "The firewall of Azure Front Door blocked the request.", Source: docFrontDoor},
	{Product: "Azure Front Door", Role: Wrote, Acts: true, Soft: true, When: all(title("azure waf"), body("challenge")),
		States: said("waf/challenge"), Says: "Azure's firewall challenges the client.", Source: "https://learn.microsoft.com/azure/web-application-firewall/waf-javascript-challenge"},
	{Product: "Azure Front Door", Role: Wrote, Acts: true, When: all(body("our services aren't available right now")),
		States: maybe("upstream/unreachable").or("host/unknown-name", "upstream/timeout"), Says: "Azure Front Door could not reach the origin, or has no route for this name.", Source: docFrontDoor},
	{Product: "Azure Front Door", Role: Wrote, Acts: true, Status: "400,404", When: all(header("x-cache", "config_nocache"), header("x-azure-ref", "")),
		States: maybe("host/unknown-name").or("resource/not-found"), Says: "Azure Front Door may have no route for this name or path.", Source: docFrontDoor},
	{Product: "Azure Application Gateway", Role: Wrote, Acts: true, Status: "403", When: all(body("microsoft-azure-application-gateway")),
		States: said("waf/unspecified-block").or("waf/request-content-rule", "net/ip-blocklist", "net/geo-restricted"), Says: "The firewall of Azure Application Gateway blocked the request.", Source: docAppGw},
	{Product: "Azure Application Gateway", Role: Wrote, Acts: true, Status: "502", When: all(body("microsoft-azure-application-gateway")),
		States: said("upstream/unreachable").or("upstream/no-healthy-backend", "upstream/timeout", "upstream/bad-response"), Says: "Azure Application Gateway reaches no healthy backend.", Source: docAppGw},
	{Product: "Azure Application Gateway", Role: Wrote, Acts: true, Status: "504", When: all(body("microsoft-azure-application-gateway")),
		States: said("upstream/timeout"), Says: "The backend did not answer Azure Application Gateway in time.", Source: docAppGw},
	{Product: "Azure Application Gateway", Role: OnPath, When: all(server("microsoft-azure-application-gateway")), Says: "The answer passed Azure Application Gateway.", Source: docAppGw},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "missing subscription key")),
		States: said("auth/missing-credentials"), Says: "The request carries no subscription key.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "401", When: all(memberHas("message", "invalid subscription key")),
		States: said("auth/invalid-credentials"), Says: "The subscription key is not valid.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "401,403", When: all(memberHas("message", "subscription is not active")),
		States: said("auth/account-disabled").or("authz/service-disabled"), Says: "The subscription is not active.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "429", When: all(memberHas("message", "rate limit is exceeded")),
		States: said("rate/request-limit"), Says: "The rate limit is exceeded.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "403,429", When: all(memberHas("message", "out of call volume quota")),
		States: said("rate/quota-exhausted"), Says: "The subscription's call quota is used up.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "403,429", When: all(memberHas("message", "out of bandwidth quota")),
		States: said("rate/quota-exhausted"), Says: "The subscription's bandwidth quota is used up.", Source: docAPIM},
	{Product: "Azure API Management", Role: Wrote, Acts: true, Status: "403", When: all(memberHas("message", "caller ip address is blocked")),
		States: said("net/ip-allowlist").or("net/ip-blocklist"), Says: "An ip-filter policy refuses the address.", Source: docAPIM},
	{Product: "Azure Storage", Role: Origin, When: all(server("windows-azure-blob")), Says: "The answer is Azure Blob Storage's.", Source: docAzure},
	{Product: "Azure Storage", Role: Origin, When: all(server("windows-azure-web")), Says: "The answer is an Azure static website's.", Source: docAzure},
	{Product: "Azure Storage", Role: Origin, When: all(header("x-ms-error-code", "")), Says: "The answer is Azure Storage's.", Source: docAzure},
}
