package diagnose

const (
	docClickHouse = "https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp"
	docEtcd       = "https://github.com/etcd-io/etcd/blob/main/api/v3rpc/rpctypes/error.go"
	docSnowflake  = "https://docs.snowflake.com/en/user-guide/key-pair-auth-troubleshooting"
	docNeo4j      = "https://neo4j.com/docs/status-codes/current/errors/all-errors/"
	docSupaAuth   = "https://supabase.com/docs/guides/auth/debugging/error-codes"
	docSupaStore  = "https://supabase.com/docs/guides/storage/debugging/error-codes"
	docInflux     = "https://docs.influxdata.com/influxdb/v1/troubleshooting/errors/"
	docArango     = "https://docs.arangodb.com/stable/develop/error-codes-and-meanings/"
)

// clickHouse matches the code of an exception in the header.
func clickHouse(is string) []Marker { return all(headerIs("x-clickhouse-exception-code", is)) }

// refused is a credential that is not accepted, or was not sent.
func refused() claims {
	return claims(nil).stated(WithCreds, "auth/invalid-credentials").stated(WithoutCreds, "auth/missing-credentials")
}

// snowflake matches a code of Snowflake with words of its message.
func snowflake(is, has string) []Marker { return all(member("code", is), memberHas("message", has)) }

// databricks matches a code of an error beside the workspace's number.
func databricks(is string) []Marker {
	return all(header("x-databricks-org-id", ""), member("error_code", is))
}

// arango matches one of ArangoDB's numbers.
func arango(is string) []Marker { return all(member("errornum", is), member("errormessage", "")) }

