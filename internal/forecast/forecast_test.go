package forecast

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// A sample is one check. SECRET stands in it wherever a secret would.
type sample struct {
	kind   string // "" when no forecast may come of it
	name   string
	url    string
	header []measure.Field // of the request
	answer []measure.Field
	status int
	cert   *measure.Cert // of the client
	chain  []measure.Cert
	at     time.Time
}

const mac = "SECRETSECRETSECRETSECRET"

func signed(claims string) string {
	e := base64.RawURLEncoding.EncodeToString
	return e([]byte(`{"alg":"HS256"}`)) + "." + e([]byte(claims)) + ".SECRETSECRET"
}

func field(name, value string) []measure.Field { return []measure.Field{{Name: name, Value: value}} }

func policy(s string) string {
	return strings.NewReplacer("+", "-", "=", "_", "/", "~").Replace(base64.StdEncoding.EncodeToString([]byte(s)))
}

var in1h = now.Add(time.Hour)

var samples = []sample{
	{kind: "s3-v4-expiry", url: "https://b.s3.amazonaws.com/k?X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600&X-Amz-Credential=a&X-Amz-Signature=" + mac, at: in1h},
	{kind: "s3-v4-expiry", name: "session", url: "https://b.s3.amazonaws.com/k?X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600&X-Amz-Security-Token=SECRET&X-Amz-Signature=" + mac, at: in1h},
	{name: "s3 without signature", url: "https://b/k?X-Amz-Date=20261124T120000Z&X-Amz-Expires=3600"},
	{name: "s3 expired", url: "https://b/k?X-Amz-Date=20261124T100000Z&X-Amz-Expires=60&X-Amz-Signature=" + mac},
	{name: "s3 for too long", url: "https://b/k?X-Amz-Date=20261124T100000Z&X-Amz-Expires=700000&X-Amz-Signature=" + mac},
	{kind: "s3-header-expiry", url: "https://b/k", header: []measure.Field{{Name: "Authorization", Value: "AWS4-HMAC-SHA256 Credential=a, Signature=" + mac}, {Name: "X-Amz-Date", Value: "20261124T115500Z"}}, at: now.Add(10 * time.Minute)},
	{name: "date without signature", url: "https://b/k", header: field("X-Amz-Date", "20261124T115500Z")},
	{kind: "s3-v2-expiry", url: fmt.Sprintf("https://b/k?AWSAccessKeyId=a&Signature=%s&Expires=%d", mac, in1h.Unix()), at: in1h},
	{kind: "gcs-v4-expiry", url: "https://storage.googleapis.com/b/k?X-Goog-Date=20261124T120000Z&X-Goog-Expires=3600&X-Goog-Signature=" + mac, at: in1h},
	{kind: "gcs-v2-expiry", url: fmt.Sprintf("https://storage.googleapis.com/b/k?GoogleAccessId=a&Signature=%s&Expires=%d", mac, in1h.Unix()), at: in1h},
	{kind: "azure-sas-expiry", url: "https://a.blob.core.windows.net/c/b?sv=2024-11-04&se=2026-11-24T13%3A00%3A00Z&sr=b&sp=r&sig=" + mac, at: in1h},
	{kind: "azure-sas-expiry", name: "day only", url: "https://a/c/b?sv=2024-11-04&se=2026-11-30&sig=" + mac, at: time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)},
	{kind: "azure-sas-expiry", name: "key ends first", url: "https://a/c/b?sv=2024-11-04&se=2026-11-30&ske=2026-11-24T13:00Z&sig=" + mac, at: in1h},
	{name: "se without sig", url: "https://a/c/b?sv=2024-11-04&se=2026-11-30"},
	{kind: "cloudfront-expiry", url: fmt.Sprintf("https://d.cloudfront.net/k?Expires=%d&Key-Pair-Id=K&Signature=%s", in1h.Unix(), mac), at: in1h},
	{kind: "cloudfront-expiry", name: "policy", url: "https://d/k?Key-Pair-Id=K&Signature=" + mac + "&Policy=" + policy(fmt.Sprintf(`{"Statement":[{"Condition":{"DateLessThan":{"AWS:EpochTime":%d}}}]}`, in1h.Unix())), at: in1h},
	{kind: "cloudfront-expiry", name: "cookies", url: "https://d/k", header: field("Cookie", fmt.Sprintf("CloudFront-Expires=%d; CloudFront-Key-Pair-Id=K; CloudFront-Signature=%s", in1h.Unix(), mac)), at: in1h},
	{kind: "signed-link-expiry", url: fmt.Sprintf("https://s/f?md5=%s&expires=%d", mac, in1h.Unix()), at: in1h},
	{name: "a lone expires", url: fmt.Sprintf("https://s/f?expires=%d", in1h.Unix())},
	{name: "a number beside a short word", url: fmt.Sprintf("https://s/f?e=%d&s=blue", in1h.Unix())},
	{name: "a signature and no time", url: "https://s/f?expires=12&md5=" + mac},
	{name: "for ever", url: "https://s/f?expires=4102444800&md5=" + mac},
	{kind: "akamai-token-expiry", url: fmt.Sprintf("https://s/f?hdnts=st=1~exp=%d~acl=/*~hmac=%s", in1h.Unix(), mac), at: in1h},
	{kind: "jwt-expiry", url: "https://s/f", header: field("Authorization", "Bearer "+signed(fmt.Sprintf(`{"exp":%d}`, in1h.Unix()))), at: in1h},
	{kind: "jwt-expiry", name: "fraction", url: "https://s/f", header: field("Authorization", "Bearer "+signed(fmt.Sprintf(`{"exp":%d.25,"iat":%d}`, in1h.Unix(), now.Unix()))), at: in1h},
	{kind: "jwt-expiry", name: "cookie", url: "https://s/f", header: field("Cookie", "a=b; session="+signed(fmt.Sprintf(`{"exp":%d}`, in1h.Unix()))), at: in1h},
	{kind: "jwt-expiry", name: "query", url: "https://s/f?access_token=" + signed(fmt.Sprintf(`{"exp":%d}`, in1h.Unix())), at: in1h},
	{name: "an opaque token", url: "https://s/f", header: field("Authorization", "Bearer SECRETSECRETSECRET")},
	{name: "an encrypted token", url: "https://s/f", header: field("Authorization", "Bearer eyJh.a.b.c.d")},
	{name: "a token without end", url: "https://s/f", header: field("Authorization", "Bearer "+signed(`{"sub":"a"}`))},
	{name: "a token that has ended", url: "https://s/f", header: field("Authorization", "Bearer "+signed(`{"exp":1700000000}`))},
	{kind: "client-certificate-expiry", url: "https://s/f", cert: &measure.Cert{Subject: "CN=monitor", NotAfter: in1h}, at: in1h},
	{kind: "certificate-expiry", url: "https://s/f", chain: []measure.Cert{{Subject: "CN=s", Issuer: "CN=i", NotAfter: now.Add(90 * day)}, {Subject: "CN=i", Issuer: "CN=r", NotAfter: in1h}, {Subject: "CN=r", Issuer: "CN=r", NotAfter: now.Add(time.Minute)}}, at: in1h},
	{kind: "github-token-expiry", url: "https://api.github.com/user", answer: field("GitHub-Authentication-Token-Expiration", "2026-11-24 13:00:00 UTC"), at: in1h},
	{kind: "github-token-expiry", name: "offset", url: "https://api.github.com/user", answer: field("github-authentication-token-expiration", "2026-11-24 14:00:00 +0100"), at: in1h},
	{kind: "sunset", url: "https://s/f", answer: []measure.Field{{Name: "Sunset", Value: "Tue, 24 Nov 2026 13:00:00 GMT"}, {Name: "Deprecation", Value: "@1688169599"}}, at: in1h},
	{kind: "deprecation", url: "https://s/f", answer: field("Deprecation", fmt.Sprintf("@%d", in1h.Unix())), at: in1h},
	{name: "deprecated long ago", url: "https://s/f", answer: field("Deprecation", "true")},
	{kind: "quota", url: "https://s/f", answer: []measure.Field{{Name: "RateLimit", Value: `"default";r=5;t=3600`}, {Name: "RateLimit-Policy", Value: `"default";q=100;w=3600`}}, at: in1h},
	{kind: "quota", name: "unix", url: "https://s/f", answer: []measure.Field{{Name: "X-RateLimit-Remaining", Value: "5"}, {Name: "X-RateLimit-Limit", Value: "5000"}, {Name: "X-RateLimit-Reset", Value: fmt.Sprint(in1h.Unix())}}, at: in1h},
	{kind: "quota", name: "docker", url: "https://s/f", answer: []measure.Field{{Name: "ratelimit-remaining", Value: "7;w=3600"}, {Name: "ratelimit-limit", Value: "100;w=3600"}}, at: in1h},
	{kind: "quota", name: "of two policies", url: "https://s/f", answer: []measure.Field{{Name: "RateLimit", Value: `"burst, per second";r=9;t=1, "hour";r=5;t=3600`}, {Name: "RateLimit-Policy", Value: `"burst, per second";q=10;w=1, "hour";q=100;w=3600`}}, at: in1h},
	{kind: "quota", name: "draft 7", url: "https://s/f", answer: []measure.Field{{Name: "RateLimit", Value: "limit=100, remaining=5, reset=3600"}, {Name: "RateLimit-Policy", Value: "100;w=3600"}}, at: in1h},
	{name: "draft 7, enough left", url: "https://s/f", answer: field("RateLimit", "limit=100, remaining=50, reset=3600")},
	{name: "enough left", url: "https://s/f", answer: []measure.Field{{Name: "X-RateLimit-Remaining", Value: "4000"}, {Name: "X-RateLimit-Limit", Value: "5000"}, {Name: "X-RateLimit-Reset", Value: fmt.Sprint(in1h.Unix())}}},
	{name: "nothing left already", url: "https://s/f", status: 429, answer: []measure.Field{{Name: "X-RateLimit-Remaining", Value: "0"}, {Name: "X-RateLimit-Limit", Value: "5000"}, {Name: "X-RateLimit-Reset", Value: fmt.Sprint(in1h.Unix())}}},
}

