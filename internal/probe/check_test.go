package probe

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

func headerList(pairs ...string) []form.Header {
	var out []form.Header
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, form.Header{Name: pairs[i], Value: pairs[i+1]})
	}
	return out
}

const noObject = `The settings must be an object, such as {"url": "https://example.com"}.`

// What is said of settings that make no sense, to the letter.
func TestCheckHTTP(t *testing.T) {
	for spec, want := range map[string]string{
		`{"url":"https://example.org/health"}`:                                                  "",
		`{"url":"http://[::1]:8080/x?y#z"}`:                                                     "",
		`{"url":"https://münchen.example/"}`:                                                    "",
		`{"url":"http://a.example","max_redirects":0,"headers":[{"name":"Accept","value":""}]}`: "",
		`{}`:                                             "url: must not be empty",
		`{"url":""}`:                                     "url: must not be empty",
		`{"url":"example.org"}`:                          `url: "example.org" has no scheme; write https://…`,
		`{"url":"localhost:8080/x"}`:                     `url: "localhost:8080/x" has no scheme; write https://…`,
		`{"url":"ftp://example.org/"}`:                   `url: the scheme "ftp" is not http or https`,
		`{"url":"http://"}`:                              `url: "http://" has no host`,
		`{"url":"http://:80/"}`:                          `url: "http://:80/" has no host`,
		`{"url":"http://a b/"}`:                          `url: "http://a b/" is not a URL`,
		`{"url":"http://a.example:99999/"}`:              `url: the port "99999" is not between 1 and 65535`,
		`{"url":"http://a.example/%zz"}`:                 `url: "http://a.example/%zz" is not a URL`,
		`{"url":"http://u:secret@a b/?token=abc"}`:       `url: "http://••••••@a b/?token=••••••" is not a URL`,
		`{"url":5}`:                                      "url: must be a text in quotes",
		`{"url":"http://a.example","headers":"x"}`:       `headers: must be a list of names and values, such as [{"name": "Accept", "value": "text/html"}]`,
		`{"url":"http://a.example","insecure":"yes"}`:    "insecure: must be true or false",
		`{"url":"http://a.example","max_redirects":"3"}`: "max_redirects: must be a whole number",
		`{"url":"http://a.example","max_redirects":21}`:  "max_redirects: 21 is not between 0 and 20",
		`{"url":"http://a.example","verb":"GET"}`:        "verb: is not a setting; there are url, method, headers, body, basic_user, basic_password, bearer, client_cert, client_key, ca, insecure, family, protocol, max_redirects, user_agent, no_user_agent, source, connect_to, resolver, proxy, proxy_user",
		`[]`:        noObject,
		`{"url":`:   noObject,
		`{"url" 5}`: noObject,
		`{"url":"http://a.example","method":"GE T"}`:                                                  `method: "GE T" is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS`,
		`{"url":"http://a.example","protocol":"h3"}`:                                                  `protocol: "h3" is not one of http/1.0, http/1.1, h2`,
		`{"url":"http://a.example","family":"5"}`:                                                     `family: "5" is not one of 4, 6`,
		`{"url":"http://a.example","source":"eth0"}`:                                                  `source: "eth0" is not an IP address`,
		`{"url":"http://a.example","connect_to":"b.example:80"}`:                                      `connect_to: "b.example:80" is not an ADDR:PORT`,
		`{"url":"http://a.example","resolver":"9.9.9.9"}`:                                             `resolver: "9.9.9.9" is not an ADDR:PORT`,
		`{"url":"http://a.example","proxy":"socks5://p"}`:                                             `proxy: the scheme "socks5" is not http or https`,
		`{"url":"http://a.example","proxy_user":"a:b"}`:                                               "proxy_user: is set, but there is no proxy",
		`{"url":"http://a.example","proxy":"http://p","proxy_user":"a"}`:                              "proxy_user: must have the form USER:PASSWORD",
		`{"url":"http://a.example","headers":[{"name":"A b","value":"x"}]}`:                           `headers[0].name: "A b" is not a header field name`,
		`{"url":"http://a.example","headers":[{"name":"A","value":"x"},{"name":"B","value":"x\ny"}]}`: "headers[1].value: must be one line",
		`{"url":"http://a.example","user_agent":"x\r\ny"}`:                                            "user_agent: must be one line",
		`{"url":"http://a.example","bearer":"a","basic_user":"b"}`:                                    "bearer: cannot be used together with a user name and password",
		`{"url":"https://a.example","ca":"x"}`:                                                        "ca: holds no certificate in PEM form",
		`{"url":"https://a.example","client_cert":"x"}`:                                               "client_key: must be given with a client certificate",
		`{"url":"https://a.example","client_key":"x"}`:                                                "client_cert: must be given with a client key",
		`{"url":"https://a.example","client_cert":"x","client_key":"SECRET"}`:                         "client_cert: the certificate and its key cannot be used together: they are not PEM, or not of each other",
		`{"url":"x","family":"7"}`:                                                                    "url: \"x\" has no scheme; write https://…\nfamily: \"7\" is not one of 4, 6",
		// an unknown or unreadable setting hides no other, and nothing is said twice
		`{"ulr":"http://a.example","url":"x","tries":1,"method":5,"insecure":1,"proxy_user":"a:b","headers":[{"name":"A b","value":""}]}`: "tries: is not a setting; there are url, method, headers, body, basic_user, basic_password, bearer, client_cert, client_key, ca, insecure, family, protocol, max_redirects, user_agent, no_user_agent, source, connect_to, resolver, proxy, proxy_user\n" +
			"ulr: is not a setting; did you mean \"url\"?\nurl: \"x\" has no scheme; write https://…\nmethod: must be a text in quotes\n" +
			"headers[0].name: \"A b\" is not a header field name\ninsecure: must be true or false\nproxy_user: is set, but there is no proxy",
	} {
		err := checkHTTP(json.RawMessage(spec))
		got := ""
		if err != nil {
			_, got = problem.Of(err)
		}
		if got != want {
			t.Errorf("%s:\n%s, want\n%s", spec, got, want)
		}
		if want != "" && !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: not a problem of the input", spec)
		}
		if first, _, ok := strings.Cut(want, ": "); ok && want != noObject {
			if f := problem.FieldsOf(err); len(f) == 0 || f[0].Field != first {
				t.Errorf("%s: fields %v", spec, f)
			}
		}
	}
}

