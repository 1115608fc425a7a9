// Package diagnose turns what was seen into why it failed, for whom, and what
// to change. It is pure: no network, no clock, no storage, no randomness. The
// same evidence gives the same diagnosis.
//
// What belongs here: the catalogue of causes, the rules that recognise them,
// the likelihoods, the inference, the choice of the next experiment. What an
// experiment does on the wire stands in package experiment.
package diagnose

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A CauseID is the stable id of an entry of the catalogue, such as
// "signed-url/expired". It is stored and shown: add, never rename.
type CauseID string

// A Verdict says what a diagnosis claims.
type Verdict string

// Verdicts.
const (
	VerdictCause   Verdict = "cause"   // one cause is named: Causes[0]
	VerdictGroup   Verdict = "group"   // two to four causes that no safe request can separate
	VerdictNone    Verdict = "none"    // nothing is wrong
	VerdictUnknown Verdict = "unknown" // cannot be told from outside, or not enough was seen
)

// An Impact says for whom the endpoint fails.
type Impact string

// Impacts.
const (
	Everyone      Impact = "everyone"
	MonitorOnly   Impact = "monitor-only"
	SomePlaces    Impact = "some-places"
	OneFamily     Impact = "one-family"
	OneBackend    Impact = "one-backend"
	SomeClients   Impact = "some-clients"
	ImpactUnknown Impact = "unknown"
)

// Evidence is all that is known when a cause is asked for.
type Evidence struct {
	Now    time.Time // by our own clock
	Expect monitor.Expectation
	First  measure.Report // the check that failed
	// Trials are the experiments made since, in order. Those of
	// [measure.XRepeat] are the controls: a factor is isolated only if a
	// control after it fails again.
	Trials []measure.Report
	// LastGood is the last answer that was as expected, if one is kept.
	LastGood *measure.Report
	// Peers is what other monitors of the same host, address or credential
	// see now.
	Peers  []Peer
	Places []Place // the vantage points that can be asked, other than First's
	// ClockOffset is how far our own clock is off, where it is known: our time
	// minus true time.
	ClockOffset *time.Duration
	// Rate is how many requests we ourselves sent to this host in the last
	// minute, checks and experiments together.
	Rate  int
	Owner monitor.Experiments // what the owner allows and has supplied
	// Inspected is what a look on the server's own host has found, if any.
	Inspected []CauseID
}

// A Peer is another monitor's present state.
type Peer struct {
	Monitor  monitor.ID
	URL      string // without secrets
	SameHost bool
	State    monitor.State
	Status   int
	Since    time.Time
}

// A Place is a vantage point.
type Place struct {
	Name    string
	Country string // ISO 3166-1 alpha-2, or ""
}

// A Diagnosis is the answer. Its JSON form is public: `uptimesignal check
// --json` and the API show it as it is. It holds no secret.
type Diagnosis struct {
	Verdict      Verdict   `json:"verdict"`
	Causes       []Ranked  `json:"causes"` // likeliest first; probabilities add up to at most 1
	Group        []CauseID `json:"group"`
	Impact       Impact    `json:"impact"`
	ImpactGround string    `json:"impact_ground,omitempty"`
	Fix          []Fix     `json:"fix"`
	// Look says which look inside would decide, where the outside cannot.
	Look        string  `json:"look,omitempty"`
	Experiments []Made  `json:"experiments"`
	Requests    int     `json:"requests"` // every request after the first answer
	Seconds     float64 `json:"seconds"`
	Summary     string  `json:"summary,omitempty"` // one sentence
	// Actor is the program that wrote the refusal, where it is known, such as
	// "nginx" or "Cloudflare".
	Actor string `json:"actor,omitempty"`
	// Cells are those of an access matrix that are not as expected, the worst
	// first: the rest of the diagnosis is that of the first.
	Cells []Finding `json:"cells,omitempty"`
}

// leaning is the least probability of the first cause of a group that leans to it.
const leaning = 0.8

// Leaning reports whether the first cause of a group is likelier by far than
// the others, which only cannot be ruled out.
func (d *Diagnosis) Leaning() bool {
	return d.Verdict == VerdictGroup && len(d.Causes) > 0 && d.Causes[0].Probability >= leaning
}

// A Ranked is a cause with its probability and the ground for it.
type Ranked struct {
	ID          CauseID   `json:"id"`
	Title       string    `json:"title"`
	Probability float64   `json:"probability"`
	Evidence    []Because `json:"evidence"`
	Against     []Because `json:"against,omitempty"` // why it lost, for rivals
}

// A Because is one observation that a cause rests on, or fails on.
type Because struct {
	Says   string `json:"says"`
	Source string `json:"source,omitempty"` // where it was seen: a header, the URL, an experiment
}

// A Fix is what to change.
type Fix struct {
	Title string   `json:"title"`
	Steps []string `json:"steps"`
	For   string   `json:"for,omitempty"` // the product, empty for any
}

// A Made is an experiment as it is shown: what was changed, and what the
// answer was before, with, and after the change.
type Made struct {
	ID      measure.Experiment `json:"id"`
	Changed string             `json:"changed"`
	Control string             `json:"control"`
	Outcome string             `json:"outcome"`
	After   string             `json:"after,omitempty"`
}