func (s sample) of() []Forecast {
	a := &measure.Answer{Status: max(s.status, 200), Header: s.answer}
	var facts *measure.TLSFacts
	if s.chain != nil {
		facts = &measure.TLSFacts{Chain: s.chain}
	}
	return Of(measure.Request{Method: "GET", URL: s.url, Header: s.header, ClientCert: s.cert}, a, facts, now)
}

// TestKinds holds each kind to its samples: it finds what is there, finds
// nothing where a companion is missing, says "at the latest" in UTC, and
// tells no secret.
func TestKinds(t *testing.T) {
	for _, s := range samples {
		t.Run(s.kind+" "+s.name, func(t *testing.T) {
			got := s.of()
			if s.kind == "" {
				if len(got) != 0 {
					t.Fatalf("a forecast out of nothing: %+v", got)
				}
				return
			}
			if len(got) != 1 || got[0].ID != s.kind || !got[0].At.Equal(s.at) {
				t.Fatalf("got %+v, want one %s at %v", got, s.kind, s.at)
			}
			if f := got[0]; strings.Contains(f.Because, "SECRET") || f.At.Location() != time.UTC || f.Tell.After(f.At) || f.Because == "" {
				t.Errorf("bad forecast: %+v", f)
			}
		})
	}
}

func TestKindTable(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds {
		if k.ID == "" || k.Title == "" || k.Source == "" || k.Lead <= 0 || k.find == nil || seen[k.ID] {
			t.Errorf("incomplete or double: %+v", k)
		}
		seen[k.ID] = true
		if k.ID != quotaTrend.ID && !slices.ContainsFunc(samples, func(s sample) bool { return s.kind == k.ID }) {
			t.Errorf("%s has no sample", k.ID)
		}
	}
}

