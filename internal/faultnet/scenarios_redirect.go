package faultnet

import (
	"fmt"
	"net/http"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var redirectScenarios = []Scenario{
	{Name: "redirect that arrives", URL: "http://site.example/", Status: 200, Longest: instant, Build: func(w *World) {
		web(moved("http://other.example/there"))(w)
		w.Name("other.example", "192.0.2.11")
		w.Serve("192.0.2.11:80", OK())
	}},
	{Name: "10,000 redirects", URL: "http://site.example/0", Want: measure.RedirectLimit, Status: 302, Longest: instant,
		Build: web(HTTP(nil, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var n int
			if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err == nil && n < 10000 {
				http.Redirect(w, r, fmt.Sprintf("/%d", n+1), http.StatusFound)
			}
		})))},
	{Name: "redirect to itself", URL: "http://site.example/", Want: measure.RedirectLoop, Status: 302, Longest: instant, Build: web(moved("/"))},
	{Name: "redirect to nowhere", URL: "http://site.example/", Want: measure.RedirectBroken, Status: 302, Longest: instant,
		Build: web(Script(ReadRequest, Send(Answer(302, "", ""))))},
	{Name: "redirect that is no URL", URL: "http://site.example/", Want: measure.RedirectBroken, Status: 302, Longest: instant, Build: web(moved("http://[::1"))},
	{Name: "redirect to a file", URL: "http://site.example/", Want: measure.RedirectBroken, Status: 302, Longest: instant, Build: web(moved("file:///etc/passwd"))},
	{Name: "redirect to the metadata service", URL: "http://site.example/", Want: measure.TargetForbidden, Longest: instant, Build: func(w *World) {
		web(moved("http://169.254.169.254/latest/meta-data/"))(w)
		w.Serve("169.254.169.254:80", OK())
	}},
	{Name: "redirect with a body that hangs", URL: "http://site.example/", Status: 200, Longest: instant, Build: func(w *World) {
		web(Script(ReadRequest, Send("HTTP/1.1 302 Found\r\nLocation: http://other.example/\r\nContent-Length: 9\r\n\r\nmoved"), Hang))(w)
		w.Name("other.example", "192.0.2.11")
		w.Serve("192.0.2.11:80", OK())
	}},
}

func moved(to string) Server {
	return Script(ReadRequest, Send(Answer(302, "Location: "+to+"\r\n", "")))
}

// forwarder answers as a proxy that was asked for exactly this URL.
func forwarder(url string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RequestURI != url || r.Header.Get("Proxy-Authorization") != "Basic YWw6c2VjcmV0" {
			http.Error(w, "not what was expected: "+r.RequestURI, http.StatusBadRequest)
		}
	})
}
