package diagnose

const (
	docTomcatMgr = "https://tomcat.apache.org/tomcat-10.1-doc/manager-howto.html"
	docWebLogic  = "https://docs.oracle.com/middleware/12213/webtier/develop-plugin/common_probs.htm"
	docHEC       = "https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector"
	docSplunk    = "https://docs.splunk.com/Documentation/Splunk/latest/RESTREF/RESTprolog"
	docZabbix    = "https://www.zabbix.com/documentation/current/en/manual/api/reference_commentary"
	docSPList    = "https://learn.microsoft.com/sharepoint/dev/sp-add-ins/complete-basic-operations-using-sharepoint-rest-endpoints"
	docVAPI      = "https://developer.broadcom.com/xapis/vsphere-automation-api/latest/"
	docBitbucket = "https://developer.atlassian.com/server/bitbucket/rest/v900/intro/"
	docTableau   = "https://help.tableau.com/current/api/rest_api/en-us/REST/rest_api_concepts_errors.htm"
)

// hec matches an answer of Splunk's event collector.
func hec(text, is string) []Marker { return all(member("text", text), member("code", is)) }

// zabbix matches what the data of a JSON-RPC error of Zabbix says.
func zabbix(has string) []Marker { return all(member("jsonrpc", "2.0"), memberHas("data", has)) }

// vapi matches an error of vSphere's automation API.
func vapi(is string) []Marker { return all(member("type", "com.vmware.vapi.std.errors."+is)) }

// bitbucket matches the name of an exception of Bitbucket's server.
func bitbucket(is string) []Marker {
	return all(member("exceptionname", "com.atlassian.bitbucket."+is))
}

// tableau matches the code of an error of Tableau.
func tableau(is string) []Marker { return all(body(`<error code="`+is+`">`), body("tableau")) }