// TestLead: a link that lives an hour is told twelve minutes ahead, one that
// lives a month a day ahead.
func TestLead(t *testing.T) {
	short := Of(measure.Request{URL: samples[0].url}, nil, nil, now)
	if want := in1h.Add(-12 * time.Minute); len(short) != 1 || !short[0].Tell.Equal(want) {
		t.Errorf("told at %v, want %v", short, want)
	}
	if short[0].Due(now) || !short[0].Due(in1h.Add(-time.Minute)) {
		t.Error("due at the wrong time")
	}
	long := Of(measure.Request{URL: "https://b/k?X-Amz-Date=20261124T120000Z&X-Amz-Expires=604800&X-Amz-Signature=" + mac}, nil, nil, now)
	if want := now.Add(7*day - day); !long[0].Tell.Equal(want) {
		t.Errorf("told at %v, want %v", long[0].Tell, want)
	}
}

// TestSoonestFirst: several forecasts of one check are ordered by time.
func TestSoonestFirst(t *testing.T) {
	got := Of(measure.Request{URL: samples[0].url, Header: field("Authorization", "Bearer "+signed(fmt.Sprintf(`{"exp":%d}`, now.Add(time.Minute).Unix())))}, nil, nil, now)
	ids := []string{}
	for _, f := range got {
		ids = append(ids, f.ID)
	}
	if diff := cmp.Diff([]string{"jwt-expiry", "s3-v4-expiry"}, ids); diff != "" {
		t.Error(diff)
	}
}

