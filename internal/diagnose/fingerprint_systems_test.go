package diagnose

import (
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A documented answer of a system: its status, a field if one decides, its
// body; and what it must be told as.
type systemAnswer struct {
	product string
	cause   CauseID
	status  int
	field   string
	body    string
}

var systemAnswers = []systemAnswer{
	{"Microsoft Entra", "auth/expired-credential", 401, "", `{"error":"invalid_client","error_description":"AADSTS7000222: The provided client secret keys for app '00000000-0000-0000-0000-000000000001' are expired. Visit the Azure portal to create new keys for your app.","error_codes":[7000222]}`},
	{"Microsoft Entra", "auth/step-up-required", 400, "", `{"error":"invalid_grant","error_description":"AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.","error_codes":[50076],"suberror":"basic_action"}`},
	{"Microsoft Entra", "auth/step-up-required", 400, "", `{"error":"interaction_required","error_description":"AADSTS50079: Due to a configuration change made by your administrator, you must enroll in multi-factor authentication.","error_codes":[50079]}`},
	{"Microsoft Entra", "auth/invalid-credentials", 401, "", `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.","error_codes":[7000215]}`},
	{"Microsoft Entra", "authz/insufficient-role", 400, "", `{"error":"invalid_grant","error_description":"AADSTS53003: Access has been blocked by Conditional Access policies.","error_codes":[53003]}`},
	{"Microsoft Entra", "auth/account-disabled", 400, "", `{"error":"invalid_grant","error_description":"AADSTS50057: The user account is disabled.","error_codes":[50057]}`},
	{"Microsoft Entra", "auth/expired-credential", 400, "", `{"error":"invalid_grant","error_description":"AADSTS500133: Assertion is not within its valid time range.","error_codes":[500133]}`},
	{"Microsoft Entra", "rate/request-limit", 400, "", `{"error":"invalid_request","error_description":"AADSTS50196: The server terminated an operation because it encountered a client request loop.","error_codes":[50196]}`},
	{"Microsoft Entra", "net/proxy-policy-denied", 400, "", `<html><head><title>Sign in to your account</title></head><body>AADSTS500021: Access to 'contoso' tenant is denied.</body></html>`},
	{"Azure AD B2C", "auth/expired-credential", 400, "", `{"error":"invalid_grant","error_description":"AADB2C90080: The provided grant has expired."}`},
	{"Google OAuth", "clock/client-skew", 400, "", `{"error":"invalid_grant","error_description":"Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim."}`},
	{"Google OAuth", "auth/expired-credential", 400, "", `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`},
	{"Google OAuth", "auth/step-up-required", 400, "", `{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}`},
	{"Google OAuth", "authz/insufficient-scope", 401, "", `{"error":"unauthorized_client","error_description":"Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested."}`},
	{"Google OAuth", "auth/account-disabled", 401, "", `{"error":"disabled_client","error_description":"The OAuth client was disabled."}`},
	{"Auth0", "auth/invalid-credentials", 403, "", `{"error":"invalid_grant","error_description":"Unknown or invalid refresh token."}`},
	{"Auth0", "authz/insufficient-scope", 403, "", `{"error":"access_denied","error_description":"Client is not authorized to access resource server \"https://api.example.com\". You need to create a \"client-grant\" associated to this API."}`},
	{"Keycloak", "authz/insufficient-scope", 400, "", `{"error":"unauthorized_client","error_description":"Client not allowed for direct access grants"}`},
	{"Keycloak", "auth/expired-credential", 400, "", `{"error":"invalid_grant","error_description":"Offline user session not found"}`},
	{"Okta", "authz/insufficient-role", 400, "", `{"error":"access_denied","error_description":"Policy evaluation failed for this request, please check the policy configurations."}`},
	{"Okta", "site/maintenance", 503, "", `{"errorCode":"E0000010","errorSummary":"Service is in read only mode","errorLink":"E0000010","errorId":"oae1"}`},
	{"Authelia", "auth/session-required", 302, "Location: https://auth.example.com/?rd=https%3A%2F%2Fapp.example.com%2F&rm=GET", ""},
	{"authentik", "auth/session-required", 302, "Location: /outpost.goauthentik.io/start?rd=https%3A%2F%2Fapp.example.com%2F", ""},
	{"AD FS", "auth/invalid-credentials", 400, "", `{"error":"invalid_grant","error_description":"MSIS9659: Invalid 'username' or 'password'."}`},
	{"AD FS", "redirect/loop", 400, "", `<html><body>MSIS7042: The same client browser session has made '6' requests in the last '4' seconds. Contact your administrator for details.</body></html>`},
	{"PingOne", "rate/request-limit", 429, "", `{"id":"8d0e3f5c","code":"REQUEST_LIMITED","message":"The request exceeds the limit."}`},
	{"Amazon Cognito", "auth/invalid-credentials", 400, "", `{"__type":"NotAuthorizedException","message":"Unable to verify secret hash for client 1example"}`},
	{"Amazon Cognito", "auth/expired-credential", 400, "", `{"__type":"NotAuthorizedException","message":"Invalid login token. Token expired: 1700000000 >= 1699990000"}`},
	{"Duo", "clock/client-skew", 401, "", `{"code":40104,"message":"Bad request timestamp","stat":"FAIL"}`},
	{"Duo", "auth/invalid-credentials", 401, "", `{"code":40102,"message":"Invalid integration key in request credentials","stat":"FAIL"}`},
	{"Zitadel", "auth/invalid-credentials", 401, "", `{"code":16,"message":"Errors.Token.Invalid (AUTH-7fs1e)","details":[]}`},
	{"Apereo CAS", "authz/insufficient-role", 403, "", `<html><body><div id="content"><h2>Application Not Authorized to Use CAS</h2></div></body></html>`},
	{"WS-Federation", "auth/session-required", 302, "Location: https://sts.example.com/adfs/ls/?wa=wsignin1.0&wtrealm=https%3A%2F%2Fapp.example.com", ""},
	{"Oracle Access Manager", "auth/session-required", 302, "Location: https://sso.example.com/oam/server/obrareq.cgi?encquery%3Da", ""},
	{"SiteMinder", "auth/session-required", 302, "Location: https://sso.example.com/siteminderagent/forms/login.fcc?TYPE=1", ""},
	{"IBM Verify Access", "auth/invalid-credentials", 200, "", `<html><body><p>HPDIA0200W   Authentication failed. You have used an invalid user name, password or client certificate.</p></body></html>`},
	{"Microsoft.IdentityModel", "auth/expired-credential", 401, "", `{"error":{"code":"TokenExpired","message":"IDX10223: Lifetime validation failed. The token is expired. ValidTo (UTC): '12/27/2024 4:41:52 PM'"}}`},

	{"AWS STS", "authz/insufficient-role", 403, "", `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::000000000000:role/b</Message></Error></ErrorResponse>`},
	{"AWS", "authz/insufficient-role", 403, "", `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>`},
	{"AWS", "auth/invalid-credentials", 401, "", `<?xml version="1.0" encoding="UTF-8"?><Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access credentials</Message></Error></Errors></Response>`},
	{"Amazon SQS", "resource/not-found", 400, "", `<ErrorResponse><Error><Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist.</Message></Error></ErrorResponse>`},
	{"Amazon SQS", "authz/insufficient-role", 403, "", `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>Access to the resource https://sqs.us-east-1.amazonaws.com/000000000000/q is denied.</Message></Error></ErrorResponse>`},
	{"AWS Lambda", "rate/concurrency-limit", 429, "", `{"Reason":"ConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}`},
	{"Amazon API Gateway", "authz/insufficient-role", 403, "", `{"Message":"User is not authorized to access this resource with an explicit deny"}`},
	{"Amazon VPC Lattice", "auth/missing-credentials", 403, "", `AccessDeniedException: User: anonymous is not authorized to perform: vpc-lattice-svcs:Invoke on resource: arn:aws:vpc-lattice:us-west-2:000000000000:service/svc-1/ because no network-based policy allows the vpc-lattice-svcs:Invoke action`},
	{"OpenSearch", "authz/insufficient-role", 403, "", `{"Message":"User: arn:aws:iam::000000000000:user/a is not authorized to perform: es:ESHttpGet"}`},
	{"OpenSearch", "auth/backend-misconfigured", 503, "", `OpenSearch Security not initialized.`},
	{"Azure Key Vault", "auth/missing-credentials", 401, "", `{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}`},
	{"Azure Key Vault", "auth/invalid-credentials", 401, "", `{"error":{"code":"Unauthorized","message":"AKV10032: Invalid issuer. Expected one of https://sts.windows.net/a/, found https://sts.windows.net/b/."}}`},
	{"Azure AI services", "auth/wrong-scheme", 403, "", `{"error":{"code":"AuthenticationTypeDisabled","message":"Key based authentication is disabled for this resource."}}`},
	{"Azure AI services", "net/ip-allowlist", 403, "", `Access denied due to Virtual Network/Firewall rules.`},
	{"Azure OpenAI", "net/ip-allowlist", 403, "", `{"error":{"code":"403","message":"Access denied due to Virtual Network/Firewall rules."}}`},
	{"Azure Synapse", "net/ip-allowlist", 403, "", `{"code":"ClientIpAddressNotAuthorized","message":"Client Ip address : 192.0.2.1"}`},
	{"Azure", "resource/not-found", 404, "", `{"error":{"code":"SubscriptionNotFound","message":"The subscription '00000000-0000-0000-0000-000000000000' could not be found."}}`},
	{"Azure Logic Apps", "auth/missing-credentials", 401, "", `{"error":{"code":"DirectApiAuthorizationRequired","message":"The request must be authenticated only by Shared Access scheme."}}`},
	{"Azure API Management", "auth/missing-credentials", 401, "", `{"statusCode":401,"message":"JWT not present."}`},
	{"Microsoft Dataverse", "rate/request-limit", 429, "", `{"error":{"code":"0x80072322","message":"Number of requests exceeded the limit of 6000 over time window of 300 seconds."}}`},
	{"Microsoft Dataverse", "authz/insufficient-role", 403, "", `{"error":{"code":"0x80072560","message":"The user is not a member of the organization."}}`},
	{"Power BI", "authz/insufficient-role", 403, "", `{"error":{"code":"PowerBINotAuthorizedException","pbi.error":{"code":"PowerBINotAuthorizedException","parameters":{},"details":[]}}}`},
	{"Google App Engine", "rate/quota-exhausted", 503, "", `<html><head><title>503 Over Quota</title></head><body><h1>Error: Over Quota</h1><h2>This application is temporarily over its serving quota. Please try again later.</h2></body></html>`},
	{"Google Drive", "authz/insufficient-scope", 403, "", `{"error":{"errors":[{"domain":"global","reason":"appNotAuthorizedToFile","message":"The user has not granted the app 1 read access to the file f."}],"code":403}}`},
	{"BigQuery", "authz/service-disabled", 403, "", `{"error":{"code":403,"errors":[{"message":"Billing has not been enabled for this project.","domain":"global","reason":"billingNotEnabled"}]}}`},
	{"Firebase Cloud Messaging", "auth/backend-misconfigured", 401, "", `{"error":{"code":401,"status":"UNAUTHENTICATED","details":[{"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":"THIRD_PARTY_AUTH_ERROR"}]}}`},
	{"Firebase", "auth/invalid-credentials", 400, "", `{"error":{"code":400,"message":"INVALID_LOGIN_CREDENTIALS","errors":[{"message":"INVALID_LOGIN_CREDENTIALS","domain":"global","reason":"invalid"}]}}`},
	{"IBM Cloud", "auth/invalid-credentials", 400, "", `{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","context":{"requestId":"a"}}`},
	{"Huawei Cloud", "auth/expired-credential", 401, "", `{"error_msg":"The token must be updated","error_code":"APIGW.0307","request_id":"a"}`},
	{"OVHcloud", "authz/insufficient-scope", 403, "", `{"class":"Client::Forbidden","message":"This call has not been granted"}`},
	{"Scaleway", "auth/expired-credential", 401, "", `{"type":"denied_authentication","method":"api_key","reason":"expired","message":"authentication is denied"}`},
	{"Scaleway", "authz/insufficient-role", 403, "", `{"details":[{"action":"read","resource":"api_namespace"}],"message":"insufficient permissions","type":"permissions_denied"}`},
	{"Hetzner Cloud", "authz/insufficient-scope", 403, "", `{"error":{"code":"token_readonly","message":"the token is only allowed to perform GET requests"}}`},
	{"DigitalOcean", "rate/request-limit", 429, "", `{"id":"too_many_requests","message":"API Rate limit exceeded."}`},
	{"Linode", "authz/insufficient-scope", 401, "", `{"errors":[{"reason":"Your OAuth token is not authorized to use this endpoint."}]}`},
	{"Vultr", "net/ip-allowlist", 401, "", `{"error":"Unauthorized IP address: 192.0.2.1","status":401}`},
	{"Azure Functions", "app/error", 503, "", `Function host is not running.`},
	{"Cloudflare API", "authz/service-disabled", 403, "", `{"success":false,"errors":[{"code":10042,"message":"Please enable R2 through the Cloudflare Dashboard."}],"result":null}`},
	{"Cloud Foundry", "host/unknown-name", 404, "X-Cf-RouterError: unknown_route", `404 Not Found: Requested route ('app.example.com') does not exist.`},
	{"SAP Cloud Connector", "static/path-deny-rule", 403, "", `Access denied to resource /sap/x on system erp:443. In case this was a valid request, ensure to expose the resource correctly in your cloud connector.`},

	{"ClickHouse", "auth/invalid-credentials", 403, "X-ClickHouse-Exception-Code: 516", `Code: 516. DB::Exception: a: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED) (version 24.10.3.21 (official build))`},
	{"ClickHouse", "authz/insufficient-role", 500, "X-ClickHouse-Exception-Code: 497", `Code: 497. DB::Exception: a: Not enough privileges. To execute this query, it's necessary to have the grant SELECT(x) ON db.t. (ACCESS_DENIED)`},
	{"ClickHouse", "auth/invalid-credentials", 403, "X-ClickHouse-Exception-Code: 192", `Code: 192. DB::Exception: Unknown user a. (UNKNOWN_USER)`},
	{"ClickHouse", "rate/quota-exhausted", 500, "X-ClickHouse-Exception-Code: 201", `Code: 201. DB::Exception: Quota for user a for 3600s has been exceeded. (QUOTA_EXCEEDED)`},
	{"ClickHouse", "rate/concurrency-limit", 500, "X-ClickHouse-Exception-Code: 202", `Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100. (TOO_MANY_SIMULTANEOUS_QUERIES)`},
	{"ClickHouse", "upstream/overloaded", 500, "X-ClickHouse-Exception-Code: 241", `Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)`},
	{"ClickHouse", "authz/insufficient-role", 500, "", `Code: 497. DB::Exception: a: Not enough privileges. (ACCESS_DENIED)`},
	{"etcd", "auth/missing-credentials", 400, "", `{"error":"etcdserver: user name is empty","code":3}`},
	{"etcd", "auth/invalid-credentials", 401, "", `{"error":"etcdserver: invalid auth token","code":16}`},
	{"etcd", "authz/insufficient-role", 403, "", `{"error":"etcdserver: permission denied","code":7}`},
	{"InfluxDB", "auth/missing-credentials", 401, "X-Influxdb-Version: 1.8.10", `{"error":"unable to parse authentication credentials"}`},
	{"InfluxDB", "rate/request-limit", 429, "", `{"code":"too many requests","message":"org 0123 has exceeded limited_query plan limit"}`},
	{"Neo4j", "auth/invalid-credentials", 401, "", `{"errors":[{"code":"Neo.ClientError.Security.Unauthorized","message":"Invalid credential."}]}`},
	{"Neo4j", "authz/insufficient-role", 200, "", `{"results":[],"errors":[{"code":"Neo.ClientError.Security.Forbidden","message":"Write operations are not allowed for user 'a'."}]}`},
	{"Databricks", "net/ip-allowlist", 403, "", `{"error_code":"403","message":"Source IP address: 192.0.2.7 is blocked by Databricks IP ACL for workspace: 1"}`},
	{"Databricks", "net/ip-allowlist", 403, "", `Source IP address: 192.0.2.7 is blocked by Databricks IP ACL for workspace: 1`},
	{"Snowflake", "auth/invalid-credentials", 200, "", `{"data":{"nextAction":"RETRY_LOGIN"},"code":"390144","message":"JWT token is invalid. [0ce9eb56-821d-4ca9-a774-04ae89a0cf5a]","success":false,"headers":null}`},
	{"Snowflake", "net/ip-allowlist", 200, "", `{"data":null,"code":"390422","message":"Incoming request with IP/Token 192.0.2.1 is not allowed to access Snowflake. Contact your account administrator.","success":false}`},
	{"Snowflake", "auth/invalid-credentials", 401, "", `{"code":"390303","message":"Invalid OAuth access token. ...TTTTTTTT"}`},
	{"Supabase", "auth/step-up-required", 403, "", `{"code":403,"error_code":"insufficient_aal","msg":"AAL2 session is required to update email or password when MFA is enabled."}`},
	{"Supabase", "auth/invalid-credentials", 403, "", `{"statusCode":"403","code":"S3InvalidAccessKeyId","error":"Invalid Access Key Id","message":"The Access Key Id you provided does not exist in our records."}`},
	{"Elastic Cloud", "net/ip-allowlist", 403, "", `{"ok":false,"message":"Forbidden due to traffic filtering. Please see the Elastic documentation on Traffic Filtering for more information."}`},
	{"Elasticsearch", "auth/invalid-credentials", 401, "", `{"error":{"type":"security_exception","reason":"unable to find apikey with id a"},"status":401}`},
	{"Meilisearch", "upstream/overloaded", 503, "", `{"message":"Too many search requests running at the same time: 1. Retry after 10s.","code":"too_many_search_requests","type":"system"}`},
	{"Typesense", "upstream/no-healthy-backend", 503, "", `{ "message": "Not Ready or Lagging"}`},
	{"Qdrant", "auth/missing-credentials", 401, "", `Must provide an API key or an Authorization bearer token`},
	{"Weaviate", "auth/missing-credentials", 401, "", `{"code":401,"message":"anonymous access not enabled, please provide an auth scheme such as OIDC"}`},
	{"Weaviate", "authz/insufficient-role", 403, "", `{"error":[{"message":"authorization, forbidden action: user 'a' has insufficient permissions to delete [schema/things]"}]}`},
	{"ArangoDB", "resource/not-found", 404, "", `{"error":true,"errorNum":1228,"errorMessage":"database not found","code":404}`},
	{"Upstash", "rate/quota-exhausted", 400, "", `{"error":"ERR max daily request limit exceeded. Limit: 10000, Usage: 10000."}`},
	{"Apache Hadoop", "authz/insufficient-role", 403, "", `{"RemoteException":{"exception":"AccessControlException","javaClassName":"org.apache.hadoop.security.AccessControlException","message":"Permission denied: user=a"}}`},
	{"Confluent Schema Registry", "authz/insufficient-role", 403, "", `{"error_code":40301,"message":"User is denied operation Write on Subject: cdr.voice-value"}`},
	{"vmauth", "auth/missing-credentials", 401, "", "missing `Authorization` request header"},

	{"Tomcat", "net/ip-allowlist", 403, "", "<html><head><title>403 Access Denied</title></head>\n <body>\n   <h1>403 Access Denied</h1>\n   <p>\n    You are not authorized to view this page.\n   </p>\n   <p>\n    By default the Manager is only accessible from a browser running on the\n    same machine as Tomcat. If you wish to modify this restriction, you'll need\n    to edit the Manager's <tt>context.xml</tt> file.\n   </p></body></html>"},
	{"WebLogic", "upstream/unreachable", 503, "", `<HTML><HEAD><TITLE>Weblogic Bridge Message</TITLE></HEAD><BODY><H2>Failure of Web Server bridge:</H2><P><hr>No backend server available for connection: timed out after 10 seconds or idempotent set to OFF or method not idempotent.<hr></BODY></HTML>`},
	{"WebLogic", "authz/insufficient-role", 403, "", `<HTML><HEAD><TITLE>Error 403--Forbidden</TITLE></HEAD><BODY><H2>Error 403--Forbidden</H2><H3>From RFC 2068 <i>Hypertext Transfer Protocol -- HTTP/1.1</i>:</H3></BODY></HTML>`},
	{"Oracle REST Data Services", "host/unknown-name", 404, "", `{"code":"NotFound","title":"Not Found","message":"The request could not be mapped to any database. Check the request URL is correct, and that URL to database mappings have been correctly configured"}`},
	{"Bitbucket", "auth/missing-credentials", 401, "", `{"errors":[{"context":null,"message":"You are not permitted to access this resource","exceptionName":"com.atlassian.bitbucket.AuthorisationException"}]}`},
	{"SharePoint", "authz/csrf-or-origin", 403, "", `{"error":{"code":"-2130575251, Microsoft.SharePoint.SPException","message":{"lang":"en-US","value":"The security validation for this page is invalid and might be corrupted. Please use your web browser's Back button to try your operation again."}}}`},
	{"Jenkins", "site/maintenance", 503, "", `<html><head><title>Starting Jenkins</title></head><body><h1>Please wait while Jenkins is getting ready to work ...</h1></body></html>`},
	{"Sonatype Nexus", "authz/service-disabled", 403, "", `-------------------->>> REQUESTED ITEM IS QUARANTINED -------------------->>> FOR DETAILS SEE ------>>> https://iq.example.com/ui/links/a`},
	{"GitLab", "upstream/unreachable", 502, "", `<html><head><title>GitLab is not responding (502)</title></head><body><h1>502</h1><h3>Whoops, GitLab is taking too much time to respond.</h3></body></html>`},
	{"Gitea", "auth/step-up-required", 403, "", `{"message":"You must change your password. Change it at: https://git.example.com/user/change_password"}`},
	{"SonarQube", "authz/insufficient-role", 403, "", `{"errors":[{"msg":"Insufficient privileges"}]}`},
	{"Kibana", "authz/csrf-or-origin", 400, "", `{"statusCode":400,"error":"Bad Request","message":"Request must contain a kbn-xsrf header."}`},
	{"Kibana", "upstream/unreachable", 503, "", `Kibana server is not ready yet.`},
	{"Splunk", "auth/missing-credentials", 401, "", `<?xml version="1.0" encoding="UTF-8"?><response><messages><msg type="WARN">call not properly authenticated</msg></messages></response>`},
	{"Splunk", "auth/invalid-credentials", 403, "", `{"text":"Invalid token","code":4}`},
	{"Zabbix", "auth/session-required", 200, "", `{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"Session terminated, re-login, please."},"id":"1"}`},
	{"Zabbix", "auth/missing-credentials", 200, "", `{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params.","data":"Not authorised."},"id":5}`},
	{"Odoo", "auth/session-required", 200, "", `{"jsonrpc":"2.0","id":1,"error":{"code":100,"message":"Odoo Session Expired","data":{"name":"odoo.http.SessionExpiredException","debug":"Traceback","message":"Session expired","arguments":["Session expired"],"context":{}}}}`},
	{"Odoo", "auth/invalid-credentials", 200, "", `{"jsonrpc":"2.0","id":1,"error":{"code":200,"message":"Odoo Server Error","data":{"name":"odoo.exceptions.AccessDenied","message":"Access Denied"}}}`},
	{"ServiceNow", "authz/insufficient-role", 403, "", `{"error":{"message":"Operation Failed","detail":"ACL Exception Update Failed due to security constraints"},"status":"failure"}`},
	{"Proxmox VE", "auth/expired-credential", 401, "", `{"data":null,"message":"permission denied - invalid PVE ticket\n"}`},
	{"vCenter", "auth/missing-credentials", 401, "", `{"type":"com.vmware.vapi.std.errors.unauthenticated","value":{"messages":[]}}`},
	{"kubelet", "auth/missing-credentials", 403, "", `Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)`},
	{"Kubernetes", "authz/insufficient-role", 403, "", `{"kind":"Status","status":"Failure","message":"admission webhook \"validate.example.com\" denied the request: no","reason":"Forbidden","code":403}`},
	{"Vault", "site/maintenance", 503, "", `{"errors":["Vault is sealed"]}`},
	{"Vault", "net/ip-allowlist", 400, "", `{"errors":["source address \"192.0.2.1\" unauthorized through CIDR restrictions on the secret ID"]}`},
	{"Vault", "upstream/no-healthy-backend", 429, "", `{"initialized":true,"sealed":false,"standby":true,"performance_standby":false}`},
	{"Consul", "authz/service-disabled", 401, "", `ACL support disabled`},
	{"Nomad", "upstream/unreachable", 500, "", `No path to region`},
	{"Rancher", "auth/missing-credentials", 401, "", `{"type":"error","status":"401","message":"must authenticate"}`},
	{"Portainer", "auth/missing-credentials", 401, "", `{"message":"A valid authorisation token is missing","details":"Unauthorized"}`},
	{"TeamCity", "authz/csrf-or-origin", 403, "", `403 Forbidden: Responding with 403 status code due to failed CSRF check: request's "Origin" header value "null" does not match Host/X-Forwarded-Host`},
	{"Tableau", "auth/missing-credentials", 401, "", `<?xml version='1.0' encoding='UTF-8'?><tsResponse xmlns="http://tableau.com/api"><error code="401002"><summary>Unauthorized Access</summary><detail>Invalid authentication credentials were provided.</detail></error></tsResponse>`},
	{"Graylog", "authz/csrf-or-origin", 400, "", `CSRF protection header is missing. Please add a "X-Requested-By" header to your request.`},
	{"Apache NiFi", "host/unknown-name", 200, "", `<h1>System Error</h1><h2>The request contained an invalid host header [<code>nifi:8443</code>] in the request [<code>/nifi-api</code>]. Check for request manipulation or third-party intercept.</h2>`},
	{"Atlassian", "auth/missing-credentials", 403, "", `{"message":"Current user not permitted to use Confluence","statusCode":403}`},
	{"SAP", "authz/service-disabled", 403, "", `<html><head><title>Service cannot be reached</title></head><body><p>The URL https://erp.example.com/sap/opu/odata/sap/X_SRV/ call was terminated because the corresponding service is not available.</p><p>The termination occurred in system BWD with error code 403 and for the reason Forbidden.</p></body></html>`},
	{"Oracle REST Data Services", "authz/insufficient-role", 403, "", `The request cannot be processed because the procedure could not be accessed, it may not be declared, or a function specified by security.requestValidationFunction configuration property has prevented access.`},
	{"vCenter", "upstream/unreachable", 503, "", `503 Service Unavailable (Failed to connect to endpoint: [N7Vmacore4Http20NamedPipeServiceSpecE:0x00007f] _serverNamespace = / )`},
	{"Microsoft Exchange", "auth/session-required", 302, "Location: https://mail.example.com/owa/auth/logon.aspx?url=https%3a%2f%2fmail.example.com%2fowa%2f&reason=0", ""},
	{"SharePoint", "auth/session-required", 302, "Location: https://x.example.com/_layouts/15/Authenticate.aspx?Source=%2F", ""},
	{"pfSense", "host/unknown-name", 200, "", `<html><body><h1>501</h1><p>Potential DNS Rebind attack detected, see http://en.wikipedia.org/wiki/DNS_rebinding<br />Try accessing the router by IP address instead of by hostname.</p></body></html>`},
}

func (s systemAnswer) answer() *measure.Answer {
	a := &measure.Answer{Status: s.status, Body: []byte(s.body), Size: int64(len(s.body))}
	if name, value, ok := strings.Cut(s.field, ": "); ok {
		a.Header = append(a.Header, measure.Field{Name: name, Value: value})
	}
	return a
}

func TestFingerprintSystems(t *testing.T) {
	told := map[string]bool{}
	for _, s := range systemAnswers {
		told[s.product] = true
		a := s.answer()
		ms := Recognise(a)
		if len(ms) == 0 {
			t.Errorf("%s: nothing recognised in %s", s.product, s.body)
			continue
		}
		if c, _ := ms[0].Best(); c.Cause != s.cause || ms[0].Product != s.product || !ms[0].Acts {
			t.Errorf("%s is told as %s of %q, want %s: %s", s.product, c.Cause, ms[0].Product, s.cause, s.body)
		}
		if a.Status < 300 && !Quick(a) {
			t.Errorf("Quick overlooks %s: %s", s.product, s.body)
		}
	}
	for _, group := range [][]sheet{entraSheets, idpSheets, cloudsSheets, databaseSheets, enterpriseSheets} {
		for _, s := range group {
			if !told[s.product] {
				t.Errorf("no documented answer of %s", s.product)
			}
		}
	}
}

// What the same systems answer when all is well must not be held to be a
// refusal.
func TestFingerprintSystemsHealthy(t *testing.T) {
	for _, text := range []string{
		`{"jsonrpc":"2.0","result":"7.0.18","id":1}`,
		`{"jsonrpc":"2.0","id":1,"result":{"uid":2,"session_id":"a","name":"Odoo Session Expired"}}`,
		`{"results":[{"columns":["n"],"data":[]}],"errors":[]}`,
		`{"data":{"token":"a"},"code":null,"message":null,"success":true}`,
		`{"code":"090001","message":"Statement executed successfully."}`,
		`{"meta":{"rc":"ok"},"data":[{"name":"default"}]}`,
		`{"text":"HEC is healthy","code":17}`,
		`<html><head><title>NiFi says invalid host header</title></head><body><p>The request contained an invalid host header? Set nifi.web.proxy.host.</p></body></html>`,
		`<html><body><p>pfSense: Potential DNS Rebind attack detected, see the manual.</p></body></html>`,
	} {
		for _, m := range Recognise(&measure.Answer{Status: 200, Body: []byte(text), Size: int64(len(text))}) {
			if m.Acts {
				t.Errorf("%s acts on %s", m.Product, text)
			}
		}
	}
}

// A code of one system is no prefix of another's.
func TestFingerprintNumbersAreWhole(t *testing.T) {
	a := systemAnswer{status: 400, body: `{"error":"invalid_grant","error_description":"AADSTS500571: Something that no table holds."}`}.answer()
	for _, m := range Recognise(a) {
		if m.Product == "Microsoft Entra" {
			t.Errorf("AADSTS500571 is told as %s", m.Says)
		}
	}
}