// A spec that is stored and read again is the same: zero redirects stay zero.
func TestHTTPRoundTrip(t *testing.T) {
	for _, n := range []int{0, 3, 10} {
		h := DefaultHTTP("http://a.example/")
		h.MaxRedirects = n
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var got HTTP
		if err := json.Unmarshal(b, &got); err != nil || got.MaxRedirects != n {
			t.Errorf("%d redirects became %d: %v", n, got.MaxRedirects, err)
		}
	}
	var h HTTP
	if err := json.Unmarshal([]byte(`{"url":"x"}`), &h); err != nil || h.MaxRedirects != MaxRedirects {
		t.Errorf("the default is %d, error %v", h.MaxRedirects, err)
	}
}

func TestTargetIsRedacted(t *testing.T) {
	spec := json.RawMessage(`{"url":"https://al:pw@A.example/x?X-Amz-Signature=abc&X-Amz-Expires=60"}`)
	if got := httpKind.Target(spec); got != "https://••••••@A.example/x?X-Amz-Signature=••••••&X-Amz-Expires=60" {
		t.Error(got)
	}
	if got := httpKind.Host(spec); got != "a.example" {
		t.Error(got)
	}
}

// A URL goes on the wire as it was written, as far as it can.
func TestParseURL(t *testing.T) {
	for raw, want := range map[string]string{
		"http://a.example":                            "http://a.example/",
		"http://a.example?x":                          "http://a.example/?x",
		"https://münchen.example:8443/ä?ö=a b":        "https://xn--mnchen-3ya.example:8443/%C3%A4?%C3%B6=a%20b",
		"http://a.example/%2F/a%20b/?x=%41+b%2B#frag": "http://a.example/%2F/a%20b/?x=%41+b%2B",
		"http://A.example:80/":                        "http://A.example:80/",
	} {
		u, err := ParseURL(raw)
		if err != nil || u.String() != want {
			t.Errorf("%s: %v, %v, want %s", raw, u, err, want)
		}
	}
}

func FuzzCheckHTTP(f *testing.F) {
	f.Add([]byte(`{"url":"https://u:p@example.org:1/?a#b","headers":[{"name":"A","value":"b"}],"proxy":"http://x"}`))
	f.Fuzz(func(t *testing.T, spec []byte) {
		if err := checkHTTP(spec); err != nil && !problem.Is(err, problem.Invalid) {
			t.Errorf("%v is no problem of the input", err)
		}
		httpKind.Target(spec)
		httpKind.Host(spec)
	})
}
