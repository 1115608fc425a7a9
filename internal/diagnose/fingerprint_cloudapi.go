package diagnose

const (
	docOSS = "https://www.alibabacloud.com/help/en/oss/support/http-403-status-codes"
	docB2  = "https://www.backblaze.com/apidocs/introduction-to-the-b2-native-api"
	docOCI = "https://docs.oracle.com/en-us/iaas/Content/API/References/apierrors.htm"
)

// storeSays is the code of a store's XML, with words of its message.
func storeSays(code, has string) []Marker {
	return all(elementIs("code", code), element("message", has))
}

// cloudAPISheets are stores and clouds beside the three largest, and what
// those have not elsewhere.
var cloudAPISheets = []sheet{
	{product: "S3", source: docS3, rows: []entry{
		{"403", all(elementIs("code", "accessdenied"), body("<headersnotsigned>")), said("signed-url/request-altered").or("signed-url/bad-signature"), "The store names the header fields that came without being signed."},
		{"403", storeSays("accessdenied", "which were not signed"), said("signed-url/request-altered").or("signed-url/bad-signature"), "Header fields came that were not signed."},
		{"400", all(elementIs("code", "xamzcontentsha256mismatch")), said("signed-url/request-altered"), "The body is not the one that was signed."},
		{"400-403", all(elementIs("code", "kms.disabledexception")), said("authz/service-disabled"), "The key that the object is encrypted with is disabled."},
		{"400-403", all(elementIs("code", "kms.accessdeniedexception")), said("authz/insufficient-role"), "The caller may not use the key that the object is encrypted with."},
		{"403", all(elementIs("code", "accessdenied"), body("kms:decrypt")), said("authz/insufficient-role"), "The caller may not use the key that the object is encrypted with."},
		{"403", all(elementIs("code", "unauthorizedaccess")), said("authz/service-disabled").or("authz/insufficient-role"), "The account is not registered for this region."},
		{"400", all(elementIs("code", "requesttimeout")), said("upstream/timeout"), "The client's data did not come in time."},
		{"400", all(elementIs("code", "keytoolongerror")), said("request/too-large"), "The object's name is too long."},
		{"400,431", all(elementIs("code", "requestheadersectiontoolarge")), said("request/too-large"), "The header is too large."},
		{"307", all(elementIs("code", "temporaryredirect")), maybe("host/unknown-name"), "The bucket's name leads elsewhere for a while."},
		{"404", all(elementIs("code", "nosuchversion")), said("resource/not-found"), "The object has no such version."},
	}},
	{product: "Google Cloud Storage", source: "https://cloud.google.com/storage/docs/json_api/v1/status-codes", rows: []entry{
		{"403", all(header("x-guploader-uploadid", ""), member("reason", "accountdisabled")), said("authz/service-disabled").or("site/suspended"), "The billing account of the project is closed or disabled."},
		{"403", message("billing account for the owning project is disabled"), said("authz/service-disabled").or("site/suspended"), "The billing account of the project is closed or disabled."},
		{"403", all(body("the billing account for the owning project is disabled")), said("authz/service-disabled").or("site/suspended"), "The billing account of the project is closed or disabled."},
		{"403", all(body("ip filtering condition that is preventing access")), said("net/ip-allowlist"), "The bucket's filter of addresses refuses."},
		{"400", all(body("bucket is a requester pays bucket but no user project provided")), said("authz/service-disabled"), "The bucket wants to know who pays for the request."},
		{"400", all(body("bucket is requester pays bucket but no user project provided")), said("authz/service-disabled"), "The bucket wants to know who pays for the request."},
		{"403", all(elementIs("code", "requesttimetooskewed"), server("uploadserver")), said("clock/client-skew"), "The time of the request is too far from the server's."},
	}},
	{product: "Alibaba Cloud OSS", source: docOSS, rows: []entry{
		{"403", storeSays("accessdenied", "bucket referer policy"), said("referer/referer-required").or("referer/hotlink-denied"), "The bucket's protection against hotlinks refuses the Referer, or its lack."},
		{"403", storeSays("accessdenied", "because of bucket acl"), claims(nil).stated(WithoutCreds, "authz/resource-not-public").stated(WithCreds, "authz/insufficient-role"), "The bucket's access list does not allow this."},
		{"403", storeSays("accessdenied", "because of object acl"), claims(nil).stated(WithoutCreds, "authz/resource-not-public").stated(WithCreds, "authz/insufficient-role"), "The object's access list does not allow this."},
		{"403", storeSays("accessdenied", "must be addressed using the specified endpoint"), said("host/unknown-name"), "The bucket lies in another region and wants its own endpoint."},
		{"403", storeSays("accessdenied", "anonymous access is forbidden"), said("auth/missing-credentials"), "The operation is not for anonymous callers."},
		{"403", storeSays("accessdenied", "denied by bucket policy"), said("authz/insufficient-role").or("net/ip-allowlist"), "The bucket's policy refuses."},
		{"403", storeSays("accessdenied", "implicitly denied"), said("authz/insufficient-role"), "No policy allows the caller this."},
		{"403", all(elementIs("code", "userdisable")), said("site/suspended").or("authz/service-disabled"), "The owner's account is overdue or disabled."},
		{"403", all(elementIs("code", "securitytokenexpired")), said("auth/expired-credential"), "The session token has expired."},
		{"403", all(elementIs("code", "invalidsecuritytoken")), said("auth/invalid-credentials"), "The session token is not valid."},
		{"403,503", all(elementIs("code", "downloadtrafficratelimitexceeded")), said("rate/request-limit"), "The bandwidth of the account is used up for the moment."},
		{"403", all(elementIs("code", "kmsservicenotenabled")), said("authz/service-disabled"), "The service for keys is not enabled."},
		{"400-403", all(elementIs("code", "publicaccessnotallowed")), said("authz/resource-not-public"), "Public access is blocked."},
	}},
	{product: "Alibaba Cloud", source: "https://www.alibabacloud.com/help/en/sdk/product-overview/", rows: []entry{
		{"400-403", all(member("code", "invalidtimestamp.expired")), said("clock/client-skew"), "The timestamp of the request is too old."},
		{"400-403", all(member("code", "signaturedoesnotmatch"), member("hostid", "")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature does not match."},
		{"400-404", all(member("code", "invalidaccesskeyid.notfound")), said("auth/invalid-credentials").or("signed-url/signer-revoked"), "The access key is not known."},
		{"400-404", all(member("code", "invalidaccesskeyid.inactive")), said("auth/account-disabled").or("signed-url/signer-revoked"), "The access key is disabled."},
		{"400-403", all(member("code", "invalidsecuritytoken.expired")), said("auth/expired-credential"), "The session token has expired."},
		{"400-503", all(member("code", "throttling.user")), said("rate/request-limit"), "The caller is throttled."},
		{"400-503", all(member("code", "throttling.api")), said("rate/request-limit"), "The API is throttled."},
		{"400-403", all(member("code", "forbidden.ram")), said("authz/insufficient-role"), "No policy allows the caller this."},
		{"400-403", all(member("code", "nopermission"), member("hostid", "")), said("authz/insufficient-role"), "No policy allows the caller this."},
	}},
	{product: "Tencent Cloud", source: "https://www.tencentcloud.com/document/product/213/33281", soft: true, rows: []entry{
		{"", all(member("response", ""), member("code", "authfailure.signatureexpire")), said("clock/client-skew").or("signed-url/expired"), "The signature is more than five minutes old; the status may be 200 all the same."},
		{"", all(member("response", ""), member("code", "authfailure.signaturefailure")), said("signed-url/bad-signature").or("auth/invalid-credentials"), "The signature does not match; the status may be 200 all the same."},
		{"", all(member("response", ""), member("code", "authfailure.secretidnotfound")), said("auth/invalid-credentials"), "The key is not known; the status may be 200 all the same."},
		{"", all(member("response", ""), member("code", "authfailure.unauthorizedoperation")), said("authz/insufficient-role"), "No policy allows the caller this; the status may be 200 all the same."},
		{"", all(member("response", ""), memberHas("code", "requestlimitexceeded")), said("rate/request-limit"), "The rate limit is exceeded; the status may be 200 all the same."},
	}},
	{product: "Huawei Cloud", source: "https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-errorcode.html", rows: []entry{
		{"401-404", all(member("error_code", "apig.0301"), memberHas("error_msg", "verify aksk signature fail")), said("signed-url/bad-signature").or("auth/invalid-credentials", "clock/client-skew"), "The signature of the request does not match."},
		{"401", all(member("error_code", "apig.0301")), maybe("auth/invalid-credentials").or("auth/expired-credential", "auth/missing-credentials"), "The gateway could not authenticate the request."},
		{"401-404", all(member("error_code", "apig.0303")), said("auth/invalid-credentials"), "The app behind the key is not accepted."},
		{"403", all(member("error_code", "apig.0302")), said("authz/insufficient-role"), "The caller may not call this API."},
		{"403", all(member("error_code", "apig.0304")), said("authz/insufficient-role"), "The app may not call this API."},
		{"429", all(member("error_code", "apig.0308")), said("rate/request-limit"), "The throttle refuses."},
		{"404", all(member("error_code", "apig.0101")), said("resource/not-found").or("host/unknown-name"), "The gateway has no such API."},
		{"403", all(member("error_code", "apig.0602")), said("net/ip-allowlist").or("net/ip-blocklist"), "The address is refused."},
	}},
	{product: "Backblaze B2", source: docB2, rows: []entry{
		{"403", code("download_cap_exceeded"), said("rate/quota-exhausted"), "The account's cap on downloads is reached for today."},
		{"403", code("transaction_cap_exceeded"), said("rate/quota-exhausted"), "The account's cap on transactions is reached for today."},
		{"403", code("storage_cap_exceeded"), said("rate/quota-exhausted"), "The account's cap on storage is reached."},
		{"403", code("cap_exceeded"), said("rate/quota-exhausted"), "A cap of the account is reached."},
		{"401", code("expired_auth_token"), said("auth/expired-credential"), "The token has expired: it lives a day."},
		{"401", code("bad_auth_token"), maybe("auth/invalid-credentials").or("auth/missing-credentials", "auth/expired-credential"), "The token is not valid."},
		{"401,403", code("account_trouble"), said("auth/account-disabled").or("authz/service-disabled"), "There is trouble with the account, mostly its bills."},
	}},
	{product: "Oracle Cloud", source: docOCI, rows: []entry{
		{"404", code("notauthorizedornotfound"), maybe("authz/insufficient-role", "resource/not-found").or("authz/existence-hidden"), "There is no such resource, or no policy lets the caller see it."},
		{"404", code("bucketnotfound"), maybe("resource/not-found", "authz/existence-hidden"), "There is no such bucket, or no policy lets the caller see it."},
		{"404", code("objectnotfound"), said("resource/not-found"), "There is no such object."},
		{"401", all(member("code", "notauthenticated"), memberHas("message", "clock skew")), said("clock/client-skew"), "The date of the request is too far from the server's."},
		{"401", code("notauthenticated"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").stated(WithCreds, "auth/invalid-credentials").or("clock/client-skew"), "The signature is missing or not valid."},
		{"403", code("signuprequired"), said("authz/service-disabled"), "The tenancy is not signed up for this."},
		{"400-403", code("quotaexceeded"), said("rate/quota-exhausted"), "A quota of the compartment is used up."},
		{"429", code("toomanyrequests"), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "OpenStack", source: "https://docs.openstack.org/api-ref/identity/v3/", rows: []entry{
		{"401", all(member("title", "unauthorized"), memberHas("message", "the request you have made requires authentication")), byCreds(), "The token or password is missing or not accepted."},
		{"403", all(member("title", "forbidden"), memberHas("message", "you are not authorized to perform the requested action")), said("authz/insufficient-role"), "The role does not allow the action."},
		{"401", all(body("temp url invalid")), said("signed-url/expired").or("signed-url/bad-signature", "request/head-refused"), "The temporary URL is not valid: it has expired, or its signature is wrong."},
		{"498", all(body("slow down")), said("rate/request-limit"), "The store sends 498 for its rate limit."},
	}},
	{product: "Akamai API", source: "https://techdocs.akamai.com/developer/docs/edgegrid", rows: []entry{
		{"401,403", all(memberHas("type", "/-/pep-authn/"), memberHas("detail", "inactive client token")), said("auth/account-disabled").or("auth/invalid-credentials"), "The client's token is inactive."},
		{"400-403", all(memberHas("type", "/-/pep-authn/"), memberHas("detail", "invalid timestamp")), said("clock/client-skew"), "The timestamp of the request is off."},
		{"400-403", all(memberHas("type", "/-/pep-authn/"), memberHas("detail", "signature does not match")), said("auth/invalid-credentials").or("signed-url/bad-signature"), "The signature does not match."},
		{"403", all(memberHas("type", "/-/pep-authz/")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The client's grants do not include this."},
	}},
}
