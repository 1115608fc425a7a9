package faultnet

import (
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// A Scenario is a world that is broken in one way, and the truth of it.
type Scenario struct {
	Name  string
	URL   string
	Build func(w *World)
	Want  measure.Failure // the first failure of a check of URL that expects 2xx; OK if there is none
	// Status that the check ends on; 0 for no answer.
	Status int
	// Client settings that the scenario needs.
	ClientCert bool          // send a certificate of the world's own authority
	Proxy      string        // URL
	ProxyUser  string        // USER:PASSWORD
	Protocol   string        // as of the HTTP spec
	Longest    time.Duration // how long the check may take; 0 means the whole of Deadline
	Fault      bool          // it is our own fault: the report has a Fault and no more
}

// Deadline is the time limit under which scenarios are told.
const Deadline = 10 * time.Second

// Scenarios is every broken world, by the phase that breaks.
var Scenarios = slices.Concat(connectScenarios, proxyScenarios, tlsScenarios, answerScenarios, bodyScenarios, redirectScenarios, http2Scenarios)

// The one host of most scenarios.
const (
	host = "site.example"
	addr = "192.0.2.10"
)

// web builds a world in which site.example answers on port 80 as s does.
func web(s Server) func(*World) {
	return func(w *World) {
		w.Name(host, addr)
		w.Serve(addr+":80", s)
	}
}
