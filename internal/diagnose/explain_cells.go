package diagnose

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// A Finding is what is known of one cell of an access matrix that is not as
// expected. It holds no secret.
type Finding struct {
	Identity string          `json:"identity"`
	Endpoint string          `json:"endpoint"`
	Expected string          `json:"expected"`
	Got      int             `json:"got,omitempty"` // 0 when there was no answer
	State    monitor.State   `json:"state"`
	Failure  measure.Failure `json:"failure"`
	Says     string          `json:"says"` // what is seen, in one clause
	Verdict  Verdict         `json:"verdict"`
	Cause    CauseID         `json:"cause,omitempty"` // the likeliest
	Title    string          `json:"title,omitempty"` // of Cause
}

// maxNamed is how many cells a summary names.
const maxNamed = 3

// classifyCells is the state of a matrix: that of its worst cell.
func classifyCells(r *measure.Report, recognise recogniser) (monitor.State, measure.Failure) {
	state, failure, worst, checked := monitor.Up, measure.OK, 0, false
	for i := range r.Cells {
		checked = checked || r.Cells[i].Checked()
		s := cellState(r, i, recognise)
		if w := gravity(s, r.Cells[i].Failure); w > worst {
			state, failure, worst = s, r.Cells[i].Failure, w
		}
	}
	if !checked {
		return monitor.Unknown, measure.OK
	}
	return state, failure
}

// gravity orders cells: an open door is worse than anything else.
func gravity(s monitor.State, f measure.Failure) int {
	w := 2 * s.Severity()
	if f == measure.Exposed {
		w++
	}
	return w
}

// cellState is the state that the i-th cell of r shows.
func cellState(r *measure.Report, i int, recognise recogniser) monitor.State {
	c := &r.Cells[i]
	hop := r.CellHop(i)
	switch {
	case c.Failure == measure.OK:
		return monitor.Up
	case c.Failure == measure.Exposed:
		return monitor.Down
	case c.Got == 0:
		return networkState(c.Failure)
	case hop != nil && hop.Answer != nil:
		one := measure.Report{At: r.At, Hops: []measure.Hop{*hop}}
		return badState(&one, hop.Answer, c.Failure, recognise)
	case c.Got == 401 || c.Got == 403 || c.Got == 407 || c.Got == 451:
		return monitor.Refused
	}
	return monitor.Down
}

// explainCells explains each cell of a matrix that is not as expected, from its
// own answer and from how other identities were received at the same endpoint.
// The diagnosis is that of the worst, and names them all.
func explainCells(e *Evidence) Diagnosis {
	d := Diagnosis{Causes: []Ranked{}, Group: []CauseID{}, Fix: []Fix{}, Experiments: []Made{}, Impact: ImpactUnknown}
	r := &e.First
	type bad struct{ cell, gravity int }
	var list []bad
	for i := range r.Cells {
		if s := cellState(r, i, Recognise); s != monitor.Up {
			list = append(list, bad{i, gravity(s, r.Cells[i].Failure)})
		}
	}
	if len(list) == 0 {
		d.Verdict, d.Summary = VerdictNone, "Every identity is received as expected."
		if state, _ := classifyCells(r, Recognise); state == monitor.Unknown {
			d.Verdict, d.Summary = VerdictUnknown, "No cell could be checked."
		}
		return d
	}
	slices.SortStableFunc(list, func(a, b bad) int { return cmp.Compare(b.gravity, a.gravity) })
	var found []Finding
	for n, b := range list {
		one := explainCell(e, b.cell)
		found = append(found, finding(r, b.cell, &one))
		if n == 0 {
			d = one
		}
	}
	d.Cells, d.Summary = found, cellsSummary(found, d.Impact, len(r.Cells))
	return d
}

