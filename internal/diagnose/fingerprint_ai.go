package diagnose

const docGemini = "https://ai.google.dev/gemini-api/docs/troubleshooting"

// aiSheets are the APIs of models.
var aiSheets = []sheet{
	{product: "OpenAI", source: docOpenAI, rows: []entry{
		{"400-429", code("billing_hard_limit_reached"), said("rate/quota-exhausted").or("authz/service-disabled"), "The account's spending limit is reached."},
		{"400-429", code("billing_not_active"), said("authz/service-disabled").or("rate/quota-exhausted"), "The account has no active billing."},
		{"401,403", code("account_deactivated"), said("auth/account-disabled"), "The account is deactivated."},
		{"401,403", code("ip_not_authorized"), said("net/ip-allowlist"), "The project's allowlist of addresses refuses."},
		{"401,403", message("does not match the configured ip allowlist"), said("net/ip-allowlist"), "The project's allowlist of addresses refuses."},
		{"401,403", message("missing scopes:"), said("authz/insufficient-scope").or("authz/insufficient-role"), "The key lacks a scope, which the message names."},
		{"401", message("you must be a member of an organization to use the api"), said("authz/insufficient-role"), "The account is no member of an organisation."},
		{"401", message("you didn't provide an api key"), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no API key."},
		{"403,404", code("model_not_found"), said("resource/not-found").or("authz/service-disabled", "authz/existence-hidden"), "There is no such model, or the account has no access to it."},
		{"429,503", message("engine is currently overloaded"), said("upstream/overloaded"), "The model is overloaded."},
		{"429", message("requests per day"), said("rate/quota-exhausted"), "The limit of requests per day is reached."},
		{"429", message("tokens per day"), said("rate/quota-exhausted"), "The limit of tokens per day is reached."},
	}},
	{product: "Anthropic", source: "https://docs.anthropic.com/en/api/errors", rows: []entry{
		{"401", message("x-api-key header is required"), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no x-api-key."},
		{"400-403", message("credit balance is too low"), said("rate/quota-exhausted").or("authz/service-disabled"), "The account's credit is used up."},
		{"402,403", all(member("type", "billing_error")), said("authz/service-disabled").or("rate/quota-exhausted"), "The account has a billing problem."},
		{"400-429", message("reached your specified api usage limits"), said("rate/quota-exhausted"), "The usage limit that the account set is reached."},
		{"429", message("concurrent connections has exceeded"), said("rate/concurrency-limit"), "The limit of concurrent connections is exceeded."},
		{"401", message("oauth token has expired"), said("auth/expired-credential"), "The token has expired."},
		{"400", message("anthropic-version: header is required"), said("waf/header-profile").or("request/not-acceptable"), "The request lacks the header anthropic-version."},
		{"413", all(member("type", "request_too_large")), said("request/too-large"), "The request is too large."},
		{"504", all(member("type", "timeout_error")), said("upstream/timeout"), "The request took too long."},
	}},
	{product: "Google Gemini", source: docGemini, rows: []entry{
		{"400,403", message("user location is not supported for the api use"), said("net/geo-restricted"), "The API is not offered at this location."},
		{"403", message("your api key was reported as leaked"), said("auth/invalid-credentials").or("auth/account-disabled"), "The key was reported as leaked and is blocked."},
		{"429", all(member("quotaid", ""), memberHas("quotaid", "perday")), said("rate/quota-exhausted"), "A quota per day is used up."},
		{"503", message("the model is overloaded"), said("upstream/overloaded"), "The model is overloaded."},
		{"403", message("requests from referer"), said("referer/referer-required"), "The key is bound to other referrers; the request's is not among them."},
		{"403", message("requests from this ip address"), said("net/ip-allowlist"), "The key is bound to other addresses."},
		{"403", message("requests from this android client application"), said("authz/insufficient-scope"), "The key is bound to other applications."},
		{"403", message("requests to this api"), said("authz/insufficient-scope").or("authz/service-disabled"), "The key may not call this API."},
	}},
	{product: "Azure OpenAI", source: "https://learn.microsoft.com/azure/ai-services/openai/quotas-limits", rows: []entry{
		{"401", message("invalid subscription key or wrong api endpoint"), said("auth/invalid-credentials").or("host/unknown-name"), "The key is not one of this resource: wrong key, or the endpoint of another region."},
		{"401,403", message("virtual network/firewall rules"), said("net/ip-allowlist"), "The network rules of the resource refuse the address."},
		{"403", message("public access is disabled. please configure private endpoint"), said("net/ip-allowlist"), "The resource is open to its private endpoint only."},
		{"403", message("traffic is not from an approved private endpoint"), said("net/ip-allowlist"), "The resource is open to its private endpoint only."},
		{"404", code("deploymentnotfound"), said("resource/not-found"), "There is no deployment of this name."},
		{"429", message("call rate limit of your current"), said("rate/request-limit"), "The rate limit of the pricing tier is exceeded."},
		{"429", message("exceeded token rate limit"), said("rate/request-limit"), "The limit of tokens per minute is exceeded."},
		{"403", message("out of call volume quota"), said("rate/quota-exhausted"), "The quota of the pricing tier is used up."},
	}},
	{product: "Hugging Face", source: "https://huggingface.co/docs/huggingface_hub/package_reference/utilities", rows: []entry{
		{"401,403", all(headerIs("x-error-code", "gatedrepo")), claims(nil).stated(WithCreds, "authz/insufficient-role").stated(WithoutCreds, "auth/missing-credentials"), "The repository is gated: it wants a signed-in user whose access was granted."},
		{"401,404", all(headerIs("x-error-code", "reponotfound")), maybe("authz/existence-hidden", "resource/not-found").or("auth/missing-credentials"), "There is no such repository, or it is private."},
		{"404", all(headerIs("x-error-code", "revisionnotfound")), said("resource/not-found"), "The repository has no such revision."},
		{"404", all(headerIs("x-error-code", "entrynotfound")), said("resource/not-found"), "The repository has no such file."},
		{"401,403", all(header("x-error-message", "invalid username or password")), said("auth/invalid-credentials"), "The token is not accepted."},
		{"401,403", all(header("x-error-message", "disabled")), said("site/suspended"), "The repository is disabled."},
		{"402", all(memberHas("error", "exceeded your monthly included credits")), said("rate/quota-exhausted"), "The credits of the month are used up."},
		{"403", all(memberHas("error", "does not have sufficient permissions to call inference providers")), said("authz/insufficient-scope"), "The token lacks the permission to call inference providers."},
	}},
	{product: "Replicate", source: "https://replicate.com/docs/reference/http", rows: []entry{
		{"401", all(memberHas("detail", "you did not pass an authentication token")), said("auth/missing-credentials").or("auth/credentials-stripped"), "The request carries no token."},
		{"401", all(memberHas("detail", "you did not pass a valid authentication token")), said("auth/invalid-credentials"), "The token is not valid."},
		{"402", all(memberHas("detail", "insufficient credit")), said("rate/quota-exhausted").or("authz/service-disabled"), "The account's credit is used up."},
		{"402", all(memberHas("title", "insufficient credit")), said("rate/quota-exhausted").or("authz/service-disabled"), "The account's credit is used up."},
	}},
	{product: "Groq", source: "https://console.groq.com/docs/errors", rows: []entry{
		{"400-403", code("organization_restricted"), said("auth/account-disabled").or("authz/service-disabled"), "The organisation is restricted."},
		{"403", message("access denied. please check your network settings"), said("net/ip-blocklist").or("net/geo-restricted", "waf/unspecified-block"), "The network of the client is refused."},
	}},
	{product: "OpenRouter", source: "https://openrouter.ai/docs/api-reference/errors", rows: []entry{
		{"401", message("no auth credentials found"), claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/credentials-stripped", "auth/wrong-scheme"), "No credential arrived."},
		{"402", message("insufficient credits"), said("rate/quota-exhausted"), "The credits are used up."},
		{"429", message("free-models-per-day"), said("rate/quota-exhausted"), "The limit of free requests per day is reached."},
		{"429", message("free-models-per-min"), said("rate/request-limit"), "The limit of free requests per minute is reached."},
	}},
	{product: "Amazon Bedrock", source: "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html", rows: []entry{
		{"403", message("access to the model with the specified model id"), said("authz/service-disabled").or("authz/insufficient-role"), "Access to this model was not requested for the account."},
		{"429", message("too many tokens per day"), said("rate/quota-exhausted"), "The quota of tokens per day is used up."},
	}},
	{product: "ElevenLabs", source: "https://help.elevenlabs.io/hc/en-us/articles/19572237925521-API-Error-Code-400-or-401", rows: []entry{
		{"400-429", all(member("detail", ""), member("status", "quota_exceeded")), said("rate/quota-exhausted"), "The credits do not suffice for this; the status is 401."},
		{"401", all(member("detail", ""), member("status", "invalid_api_key")), byCreds(), "The header xi-api-key is missing or not valid."},
		{"401", all(member("detail", ""), member("status", "needs_authorization")), noneArrived(), "Neither a key nor a token arrived."},
		{"401,403", all(member("detail", ""), member("status", "missing_permissions")), said("authz/insufficient-scope"), "The key lacks a permission."},
		{"401", all(member("detail", ""), member("status", "detected_unusual_activity")), said("waf/temporary-ban").or("net/ip-blocklist", "auth/account-disabled"), "Unusual activity switched the free tier off, mostly for a proxy or a network that many share."},
		{"429", all(member("detail", ""), member("status", "too_many_concurrent_requests")), said("rate/concurrency-limit"), "More requests run than the plan allows."},
		{"429", all(member("detail", ""), member("status", "system_busy")), said("upstream/overloaded"), "The service is busy."},
	}},
	{product: "Deepgram", source: "https://developers.deepgram.com/docs/errors", rows: []entry{
		{"401", all(member("err_code", "invalid_auth")), byCreds(), "The key is missing or not valid."},
		{"403", all(member("err_code", "insufficient_permissions")), said("authz/insufficient-scope").or("authz/insufficient-role"), "The key lacks a scope, or has no access to the model."},
		{"402", all(member("err_code", "asr_payment_required")), said("rate/quota-exhausted"), "The credits of the project are used up."},
		{"429", all(member("err_code", "too_many_requests")), said("rate/concurrency-limit").or("rate/request-limit"), "More requests run than the project may."},
	}},
	{product: "AssemblyAI", source: "https://www.assemblyai.com/docs/", rows: []entry{
		{"401", all(memberHas("error", "authentication error, api token missing/invalid")), byCreds(), "The key is missing or not valid."},
	}},
	{product: "Cohere", source: "https://docs.cohere.com/reference/errors", rows: []entry{
		{"401", message("no api key supplied"), noneArrived(), "The request carries no key."},
		{"429", all(memberHas("message", "you are using a trial key, which is limited to"), body("/ month")), said("rate/quota-exhausted"), "The calls of the month of a trial key are used up."},
		{"429", message("you are using a trial key, which is limited to"), said("rate/request-limit").or("rate/quota-exhausted"), "The limit of a trial key is reached: by the minute or the month."},
	}},
	{product: "Mistral", source: "https://docs.mistral.ai/getting-started/glossary/", rows: []entry{
		{"429", message("service tier capacity exceeded for this model"), said("upstream/overloaded").or("rate/request-limit"), "The capacity of the tier for this model is used up."},
		{"429", message("requests rate limit exceeded"), said("rate/request-limit"), "The rate limit is exceeded."},
	}},
	{product: "DeepSeek", source: "https://api-docs.deepseek.com/quick_start/error_codes", rows: []entry{
		{"402", all(memberHas("message", "insufficient balance"), member("type", "unknown_error")), said("rate/quota-exhausted"), "The balance is used up."},
		{"401", all(memberHas("message", "authentication fails"), member("type", "authentication_error")), said("auth/invalid-credentials").or("auth/missing-credentials"), "The key is not accepted."},
	}},
	{product: "Pinecone", source: "https://docs.pinecone.io/reference/api/errors", rows: []entry{
		{"401,403", all(header("x-pinecone-auth-rejected-reason", "")), byCreds(), "The key is missing, wrong, or one of another project; the header gives the reason."},
	}},
	{product: "xAI", source: "https://docs.x.ai/docs/key-information/debugging", rows: []entry{
		{"400,401", all(memberHas("error", "incorrect api key provided"), memberHas("error", "console.x.ai")), said("auth/invalid-credentials"), "The key is not valid; the status is 400."},
	}},
}
