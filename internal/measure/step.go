package measure

import "github.com/uptimesignal/uptimesignal/internal/monitor"

// An Experiment is the id of a controlled experiment: it changes one factor
// of a request. The experiments themselves stand in experiment.Table; what
// their outcomes mean, in diagnose.
type Experiment string

// Experiments. They are stored and shown: add, never rename.
const (
	XRepeat      Experiment = "repeat"       // nothing is changed: the control
	XDelay       Experiment = "delay"        // nothing but time; Arg is how long, as time.Duration text
	XUserAgent   Experiment = "ua"           // a mainstream browser's User-Agent
	XProfile     Experiment = "profile"      // a browser's whole set of headers
	XReferer     Experiment = "referer"      // own origin as Referer
	XRefererNone Experiment = "referer-none" // without Referer
	XLanguage    Experiment = "language"     // with Accept-Language
	XAccept      Experiment = "accept"       // Accept: */*
	XCookieNone  Experiment = "cookie-none"  // without Cookie
	XCookieBack  Experiment = "cookie-back"  // with the cookies that the refusal set
	XCredsNone   Experiment = "creds-none"   // without credentials
	XCredsWrong  Experiment = "creds-wrong"  // one constant that cannot be real; at most once
	XCredsOther  Experiment = "creds-other"  // the owner's second credential
	XCredsMade   Experiment = "creds-made"   // a made-up token where none was sent; at most once
	XOriginNone  Experiment = "origin-none"  // without Origin
	XQueryNone   Experiment = "query-none"   // without query
	XQueryOne    Experiment = "query-one"    // without the one parameter Arg
	XMethodGet   Experiment = "method-get"   // GET instead of another method
	XOptions     Experiment = "options"      // OPTIONS on the same URL
	XSibling     Experiment = "sibling"      // a name in the same directory that cannot exist
	XIndex       Experiment = "index"        // index.html in the directory
	XBare        Experiment = "bare"         // the directory without its slash
	XParent      Experiment = "parent"       // the parent path
	XRoot        Experiment = "root"         // the site's root
	XKnownGood   Experiment = "known-good"   // the owner's URL that works
	XAddress     Experiment = "address"      // the one resolved address Arg
	XFamily      Experiment = "family"       // Arg "4" or "6"
	XProtocol    Experiment = "proto"        // Arg "http/1.1" or "h2"
	XHost        Experiment = "host"         // the owner's canonical host name
	XHostAddress Experiment = "host-address" // the address itself as Host
	XHTTPS       Experiment = "https"        // the same URL over https
	XBuster      Experiment = "buster"       // an extra query parameter, past caches
	XPlace       Experiment = "place"        // unchanged, from the place Arg
	XClientCert  Experiment = "cert-none"    // without the client certificate
)

// A Step is one experiment to make, or made.
type Step struct {
	Experiment Experiment `json:"experiment"`
	Arg        string     `json:"arg,omitempty"`     // the variant, where there are several
	Changed    string     `json:"changed,omitempty"` // the factor in words, filled by the experiment
	// Skipped says why the experiment could not be made for this request; then
	// its report shows no hop and no request was spent.
	Skipped string `json:"skipped,omitempty"`
}

// A Trial asks an agent to make one experiment on a check that failed.
type Trial struct {
	Job   monitor.Job
	First Report // the check that failed, with its secrets: stays in memory
	Step  Step
}