// enterpriseSheets are servers of applications, business software and what
// operators run.
var enterpriseSheets = []sheet{
	{product: "Tomcat", source: docTomcatMgr, rows: []entry{
		{"403", all(body("by default the manager is only accessible from a browser running on the")), said("net/ip-allowlist").or("authz/insufficient-role"), "The page of the Manager says that it is for the same machine only unless its context allows more."},
		{"403", all(body("by default the host manager is only accessible from a browser running on the")), said("net/ip-allowlist").or("authz/insufficient-role"), "The page of the Host Manager says that it is for the same machine only unless its context allows more."},
		{"401", all(body("you are not authorized to view this page"), body("conf/tomcat-users.xml")), byCreds(), "The page says that the Manager takes users of conf/tomcat-users.xml."},
	}},
	{product: "WebLogic", source: docWebLogic, rows: []entry{
		{"500-504", all(body("failure of web server bridge"), body("no backend server available")), said("upstream/unreachable").or("upstream/no-healthy-backend", "upstream/timeout"), "The plug-in of the web server reaches no server of WebLogic."},
		{"500-504", all(body("failure of server apache bridge"), body("no backend server available")), said("upstream/unreachable").or("upstream/no-healthy-backend", "upstream/timeout"), "The plug-in of the web server reaches no server of WebLogic."},
		{"403", all(body("error 403--forbidden"), body("from rfc 2068")), said("authz/insufficient-role").or("auth/missing-credentials"), "The page is WebLogic's 403: the user is in none of the roles, or the filter of connections refuses."},
		{"401", all(body("error 401--unauthorized"), body("from rfc 2068")), byCreds(), "The page is WebLogic's 401."},
		{"404", all(body("error 404--not found"), body("from rfc 2068")), said("resource/not-found"), "The page is WebLogic's 404."},
		{"500", all(body("error 500--internal server error"), body("from rfc 2068")), said("app/error"), "The page is WebLogic's 500."},
		{"503", all(body("error 503--service unavailable"), body("from rfc 2068")), maybe("upstream/overloaded", "site/maintenance"), "The page is WebLogic's 503: the application is not started, or the server sheds load."},
	}},
	{product: "Oracle REST Data Services", source: "https://docs.oracle.com/en/database/oracle/oracle-rest-data-services/", rows: []entry{
		{"404", all(body("the request could not be mapped to any database")), said("host/unknown-name").or("resource/not-found"), "No pool of connections is mapped to this name and path."},
	}},
	{product: "Bitbucket", source: docBitbucket, rows: []entry{
		{"401,403", bitbucket("authorisationexception"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "authz/insufficient-role"), "The user may not see or do this."},
		{"401", bitbucket("auth.incorrectpasswordauthenticationexception"), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"401,403", bitbucket("auth.captcharequiredauthenticationexception"), said("waf/challenge").or("waf/temporary-ban"), "The account wants a captcha after failed sign-ins."},
		{"404", bitbucket("repository.nosuchrepositoryexception"), said("resource/not-found"), "There is no such repository."},
		{"404", bitbucket("project.nosuchprojectexception"), said("resource/not-found"), "There is no such project."},
	}},
	{product: "SharePoint", source: docSPList, rows: []entry{
		{"403", memberStarts("-2147024891, ", "system.unauthorizedaccessexception"), said("authz/insufficient-role"), "The caller may not reach the resource."},
		{"403", memberStarts("-2130575251, ", "spexception"), said("authz/csrf-or-origin"), "The form digest is missing or out of date."},
		{"403", all(body("the security validation for this page is invalid")), said("authz/csrf-or-origin"), "The form digest is missing or out of date."},
		{"404", memberStarts("-2130575338, ", "argumentexception"), said("resource/not-found"), "There is no such item."},
	}},
	{product: "Jenkins", source: "https://www.jenkins.io/doc/book/security/access-control/permissions/", rows: []entry{
		{"403", all(body("anonymous is missing the"), body("permission")), said("auth/missing-credentials").or("authz/insufficient-role"), "The anonymous user lacks a permission, which the page names."},
		{"403", all(body("is missing the overall/read permission")), said("authz/insufficient-role"), "The user lacks Overall/Read."},
		{"503", all(body("please wait while jenkins is getting ready to work")), said("site/maintenance").or("upstream/no-healthy-backend"), "Jenkins is starting."},
	}},
	{product: "Sonatype Nexus", source: "https://help.sonatype.com/en/firewall-quarantine.html", rows: []entry{
		{"403", all(body("requested item is quarantined")), said("authz/service-disabled").or("authz/insufficient-role"), "The firewall of the repository holds the item in quarantine."},
	}},
	{product: "GitLab", source: docGitLab, rows: []entry{
		{"502", all(body("gitlab is taking too much time to respond")), said("upstream/unreachable").or("upstream/timeout"), "Workhorse gets no answer from the application: it is starting, or down."},
		{"502", all(body("gitlab is not responding")), said("upstream/unreachable").or("upstream/timeout"), "Workhorse gets no answer from the application."},
	}},
	{product: "Gitea", source: "https://docs.gitea.com/development/api-usage", rows: []entry{
		{"403", message("you must change your password. change it at:"), said("auth/step-up-required"), "The user must change the password first."},
	}},
	{product: "SonarQube", source: "https://docs.sonarsource.com/sonarqube-server/latest/extension-guide/web-api/", rows: []entry{
		{"403", all(member("errors", ""), member("msg", "insufficient privileges")), claims(nil).stated(WithCreds, "authz/insufficient-role").likely(WithoutCreds, "auth/missing-credentials", "authz/insufficient-role"), "The user lacks a permission on the project or the instance."},
	}},
	{product: "Kibana", source: "https://www.elastic.co/guide/en/kibana/current/api.html", rows: []entry{
		{"400", message("request must contain a kbn-xsrf header"), said("authz/csrf-or-origin"), "The protection against cross-site requests wants the field kbn-xsrf."},
		{"503", all(body("kibana server is not ready yet")), said("upstream/unreachable").or("site/maintenance", "upstream/no-healthy-backend"), "Kibana is starting, or does not reach Elasticsearch."},
		{"401", all(header("kbn-name", ""), memberHas("message", "security_exception")), byCreds(), "Elasticsearch does not accept the credential that Kibana passed on."},
	}},
	{product: "Splunk", source: docSplunk, rows: []entry{
		{"401", all(body("call not properly authenticated")), byCreds().or("auth/session-required"), "The session key or token is missing or not valid."},
		{"403", all(body("insufficient permission to access this resource"), body("messages")), said("authz/insufficient-role"), "The user's roles lack a capability."},
		{"401", all(element("msg", "login failed")), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"401", all(body("remote login has been disabled for")), said("authz/service-disabled"), "Users whose password was never changed may not sign in from elsewhere."},
	}},
	{product: "Splunk", source: docHEC, rows: []entry{
		{"403", hec("token disabled", "1"), said("auth/account-disabled"), "The collector's token is disabled."},
		{"401", hec("token is required", "2"), said("auth/missing-credentials").or("auth/credentials-stripped"), "The collector saw no token."},
		{"401", hec("invalid authorization", "3"), said("auth/wrong-scheme").or("auth/invalid-credentials"), "The Authorization field is not in a form that the collector takes."},
		{"403", hec("invalid token", "4"), said("auth/invalid-credentials"), "The collector does not know the token."},
		{"400", hec("incorrect index", "7"), said("authz/insufficient-scope"), "The token may not write to this index."},
		{"503", hec("server is busy", "9"), said("upstream/overloaded"), "The collector's queues are full."},
	}},
	{product: "Zabbix", source: docZabbix, soft: true, rows: []entry{
		{"", zabbix("session terminated, re-login, please."), said("auth/session-required").or("auth/expired-credential", "auth/invalid-credentials"), "The session or token has ended or is not valid; the status is 200 all the same."},
		{"", all(member("message", "invalid params."), member("data", "not authorised.")), said("auth/missing-credentials").or("auth/expired-credential"), "No session or token arrived; the status is 200 all the same."},
		{"", all(member("message", "invalid params."), member("data", "not authorized.")), said("auth/missing-credentials").or("auth/expired-credential"), "No session or token arrived; the status is 200 all the same."},
		{"", zabbix("login name or password is incorrect"), said("auth/invalid-credentials"), "The name or password is wrong; the status is 200 all the same."},
		{"", zabbix("incorrect user name or password or account is temporarily blocked"), said("auth/invalid-credentials").or("waf/temporary-ban"), "The name or password is wrong, or the account is blocked for a time; the status is 200 all the same."},
		{"", zabbix("no permissions to referred object or it does not exist"), maybe("authz/insufficient-role", "resource/not-found"), "The user may not see the object, or there is none; the status is 200 all the same."},
	}},
	{product: "ServiceNow", source: "https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_RESTAPI.html", rows: []entry{
		{"403", all(memberHas("detail", "acl exception"), member("status", "failure")), said("authz/insufficient-role"), "An access rule of the table refuses."},
	}},
	{product: "Proxmox VE", source: "https://pve.proxmox.com/wiki/Proxmox_VE_API", rows: []entry{
		{"401", message("invalid pve ticket"), said("auth/expired-credential").or("auth/invalid-credentials"), "The ticket is not valid: tickets live two hours."},
		{"403", all(member("data", "null"), memberHas("message", "permission check failed (")), said("authz/insufficient-role"), "The message names the path and privilege that the user lacks."},
	}},
	{product: "vCenter", source: docVAPI, rows: []entry{
		{"401", vapi("unauthenticated"), byCreds().or("auth/session-required"), "The session is missing or has ended."},
		{"403", vapi("unauthorized"), said("authz/insufficient-role"), "The user lacks a privilege."},
		{"404", vapi("not_found"), said("resource/not-found"), "There is no such object."},
		{"503", vapi("service_unavailable"), said("upstream/no-healthy-backend").or("upstream/overloaded"), "The service behind the API is not available."},
		{"504", vapi("timed_out"), said("upstream/timeout"), "The operation did not end in time."},
	}},
	{product: "kubelet", source: "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/", rows: []entry{
		{"403", all(body("forbidden (user=system:anonymous, verb="), body("resource=nodes")), said("auth/missing-credentials"), "The kubelet takes the caller for anonymous: no credential arrived."},
		{"403", all(body("forbidden (user="), body("resource=nodes, subresource=")), said("authz/insufficient-role").or("auth/missing-credentials"), "The kubelet names the user and the subresource of nodes that no role allows."},
	}},
	{product: "Kubernetes", source: docK8s, rows: []entry{
		{"403,400", all(member("kind", "status"), memberHas("message", "admission webhook"), memberHas("message", "denied the request")), said("authz/insufficient-role").or("waf/request-content-rule"), "An admission webhook, which the message names, denied the request."},
		{"404", all(member("kind", "status"), memberHas("message", "the server could not find the requested resource")), said("resource/not-found"), "The API knows no such kind or path."},
		{"504", all(member("kind", "status"), member("reason", "timeout")), said("upstream/timeout").or("upstream/overloaded"), "The API did not answer in time."},
		{"405", all(member("kind", "status"), member("reason", "methodnotallowed")), said("request/method-refused"), "The resource does not take this method."},
		{"503", all(member("kind", "status"), memberHas("message", "error trying to reach service")), said("upstream/unreachable"), "The API's proxy cannot reach the service or pod."},
	}},
	{product: "Vault", source: "https://developer.hashicorp.com/vault/api-docs#http-status-codes", rows: []entry{
		{"503", all(memberHas("errors", "vault is sealed")), said("site/maintenance").or("upstream/no-healthy-backend"), "The server is sealed: nothing can be read until it is unsealed."},
		{"400-403", all(memberHas("errors", "unauthorized through cidr restrictions")), said("net/ip-allowlist"), "The role or secret is bound to other addresses."},
		{"400,403", all(memberHas("errors", "wrapping token is not valid or does not exist")), said("auth/expired-credential").or("auth/invalid-credentials"), "The wrapping token has expired or was used already."},
		{"400-405", all(memberHas("errors", "unsupported operation"), memberHas("errors", "1 error occurred")), said("request/method-refused"), "The path does not take this method."},
		{"429", all(member("initialized", "true"), member("sealed", "false"), member("standby", "true")), maybe("upstream/no-healthy-backend"), "The health endpoint says that this node is on standby: 429 means that here, and no limit."},
		{"501", all(member("initialized", "false"), member("sealed", "true")), said("site/maintenance"), "The health endpoint says that the server is not initialised."},
		{"503", all(member("initialized", "true"), member("sealed", "true")), said("site/maintenance").or("upstream/no-healthy-backend"), "The health endpoint says that the server is sealed."},
	}},
	{product: "Consul", source: "https://developer.hashicorp.com/consul/docs/secure/acl", rows: []entry{
		{"401", all(bodyIs("acl support disabled")), said("authz/service-disabled"), "Access control lists are off on this agent."},
		{"429,500,503", all(body("rate limit exceeded, try again later or against a different server")), said("rate/request-limit"), "The server's limit of requests refuses."},
		{"500", all(body("no path to datacenter")), said("upstream/unreachable").or("resource/not-found"), "The agent reaches no server of that datacenter."},
	}},
	{product: "Nomad", source: "https://developer.hashicorp.com/nomad/docs/secure/acl", rows: []entry{
		{"500", all(bodyIs("no path to region")), said("upstream/unreachable").or("resource/not-found"), "The agent reaches no server of that region."},
	}},
	{product: "Rancher", source: "https://ranchermanager.docs.rancher.com/api/quickstart", rows: []entry{
		{"401", all(member("type", "error"), member("message", "must authenticate")), byCreds(), "The token is missing or not valid."},
		{"403", all(member("type", "error"), memberHas("message", "management.cattle.io"), memberHas("message", "is forbidden")), said("authz/insufficient-role"), "The message names the user, the verb and the resource that no role allows."},
		{"503", all(member("code", "clusterunavailable"), member("type", "error")), said("upstream/unreachable").or("upstream/no-healthy-backend"), "Rancher does not reach the cluster."},
	}},
	{product: "TeamCity", source: "https://www.jetbrains.com/help/teamcity/csrf-protection.html", rows: []entry{
		{"403", all(body("responding with 403 status code due to failed csrf check")), said("authz/csrf-or-origin"), "The protection against cross-site requests refuses: Origin or token do not fit."},
	}},
	{product: "Tableau", source: docTableau, rows: []entry{
		{"401", tableau("401001"), said("auth/invalid-credentials"), "The name, token or site is wrong."},
		{"401", tableau("401002"), said("auth/missing-credentials").or("auth/expired-credential"), "The token is missing or not valid."},
		{"403", tableau("403004"), said("authz/insufficient-role"), "The user may not do this."},
	}},
	{product: "Graylog", source: "https://go2docs.graylog.org/current/setting_up_graylog/rest_api.html", rows: []entry{
		{"400", all(body("csrf protection header is missing"), body("x-requested-by")), said("authz/csrf-or-origin"), "The protection against cross-site requests wants the field X-Requested-By."},
	}},
	{product: "Apache NiFi", source: "https://nifi.apache.org/docs/nifi-docs/html/administration-guide.html", soft: true, rows: []entry{
		{"", all(body("<h2>the request contained an invalid host header ["), body("check for request manipulation or third-party intercept")), said("host/unknown-name"), "The setting nifi.web.proxy.host does not hold this name."},
	}},
	{product: "Atlassian", source: "https://developer.atlassian.com/server/jira/platform/rest/v10000/intro/", rows: []entry{
		{"403", message("current user not permitted to use confluence"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "authz/insufficient-role"), "The user has no access to Confluence, or nobody is signed in."},
		{"401,403,404", all(memberHas("errormessages", "you do not have the permission to see the specified issue")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "authz/insufficient-role"), "The user may not see the issue."},
	}},
	{product: "SAP", source: "https://help.sap.com/docs/SAP_NETWEAVER_AS_ABAP_752/753088fc00704d0a80e7fbd6803c8adb/4884cc3bda6a71d0e10000000a42189c.html", rows: []entry{
		{"403,404,503", all(body("call was terminated because the corresponding service is not available"), body("the termination occurred in system")), said("authz/service-disabled").or("resource/not-found"), "The service of this path is not active in the system."},
	}},
	{product: "Oracle REST Data Services", source: "https://docs.oracle.com/en/database/oracle/oracle-rest-data-services/24.4/ordig/configuring-additional-databases.html", rows: []entry{
		{"403,404", all(body("security.requestvalidationfunction configuration property has prevented access")), maybe("authz/insufficient-role", "static/path-deny-rule").or("resource/not-found"), "The procedure does not exist, may not be executed, or a function that validates requests refuses it."},
	}},
	{product: "vCenter", source: "https://knowledge.broadcom.com/external/article?legacyId=67818", rows: []entry{
		{"503", all(body("failed to connect to endpoint: [n7vmacore4http")), said("upstream/unreachable"), "The host's proxy cannot reach the service behind it: it is starting, or down."},
	}},
	{product: "Microsoft Exchange", source: "https://learn.microsoft.com/exchange/clients/outlook-on-the-web/outlook-on-the-web", rows: []entry{
		{"300-399", all(header("location", "/owa/auth/logon.aspx")), said("auth/session-required"), "The redirect leads to the sign-in page of Outlook on the web."},
	}},
	{product: "SharePoint", source: "https://learn.microsoft.com/sharepoint/security-for-sharepoint-server/authentication-overview", rows: []entry{
		{"300-399", all(header("location", "/_layouts/15/authenticate.aspx")), said("auth/session-required"), "The redirect leads to SharePoint's sign-in."},
	}},
	{product: "pfSense", source: "https://docs.netgate.com/pfsense/en/latest/services/dns/rebinding.html", soft: true, rows: []entry{
		{"", all(body("potential dns rebind attack detected, see"), body("try accessing the router by ip address instead of by hostname")), said("host/unknown-name"), "The firewall's pages do not take this host name."},
	}},
}

// memberStarts matches SharePoint's code, which is a number and the name of
// an exception.
func memberStarts(number, name string) []Marker {
	return all(memberHas("code", number), memberHas("code", name))
}
