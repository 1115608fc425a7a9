package diagnose

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A productAnswer is one line of testdata/products.txt.
type productAnswer struct {
	product string
	cause   CauseID
	answer  *measure.Answer
}

func productAnswers(t *testing.T) []productAnswer {
	t.Helper()
	raw, err := os.ReadFile("testdata/products.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []productAnswer
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.SplitN(line, "|", 5)
		if len(f) != 5 {
			t.Fatalf("%q: want product, cause, status, fields and body", line)
		}
		status, err := strconv.Atoi(strings.TrimSpace(f[2]))
		if err != nil {
			t.Fatal(err)
		}
		body := strings.ReplaceAll(strings.TrimSpace(f[4]), `\n`, "\n")
		a := &measure.Answer{Status: status, Body: []byte(body), Size: int64(len(body))}
		if head := strings.TrimSpace(f[3]); head != "" {
			for field := range strings.SplitSeq(head, " ; ") {
				name, value, _ := strings.Cut(field, ": ")
				a.Header = append(a.Header, measure.Field{Name: name, Value: value})
			}
		}
		out = append(out, productAnswer{strings.TrimSpace(f[0]), CauseID(strings.TrimSpace(f[1])), a})
	}
	return out
}

func TestFingerprintProducts(t *testing.T) {
	for _, p := range productAnswers(t) {
		ms := Recognise(p.answer)
		var got CauseID
		if len(ms) > 0 {
			if c, ok := ms[0].Best(); ok {
				got = c.Cause
			}
		}
		if got != p.cause || len(ms) > 0 && ms[0].Product != p.product {
			t.Errorf("%s: want %s, got %s; %.160q", p.product, p.cause, got, p.answer.Body)
			for _, m := range ms {
				t.Logf("\t%s, %s: %s", m.Product, m.Seen, m.Says)
			}
		}
		if p.answer.Status < 300 && !Quick(p.answer) {
			t.Errorf("%s: Quick overlooks %.80q", p.product, p.answer.Body)
		}
	}
}

// Every product of the sheets that testdata/products.txt belongs to has an
// answer in it.
func TestFingerprintProductsAreTested(t *testing.T) {
	var have []string
	for _, p := range productAnswers(t) {
		have = append(have, p.product)
	}
	for _, sheets := range [][]sheet{financeSheets, messageSheets, contentSheets, workSheets, selfhostSheets, hostSheets, filterSheets, shieldSheets, moduleSheets} {
		for _, s := range sheets {
			if !slices.Contains(have, s.product) {
				t.Errorf("no answer of %s", s.product)
			}
		}
	}
}

// The tables stay within what the matcher can hold.
func TestFingerprintTablesFit(t *testing.T) {
	markers := map[Marker]bool{}
	for _, f := range facts {
		for _, m := range slices.Concat(f.When, f.Unless) {
			markers[m] = true
		}
	}
	if len(markers) > maxMarkers {
		t.Errorf("%d markers, and room for %d", len(markers), maxMarkers)
	}
	m := compile(facts)
	if n := len(m.text.out); n > 1<<16 {
		t.Errorf("%d states, and room for %d", n, 1<<16)
	}
	if m.soft.least < 8 {
		t.Errorf("a marker of a soft fact has %d bytes only, which makes Quick slow", m.soft.least)
	}
}

// What the new soft statements rest on stands in no ordinary answer.
func TestFingerprintProductsSpareHealthyAnswers(t *testing.T) {
	for _, body := range []string{
		`{"status":"1","message":"OK","result":"40807168566070000000000"}`,
		`{"retCode":0,"retMsg":"OK","result":{"timeSecond":"1688639403"},"retExtInfo":{},"time":1688639403423}`,
		`{"success":true,"timestamp":1519296206,"base":"EUR","rates":{"USD":1.23}}`,
		`{"Meta Data":{"1. Information":"Daily Prices (open, high, low, close) and Volumes","2. Symbol":"IBM"}}`,
		`{"result":"success","base_code":"USD","conversion_rates":{"USD":1}}`,
		`{"subsonic-response":{"status":"ok","version":"1.16.1","code":40}}`,
		`{"errcode":0,"errmsg":"ok"}`,
		`{"jsonrpc":"2.0","id":1,"result":{"uid":2,"name":"odoo"}}`,
		`{"data":{"shop":{"name":"x"}},"extensions":{"cost":{"throttleStatus":{"currentlyAvailable":990}}}}`,
		`{"retcode":0,"error":"","error_description":"none"}`,
		`<?xml version="1.0"?><ApiResponse Status="OK"><Errors /><CommandResponse Type="x"/></ApiResponse>`,
		`<html><head><title>Help Center</title></head><body>How to read our error 10002, access_token expired, query_limit_exceeded</body></html>`,
		`<html><head><title>Maps</title></head><body>Our shops are in most European countries. Captcha and waiting room are explained here.</body></html>`,
	} {
		a := &measure.Answer{Status: 200, Body: []byte(body), Size: int64(len(body))}
		for _, m := range Recognise(a) {
			if m.Acts {
				t.Errorf("%s acts on %s: %s", m.Product, body, m.Says)
			}
		}
	}
}
