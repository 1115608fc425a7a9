package redact

import (
	"strings"
	"testing"
)

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtIn0.c2lnbmF0dXJlLW9mLWl0"

func TestHeader(t *testing.T) {
	for name, want := range map[string]bool{
		"Authorization": true, "proxy-authorization": true, "Cookie": true, "Set-Cookie": true, "X-API-Key": true, "Api-Key": true, "apikey": true, "X-Auth-Token": true,
		"X-Amz-Security-Token": true, "X-Goog-Api-Key": true, "PRIVATE-TOKEN": true, "X-Vault-Token": true, "X-Access-Key": true, "Ocp-Apim-Subscription-Key": true, "X-CSRF-Token": true,
		"X-Hub-Signature": true, "X-Client-Secret": true, "x-functions-key": true, "X-Signature": true,
		"Content-Type": false, "Server": false, "WWW-Authenticate": false, "Proxy-Authenticate": false, "Location": false, "Retry-After": false, "X-Cache-Key": false,
		"X-Request-Id": false, "Cf-Ray": false, "X-Ratelimit-Remaining-Tokens": false, "Github-Authentication-Token-Expiration": false, "X-Token-Expires": false, "Etag": false,
		"X-Amz-Date": false, "X-Amz-Content-Sha256": false, "X-Amzn-Errortype": false, "Public-Key-Pins": false, "": false,
	} {
		if got := Header(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestHeaderValue(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"Authorization", "Bearer abc", "Bearer " + Mask},
		{"authorization", "Basic YWw6cA==", "Basic " + Mask},
		{"Authorization", "abc", Mask},
		{"Authorization", "Secretscheme abc", Mask},
		{"Authorization", "", ""},
		{"Authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=deadbeef",
			"AWS4-HMAC-SHA256 Credential=" + Mask + "/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=" + Mask},
		{"Cookie", "sid=1; theme=dark; empty=", "sid=" + Mask + "; theme=" + Mask + "; empty="},
		{"Cookie", "naked", Mask},
		{"Set-Cookie", "sid=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax", "sid=" + Mask + "; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"},
		{"X-Api-Key", "k", Mask},
		{"X-Gotify-Key", "k", Mask},
		{"X-ClickHouse-Key", "k", Mask},
		{"X-Cache-Key", "/a/b", "/a/b"},
		{"X-Idempotency-Key", "7", "7"},
		{"X-Api-Key", "", ""},
		{"Location", "https://u:p@a.example/x?token=t&a=b", "https://" + Mask + "@a.example/x?token=" + Mask + "&a=b"},
		{"Link", "<https://a.example/?sig=abc>; rel=next", "<https://a.example/?sig=" + Mask + ">; rel=next"},
		{"WWW-Authenticate", `Bearer realm="x", error="invalid_token"`, `Bearer realm="x", error="invalid_token"`},
		{"Server", "nginx/1.25", "nginx/1.25"},
		{"X-Debug", "token was " + jwt, "token was " + Mask},
		{"Date", "Tue, 24 Nov 2026 06:24:14 GMT", "Tue, 24 Nov 2026 06:24:14 GMT"},
	} {
		if got := HeaderValue(tt.name, tt.value); got != tt.want {
			t.Errorf("%s: %s\n%s, want\n%s", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestURL(t *testing.T) {
	const m = Mask
	for in, want := range map[string]string{
		"":                              "",
		"https://a.example/b?c=d#e":     "https://a.example/b?c=d#e",
		"https://al:secret@a.example/":  "https://" + m + "@a.example/",
		"https://al:p@ss@a.example/x@y": "https://" + m + "@a.example/x@y",
		"https://token@a.example":       "https://" + m + "@a.example",
		"https://s3.example/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2Fus-east-1&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=ab12&X-Amz-Security-Token=zz": "https://s3.example/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20260101%2Fus-east-1&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=" + m + "&X-Amz-Security-Token=" + m,
		"https://x.blob.core.windows.net/c/b?sv=2024-01-01&st=2026-01-01&se=2026-02-01T00%3A00%3A00Z&sr=b&sp=r&sig=AbC%3D":                                                                                                     "https://x.blob.core.windows.net/c/b?sv=2024-01-01&st=2026-01-01&se=2026-02-01T00%3A00%3A00Z&sr=b&sp=r&sig=" + m,
		"https://d1.cloudfront.net/x?Expires=1790000000&Signature=abc&Key-Pair-Id=APK1":                                                                                                                                        "https://d1.cloudfront.net/x?Expires=1790000000&Signature=" + m + "&Key-Pair-Id=APK1",
		"https://storage.example/o?GoogleAccessId=x&Expires=1&Signature=y":                                                                                                                                                     "https://storage.example/o?GoogleAccessId=x&Expires=1&Signature=" + m,
		"http://a.example/dl/f?md5=abc&expires=123":                                                                                                                                                                            "http://a.example/dl/f?md5=" + m + "&expires=123",
		"https://a.example/?hdnts=exp=1790000000~acl=/*~hmac=0123":                                                                                                                                                             "https://a.example/?hdnts=exp=1790000000~acl=/*~hmac=" + m,
		"https://a.example/?access_token=1&accessToken=2&exp=3&apiKey=4&client_secret=5&token_type=6":                                                                                                                          "https://a.example/?access_token=" + m + "&accessToken=" + m + "&exp=3&apiKey=" + m + "&client_secret=" + m + "&token_type=6",
		"https://a.example/cb#access_token=xyz&expires_in=3600":                                                                                                                                                                "https://a.example/cb#access_token=" + m + "&expires_in=3600",
		"https://a.example/?x=" + jwt:                     "https://a.example/?x=" + m,
		"https://a.example/t/" + jwt + "/x":               "https://a.example/t/" + m + "/x",
		"https://hooks.slack.com/services/T0/B0/xyz":      "https://hooks.slack.com/services/" + m,
		"https://discord.com/api/webhooks/1/abc":          "https://discord.com/api/webhooks/" + m,
		"https://api.telegram.org/bot123:abc/sendMessage": "https://api.telegram.org/bot" + m,
		"https://a.example/?a%63cess_token=1":             "https://a.example/?a%63cess_token=" + m,
		"https://a.example/?token":                        "https://a.example/?token",
		"https://a.example/?token=":                       "https://a.example/?token=",
		"//u:p@a.example/":                                "//" + m + "@a.example/",
		"/relative?token=x":                               "/relative?token=" + m,
		"not a url ://":                                   "not a url ://",
		"http://a b/?token=abc":                           "http://a b/?token=" + m,
	} {
		if got := URL(in); got != want {
			t.Errorf("%s:\n%s, want\n%s", in, got, want)
		}
	}
}

func TestText(t *testing.T) {
	const m = Mask
	for in, want := range map[string]string{
		"Access denied":                                 "Access denied",
		"invalid token: expired":                        "invalid token: expired",
		"The signature: mismatch was found":             "The signature: mismatch was found",
		"a " + jwt + " b":                               "a " + m + " b",
		"Authorization: Bearer abcdefghijklmnop":        "Authorization: Bearer " + m,
		"sent bearer abcdefghijklm1op":                  "sent bearer " + m,
		"bearer of bad news":                            "bearer of bad news",
		`{"access_token":"abc","expires_in":3600}`:      `{"access_token":"` + m + `","expires_in":3600}`,
		`{'api-key': 'k'}`:                              `{'api-key': '` + m + `'}`,
		`{"token_type":"bearer"}`:                       `{"token_type":"bearer"}`,
		"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG": "aws_secret_access_key = " + m,
		"key AKIAIOSFODNN7EXAMPLE":                      "key " + m,
		"password=hunter2":                              "password=" + m,
		"password=letmein":                              "password=letmein",
		"ghp_0123456789abcdefghijklmnop":                m,
		"-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nrest": m + "\nrest",
		"-----BEGIN PRIVATE KEY-----\nMIIE":                                          m,
		"-----BEGIN CERTIFICATE-----\nMIIE":                                          "-----BEGIN CERTIFICATE-----\nMIIE",
		"see https://u:p@a.example/?sig=abc&se=1 now":                                "see https://" + m + "@a.example/?sig=" + m + "&se=1 now",
		"Set-Cookie: a=b; Path=/":                                                    "Set-Cookie: a=" + m + "; Path=/",
		"  cookie: a=b":                                                              "  cookie: a=" + m,
		"\xff\xfe token=abc123":                                                      "\xff\xfe token=" + m,
	} {
		if got := Text(in); got != want {
			t.Errorf("%s:\n%s, want\n%s", in, got, want)
		}
	}
}

// A secret under a known name never comes through; what is masked stays so.
func FuzzURL(f *testing.F) {
	f.Add("https://a.example/x", "q=1")
	f.Add("//", "%")
	f.Add("http://u@h#", ";;&&==")
	f.Fuzz(func(t *testing.T, base, query string) {
		const secret = "s3cr3tvalue"
		raw := base + "?" + query + "&token=" + secret
		got := URL(raw)
		if strings.Contains(got, secret) && !strings.Contains(base+query, secret) {
			t.Errorf("%q comes through: %q", raw, got)
		}
		if again := URL(got); again != got {
			t.Errorf("%q becomes %q", got, again)
		}
		URL(base)
	})
}

func FuzzText(f *testing.F) {
	f.Add("Authorization: Basic abcdefghijklmn==\nCookie: a=b; c", "X-Token")
	f.Add(`{"token":"x"}`, "set-cookie")
	f.Fuzz(func(t *testing.T, s, name string) {
		once := Text(s)
		if again := Text(once); again != once {
			t.Errorf("%q becomes %q", once, again)
		}
		v := HeaderValue(name, s)
		if again := HeaderValue(name, v); again != v {
			t.Errorf("%s: %q becomes %q", name, v, again)
		}
	})
}

func BenchmarkText(b *testing.B) {
	page := strings.Repeat("<p>Access denied. Your token is not valid for https://a.example/x?y=z.</p>\n", 200)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Text(page)
	}
}

func TestTextInsideAText(t *testing.T) {
	for in, want := range map[string]string{
		`{"data":"{\"password\":\"hunter\",\"user\":\"ada\"}"}`:       `{"data":"{\"password\":\"` + Mask + `\",\"user\":\"ada\"}"}`,
		`{"data":"{\"password\": \"hunter`:                            `{"data":"{\"password\": \"` + Mask,
		`{"data":"{\"message\":\"invalid token\",\"status\":\"1\"}"}`: `{"data":"{\"message\":\"invalid token\",\"status\":\"1\"}"}`,
	} {
		if got := Text(in); got != want {
			t.Errorf("%s becomes %s", in, got)
		}
		if again := Text(want); again != want {
			t.Errorf("%s becomes %s", want, again)
		}
	}
}