// finding sums up what is known of a cell.
func finding(r *measure.Report, i int, d *Diagnosis) Finding {
	c := &r.Cells[i]
	f := Finding{Identity: c.Identity, Endpoint: c.Endpoint, Expected: c.Expected, Got: c.Got, State: cellState(r, i, Recognise), Failure: c.Failure,
		Says: redact.Text(cellWords(r, i)), Verdict: d.Verdict}
	if len(d.Causes) > 0 {
		f.Cause, f.Title = d.Causes[0].ID, d.Causes[0].Title
	}
	return f
}

// cellWords says how a cell was received, in one clause.
func cellWords(r *measure.Report, i int) string {
	c := &r.Cells[i]
	s := asWhom(c.Identity) + ", " + shortEndpoint(r, c.Endpoint)
	if c.Got == 0 {
		return s + " gets no answer (" + strings.ReplaceAll(string(c.Failure), "_", " ") + "), expected " + c.Expected
	}
	return fmt.Sprintf("%s answers %d, expected %s", s, c.Got, c.Expected)
}

func asWhom(identity string) string {
	switch identity {
	case measure.IdentityNone:
		return "without credentials"
	case measure.IdentityWrong:
		return "with a wrong credential"
	}
	return "as " + identity
}

// shortEndpoint leaves the host out where all cells have the same.
func shortEndpoint(r *measure.Report, endpoint string) string {
	host := func(s string) *url.URL {
		_, raw, _ := strings.Cut(s, " ")
		u, err := url.Parse(raw)
		if err != nil {
			return &url.URL{}
		}
		return u
	}
	here := host(endpoint)
	for i := range r.Cells {
		if host(r.Cells[i].Endpoint).Host != here.Host {
			return endpoint
		}
	}
	method, _, _ := strings.Cut(endpoint, " ")
	if here.Host == "" {
		return endpoint
	}
	return method + " " + here.RequestURI()
}

// cellsSummary names the cells in one sentence.
func cellsSummary(found []Finding, who Impact, of int) string {
	texts := make([]string, 0, maxNamed)
	for _, f := range found[:min(len(found), maxNamed)] {
		texts = append(texts, f.Says)
	}
	s := strings.Join(texts, "; ")
	if n := len(found) - len(texts); n > 0 {
		s += fmt.Sprintf("; and %d more of %d cells", n, of)
	}
	if found[0].Failure == measure.Exposed && who == Everyone {
		return "Open to everyone: " + s + "."
	}
	return capitalise(s) + "."
}

// explainCell explains the i-th cell of the matrix.
func explainCell(e *Evidence, i int) Diagnosis {
	ev := cellEvidence(e, i)
	var d Diagnosis
	if e.First.Cells[i].Failure == measure.Exposed {
		d = explainOpenCell(e, i, &ev)
	} else {
		d = Explain(ev)
	}
	d.Requests, d.Seconds, d.Experiments = 0, 0, []Made{} // the contrasts are cells, not extra requests
	if len(d.Causes) > 0 {
		d.Causes[0].Evidence = append(d.Causes[0].Evidence, contrasts(&e.First, i)...)
	}
	return d
}

// cellEvidence is the i-th cell as a check of its own. How other identities
// were received at the same endpoint is what experiments with credentials would
// have shown.
func cellEvidence(e *Evidence, i int) Evidence {
	r, c := &e.First, e.First.Cells[i]
	ev := Evidence{Now: e.Now, First: cellReport(r, i), ClockOffset: e.ClockOffset, Rate: e.Rate, Peers: e.Peers, Owner: e.Owner, Inspected: e.Inspected}
	ev.Owner.Off = true // a matrix is diagnosed from its own answers
	ev.Expect.Status, _ = monitor.ParseStatusSet(c.Expected)
	if e.LastGood != nil {
		for j := range e.LastGood.Cells {
			if g := e.LastGood.Cells[j]; g.Identity == c.Identity && g.Endpoint == c.Endpoint && g.Hop > 0 {
				ev.LastGood = new(cellReport(e.LastGood, j))
			}
		}
	}
	for j := range r.Cells {
		o := &r.Cells[j]
		if j == i || o.Endpoint != c.Endpoint || o.Hop == 0 {
			continue
		}
		x := measure.XCredsOther
		switch {
		case o.Identity == measure.IdentityNone:
			x = measure.XCredsNone
		case o.Identity == measure.IdentityWrong && c.Identity == measure.IdentityNone:
			continue // there is no credential that it could take the place of
		case o.Identity == measure.IdentityWrong:
			x = measure.XCredsWrong
		}
		t := cellReport(r, j)
		t.Step = &measure.Step{Experiment: x, Changed: asWhom(o.Identity)}
		ev.Trials = append(ev.Trials, t)
	}
	return ev
}