// TestOfReport: what the first request of a chain foresees counts, and the
// certificate that two hops share counts once.
func TestOfReport(t *testing.T) {
	shared := &measure.TLSFacts{Chain: []measure.Cert{{Subject: "CN=s", NotAfter: now.Add(2 * day)}}}
	got := OfReport(&measure.Report{At: now, Hops: []measure.Hop{
		{Request: measure.Request{URL: samples[0].url}, TLS: shared},
		{Request: measure.Request{URL: "https://b/k"}, TLS: shared},
	}})
	if len(got) != 2 || got[0].ID != "s3-v4-expiry" || got[1].ID != "certificate-expiry" {
		t.Errorf("got %+v", got)
	}
}

func FuzzOf(f *testing.F) {
	for _, s := range samples {
		name, value := "Authorization", ""
		if len(s.header) > 0 {
			name, value = s.header[0].Name, s.header[0].Value
		}
		answer, text := "X", ""
		if len(s.answer) > 0 {
			answer, text = s.answer[0].Name, s.answer[0].Value
		}
		f.Add(s.url, name, value, answer, text)
	}
	f.Fuzz(func(t *testing.T, u, name, value, answer, text string) {
		a := &measure.Answer{Status: 200, Header: []measure.Field{{Name: answer, Value: text}, {Name: "X-RateLimit-Limit", Value: text}, {Name: "RateLimit-Policy", Value: text}}}
		req := measure.Request{URL: u, Header: []measure.Field{{Name: name, Value: value}, {Name: "X-Amz-Date", Value: value}}}
		first := Of(req, a, nil, now)
		for _, f := range first {
			if !f.At.After(now) || f.At.After(now.AddDate(10, 0, 0)) {
				t.Errorf("not ahead, or too far: %+v", f)
			}
		}
		if diff := cmp.Diff(first, Of(req, a, nil, now)); diff != "" {
			t.Error("not the same twice: " + diff)
		}
		var trends Trends
		for range trendReadings {
			for _, f := range trends.Note(a, now) { // at one instant nothing can fall
				t.Errorf("a trend without time: %+v", f)
			}
		}
		if reset, by, ok := UsedUp(a.Header, now); ok && (!reset.After(now) || by == "") {
			t.Errorf("used up until %v, by %q", reset, by)
		}
	})
}