// databaseSheets are further errors of databases and search engines.
var databaseSheets = []sheet{
	{product: "ClickHouse", source: docClickHouse, rows: []entry{
		{"400-599", clickHouse("516"), refused(), "The field X-ClickHouse-Exception-Code says that the authentication failed: a wrong password, or no such user."},
		{"400-599", clickHouse("497"), said("authz/insufficient-role"), "The field X-ClickHouse-Exception-Code says that the user lacks a privilege, which the body names."},
		{"400-599", clickHouse("192"), said("auth/invalid-credentials"), "The field X-ClickHouse-Exception-Code says that there is no such user."},
		{"400-599", clickHouse("193"), said("auth/invalid-credentials"), "The field X-ClickHouse-Exception-Code says that the password is wrong."},
		{"400-599", clickHouse("194"), said("auth/missing-credentials").or("auth/invalid-credentials"), "The field X-ClickHouse-Exception-Code says that a password is required."},
		{"400-599", clickHouse("195"), said("net/ip-allowlist"), "The field X-ClickHouse-Exception-Code says that the user may not come from this address."},
		{"400-599", clickHouse("164"), said("authz/insufficient-role").or("request/method-refused"), "The field X-ClickHouse-Exception-Code says that the user, or a request by GET, may read only."},
		{"400-599", clickHouse("291"), said("authz/insufficient-role"), "The field X-ClickHouse-Exception-Code says that the user may not reach the database."},
		{"400-599", clickHouse("201"), said("rate/quota-exhausted"), "The field X-ClickHouse-Exception-Code says that the user's quota is used up."},
		{"400-599", clickHouse("202"), said("rate/concurrency-limit"), "The field X-ClickHouse-Exception-Code says that too many queries run at the same time."},
		{"400-599", clickHouse("241"), said("upstream/overloaded").or("app/error"), "The field X-ClickHouse-Exception-Code says that the memory's limit is reached."},
		{"400-599", clickHouse("159"), said("upstream/timeout"), "The field X-ClickHouse-Exception-Code says that the query took too long."},
		{"400-599", clickHouse("252"), said("upstream/overloaded"), "The field X-ClickHouse-Exception-Code says that the table has too many parts."},
		{"400-599", clickHouse("242"), said("site/maintenance").or("app/error"), "The field X-ClickHouse-Exception-Code says that the table is read-only."},
		{"400-599", clickHouse("60"), said("resource/not-found"), "The field X-ClickHouse-Exception-Code says that there is no such table."},
		{"400-599", clickHouse("81"), said("resource/not-found"), "The field X-ClickHouse-Exception-Code says that there is no such database."},
		{"400-599", all(body("db::exception: "), body("(authentication_failed)")), refused(), "The authentication failed: a wrong password, or no such user."},
		{"400-599", all(body("db::exception: "), body("(access_denied)")), said("authz/insufficient-role"), "The user lacks a privilege, which the body names."},
		{"400-599", all(body("db::exception: "), body("(quota_exceeded)")), said("rate/quota-exhausted"), "The user's quota is used up."},
		{"400-599", all(body("db::exception: "), body("(too_many_simultaneous_queries)")), said("rate/concurrency-limit"), "Too many queries run at the same time."},
		{"400-599", all(body("db::exception: "), body("(memory_limit_exceeded)")), said("upstream/overloaded").or("app/error"), "The memory's limit is reached."},
	}},
	{product: "etcd", source: docEtcd, rows: []entry{
		{"400-599", all(memberHas("error", "etcdserver: user name is empty")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No token arrived, and authentication is on."},
		{"400-599", all(memberHas("error", "etcdserver: invalid auth token")), said("auth/invalid-credentials").or("auth/expired-credential"), "The member does not know the token: expired, or issued by another member."},
		{"400-599", all(memberHas("error", "etcdserver: authentication failed, invalid user id or password")), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"400-599", all(memberHas("error", "etcdserver: permission denied")), said("authz/insufficient-role"), "The user's roles do not cover the key."},
		{"400-599", all(memberHas("error", "etcdserver: revision of auth store is old")), said("auth/expired-credential").or("auth/invalid-credentials"), "Users or roles have changed since the token was issued."},
		{"400-599", all(memberHas("error", "etcdserver: no leader")), said("upstream/no-healthy-backend"), "The cluster has no leader."},
		{"400-599", all(memberHas("error", "etcdserver: leader changed")), said("upstream/no-healthy-backend"), "The cluster chose another leader."},
		{"400-599", all(memberHas("error", "etcdserver: request timed out")), said("upstream/timeout").or("upstream/no-healthy-backend"), "The cluster did not agree in time."},
		{"400-599", all(memberHas("error", "etcdserver: too many requests")), said("upstream/overloaded").or("rate/request-limit"), "The member has too many requests waiting."},
		{"400-599", all(memberHas("error", "etcdserver: mvcc: database space exceeded")), said("rate/quota-exhausted"), "The database has reached its quota of space."},
	}},
	{product: "InfluxDB", source: docInflux, rows: []entry{
		{"401", all(memberHas("error", "unable to parse authentication credentials")), said("auth/missing-credentials").or("auth/wrong-scheme", "auth/credentials-stripped"), "No credential arrived in a form that the database takes."},
		{"401", all(header("x-influxdb-version", ""), member("error", "authorization failed")), said("auth/invalid-credentials"), "The name or password is wrong."},
		{"403", all(memberHas("error", "error authorizing query:")), said("authz/insufficient-role"), "The user may not run this query on the database."},
		{"401", all(header("x-influxdb-version", ""), member("code", "unauthorized")), byCreds(), "The token is missing or not valid."},
		{"403", all(header("x-influxdb-version", ""), member("code", "forbidden")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The token does not allow this."},
		{"429", all(memberHas("message", "has exceeded limited_")), said("rate/request-limit").or("rate/quota-exhausted"), "The organisation exceeds a limit of its plan."},
	}},
	{product: "Neo4j", source: docNeo4j, soft: true, rows: []entry{
		{"", code("neo.clienterror.security.unauthorized"), refused(), "The name or password is wrong or missing; the status may be 200 all the same."},
		{"", code("neo.clienterror.security.forbidden"), said("authz/insufficient-role"), "The user's roles do not allow this; the status may be 200 all the same."},
		{"", code("neo.clienterror.security.authenticationratelimit"), said("waf/temporary-ban"), "Too many sign-ins failed; the status may be 200 all the same."},
		{"", code("neo.clienterror.security.credentialsexpired"), said("auth/step-up-required").or("auth/expired-credential"), "The password must be changed; the status may be 200 all the same."},
		{"", code("neo.clienterror.security.tokenexpired"), said("auth/expired-credential"), "The token has expired; the status may be 200 all the same."},
		{"", code("neo.clienterror.security.authorizationexpired"), said("auth/expired-credential"), "What the directory told of the user is out of date; the status may be 200 all the same."},
		{"", code("neo.clienterror.database.databasenotfound"), said("resource/not-found"), "There is no such database; the status may be 200 all the same."},
		{"", code("neo.transienterror.database.databaseunavailable"), said("upstream/no-healthy-backend").or("site/maintenance"), "The database is not available; the status may be 200 all the same."},
		{"", code("neo.transienterror.general.memorypooloutofmemoryerror"), said("upstream/overloaded"), "The memory's limit is reached; the status may be 200 all the same."},
	}},
	{product: "Databricks", source: "https://docs.databricks.com/en/security/network/front-end/ip-access-list-workspace.html", rows: []entry{
		{"403", message("is blocked by databricks ip acl"), said("net/ip-allowlist").or("net/ip-blocklist"), "The access list of the workspace does not admit the address."},
		{"403", all(body("is blocked by databricks ip acl")), said("net/ip-allowlist").or("net/ip-blocklist"), "The access list of the workspace does not admit the address."},
	}},
	{product: "Databricks", source: "https://docs.databricks.com/api/workspace/introduction", rows: []entry{
		{"403", databricks("permission_denied"), said("authz/insufficient-role"), "The caller lacks a permission."},
		{"401", databricks("unauthenticated"), byCreds(), "The credential is missing or not valid."},
		{"429", databricks("request_limit_exceeded"), said("rate/request-limit"), "The rate limit is exceeded."},
		{"404", databricks("resource_does_not_exist"), said("resource/not-found"), "There is no such resource."},
		{"503", databricks("temporarily_unavailable"), said("upstream/overloaded").or("site/maintenance"), "The service is unavailable for the moment."},
	}},
	{product: "Snowflake", source: docSnowflake, soft: true, rows: []entry{
		{"", snowflake("390144", "jwt token is invalid"), said("auth/invalid-credentials").or("clock/client-skew", "auth/expired-credential"), "The token that the key signed is not valid: an administrator can look up why; the status may be 200 all the same."},
		{"", snowflake("390100", "incorrect username or password was specified"), said("auth/invalid-credentials"), "The name or password is wrong; the status may be 200 all the same."},
		{"", snowflake("390303", "invalid oauth access token"), said("auth/invalid-credentials"), "The access token is not valid; the status may be 200 all the same."},
		{"", snowflake("390318", "oauth access token expired"), said("auth/expired-credential"), "The access token has expired; the status may be 200 all the same."},
		{"", all(memberHas("message", "is not allowed to access snowflake")), said("net/ip-allowlist"), "The network policy does not admit the address; the status may be 200 all the same."},
	}},
	{product: "Supabase", source: docSupaAuth, rows: []entry{
		{"403", all(member("error_code", "bad_jwt")), said("auth/invalid-credentials").or("auth/expired-credential"), "The token is not valid."},
		{"401", all(member("error_code", "no_authorization")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No token arrived."},
		{"403", all(member("error_code", "not_admin")), said("authz/insufficient-role"), "The token is no administrator's."},
		{"400-403", all(member("error_code", "session_expired")), said("auth/expired-credential").or("auth/session-required"), "The session has expired."},
		{"400-403", all(member("error_code", "session_not_found")), said("auth/session-required").or("auth/expired-credential"), "The session no longer exists."},
		{"400-403", all(member("error_code", "refresh_token_not_found")), said("auth/invalid-credentials").or("auth/expired-credential"), "The refresh token is not known."},
		{"400-403", all(member("error_code", "refresh_token_already_used")), said("auth/invalid-credentials"), "The refresh token was used already."},
		{"400-403", all(member("error_code", "user_banned")), said("auth/account-disabled"), "The user is banned."},
		{"400-403", all(member("error_code", "email_not_confirmed")), said("auth/account-disabled").or("auth/step-up-required"), "The address is not confirmed."},
		{"401,403", all(member("error_code", "insufficient_aal")), said("auth/step-up-required"), "A second factor is required."},
		{"400-403", all(member("error_code", "otp_expired")), said("auth/expired-credential"), "The one-time code has expired or is wrong."},
		{"400-403", all(member("error_code", "captcha_failed")), said("waf/challenge"), "The captcha was not passed."},
		{"429", all(member("error_code", "over_request_rate_limit")), said("rate/request-limit"), "Too many requests came from this address."},
		{"429", all(member("error_code", "over_email_send_rate_limit")), said("rate/request-limit").or("rate/quota-exhausted"), "Too many mails were sent."},
	}},
	{product: "Supabase", source: docSupaStore, rows: []entry{
		{"400-403", all(member("code", "s3invalidaccesskeyid")), said("auth/invalid-credentials"), "The store does not know the access key."},
		{"400-403", code("invaliduploadsignature"), said("signed-url/bad-signature"), "The signature of the upload is wrong."},
		{"400-404", code("tenantnotfound"), said("host/unknown-name"), "The store knows no such project."},
		{"504,544", code("databasetimeout"), said("upstream/timeout").or("upstream/overloaded"), "The store's database did not answer in time."},
	}},
	{product: "Elastic Cloud", source: "https://www.elastic.co/docs/deploy-manage/security/ip-filtering", rows: []entry{
		{"403", message("forbidden due to traffic filtering"), said("net/ip-allowlist"), "The traffic filters of the deployment do not admit the address."},
		{"404", all(member("ok", "false"), member("message", "unknown resource.")), said("host/unknown-name").or("resource/not-found"), "No deployment has this name."},
	}},
	{product: "Elasticsearch", source: docElastic, rows: []entry{
		{"401", all(member("type", "security_exception"), body("unable to authenticate with provided credentials")), said("auth/invalid-credentials"), "The credential is not accepted."},
		{"401", all(member("type", "security_exception"), body("unable to find apikey with id")), said("auth/invalid-credentials"), "There is no such API key."},
		{"403", all(member("type", "security_exception"), body("is unauthorized for api key")), said("authz/insufficient-role"), "The API key's roles do not allow the action, which the body names."},
		{"429", all(member("type", "search_phase_execution_exception"), body("es_rejected_execution_exception")), said("upstream/overloaded"), "The queue for searches is full."},
	}},
	{product: "OpenSearch", source: "https://docs.opensearch.org/latest/security/configuration/index/", rows: []entry{
		{"500-503", all(body("opensearch security not initialized")), said("auth/backend-misconfigured").or("upstream/no-healthy-backend"), "The security plugin has no configuration yet, or its index cannot be read."},
		{"401", all(body("authentication finally failed")), said("auth/invalid-credentials"), "No back end accepts the credential."},
	}},
	{product: "Meilisearch", source: "https://www.meilisearch.com/docs/reference/errors/error_codes", rows: []entry{
		{"503", code("too_many_search_requests"), said("upstream/overloaded").or("rate/concurrency-limit"), "Too many searches run at the same time."},
		{"404", all(member("code", "index_not_found"), member("type", "invalid_request")), said("resource/not-found"), "There is no such index."},
		{"401", all(member("code", "missing_master_key"), member("type", "auth")), said("auth/backend-misconfigured"), "The server was started without a master key."},
		{"422", all(member("code", "no_space_left_on_device"), member("type", "system")), said("rate/quota-exhausted"), "The disk is full."},
	}},
	{product: "Typesense", source: "https://typesense.org/docs/latest/api/api-errors.html", rows: []entry{
		{"503", message("not ready or lagging"), said("upstream/no-healthy-backend").or("upstream/overloaded"), "The node is starting, or lags behind the others."},
	}},
	{product: "Qdrant", source: "https://qdrant.tech/documentation/guides/security/", rows: []entry{
		{"401,403", all(body("must provide an api key or an authorization bearer token")), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No key or token arrived."},
	}},
	{product: "Weaviate", source: "https://docs.weaviate.io/deploy/configuration/authentication", rows: []entry{
		{"401", message("anonymous access not enabled"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "Anonymous access is off, and no credential arrived."},
		{"403", message("authorization, forbidden action: user 'anonymous'"), said("auth/missing-credentials").or("authz/insufficient-role"), "The anonymous user may not do this."},
		{"403", message("authorization, forbidden action: user"), said("authz/insufficient-role"), "The message names the user, and the action and resource that no role allows."},
	}},
	{product: "ArangoDB", source: docArango, rows: []entry{
		{"401", all(member("errornum", "11"), member("errormessage", "not authorized to execute this request")), refused(), "The name or password is wrong or missing."},
		{"403", arango("11"), said("authz/insufficient-role"), "The user may not do this."},
		{"404", arango("1228"), said("resource/not-found"), "There is no such database."},
		{"404", arango("1203"), said("resource/not-found"), "There is no such collection."},
	}},
	{product: "Upstash", source: "https://upstash.com/docs/redis/troubleshooting/max_requests_limit", rows: []entry{
		{"400-429", all(memberHas("error", "max daily request limit exceeded")), said("rate/quota-exhausted"), "The database's requests of the day are used up."},
		{"400-429", all(memberHas("error", "max requests limit exceeded")), said("rate/quota-exhausted"), "The database's requests are used up."},
		{"401", all(memberHas("error", "wrongpass ")), refused(), "The token is missing or not valid."},
		{"400-403", all(memberHas("error", "noperm ")), said("authz/insufficient-role"), "The token may not run this command."},
	}},
	{product: "Apache Hadoop", source: "https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html", rows: []entry{
		{"403", all(member("remoteexception", ""), member("exception", "accesscontrolexception")), said("authz/insufficient-role"), "The user lacks a permission on the path."},
		{"403", all(member("remoteexception", ""), member("exception", "standbyexception")), said("upstream/no-healthy-backend"), "The name node is on standby: another is active."},
		{"403", all(member("remoteexception", ""), member("exception", "safemodeexception")), said("site/maintenance"), "The name node is in safe mode: nothing can be changed."},
		{"401,403", all(member("remoteexception", ""), member("exception", "invalidtoken")), said("auth/expired-credential").or("auth/invalid-credentials"), "The delegation token has expired or is not known."},
		{"404", all(member("remoteexception", ""), member("exception", "filenotfoundexception")), said("resource/not-found"), "There is no such file."},
	}},
	{product: "Confluent Schema Registry", source: "https://docs.confluent.io/platform/current/schema-registry/develop/api.html", rows: []entry{
		{"403", message("user is denied operation"), said("authz/insufficient-role"), "The user may not do this on the subject."},
		{"404", all(member("error_code", "40401"), memberHas("message", "subject")), said("resource/not-found"), "There is no such subject."},
	}},
	{product: "vmauth", source: "https://docs.victoriametrics.com/victoriametrics/vmauth/", rows: []entry{
		{"401", all(body("missing `authorization` request header")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No credential arrived."},
		{"401", all(body("missing 'authorization' request header")), said("auth/missing-credentials").or("auth/credentials-stripped"), "No credential arrived."},
	}},
}