func cellReport(r *measure.Report, i int) measure.Report {
	out := measure.Report{Monitor: r.Monitor, Place: r.Place, Reason: r.Reason, At: r.At}
	if hop := r.CellHop(i); hop != nil {
		out.Hops = []measure.Hop{*hop}
	}
	return out
}

// contrasts says how the other identities were received at the endpoint of the
// i-th cell.
func contrasts(r *measure.Report, i int) []Because {
	var out []Because
	c := &r.Cells[i]
	for j := range r.Cells {
		o := &r.Cells[j]
		if j == i || o.Endpoint != c.Endpoint || o.Got == 0 {
			continue
		}
		how := "as expected"
		if o.Failure != measure.OK {
			how = "expected " + o.Expected
		}
		out = append(out, Because{fmt.Sprintf("%s the same endpoint answers %d, %s", asWhom(o.Identity), o.Got, how), "access matrix"})
	}
	return out
}

// explainOpenCell explains an identity that is let in and must not be: a door
// that is open to everyone, or a right that is too wide.
func explainOpenCell(e *Evidence, i int, ev *Evidence) Diagnosis {
	r, c := &e.First, &e.First.Cells[i]
	d := Diagnosis{Verdict: VerdictCause, Group: []CauseID{}, Fix: []Fix{}, Experiments: []Made{}}
	stranger := -1
	for j := range r.Cells {
		o := &r.Cells[j]
		if o.Endpoint == c.Endpoint && o.Failure == measure.Exposed && (o.Identity == measure.IdentityNone || o.Identity == measure.IdentityWrong) {
			stranger = j
			break
		}
	}
	id, odds := roleTooWide, 0.85
	d.Impact, d.ImpactGround = SomeClients, "who has this credential, or another of its rank, is let in"
	if stranger >= 0 {
		id, odds = openEndpoint, 0.9
		d.Impact, d.ImpactGround = Everyone, asWhom(r.Cells[stranger].Identity)+" it is served"
		if was := cellEvidence(e, stranger); was.LastGood != nil && was.LastGood.Status() >= 400 {
			id = authRemoved
		}
	}
	entry, _ := Find(id)
	f := extract(ev)
	d.Causes = []Ranked{{ID: id, Title: entry.Title, Probability: odds, Evidence: []Because{{redact.Text(cellWords(r, i)), "access matrix"}}}}
	d.Fix, d.Look = append(d.Fix, f.fixes(id, 2)...), entry.Look
	return d
}

// changedCells says which cells were received otherwise before.
func changedCells(good, bad *measure.Report) []Change {
	var out []Change
	for i := range bad.Cells {
		c := &bad.Cells[i]
		for j := range good.Cells {
			g := &good.Cells[j]
			if g.Identity != c.Identity || g.Endpoint != c.Endpoint || g.Got == 0 || c.Failure == measure.OK || c.Skipped != "" || g.Got == c.Got {
				continue
			}
			now := fmt.Sprintf("the status is %d", c.Got)
			if c.Got == 0 {
				now = "there is no answer"
			}
			out = append(out, Change{ChangedStatus, redact.Text(fmt.Sprintf("%s at %s %s; it was %d.", capitalise(asWhom(c.Identity)), shortEndpoint(bad, c.Endpoint), now, g.Got))})
		}
	}
	return out
}

func capitalise(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
