package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// pageSize is how many rows a list shows at once.
const pageSize = 50

// MonitorsView is what the list of monitors shows.
type MonitorsView struct {
	Headline   string
	Trouble    bool
	Chips      []Chip
	Rows       []RowView
	Query, Tag string
	State      monitor.State
	Tags       []string
	Total      int
	Next       string // address of the next page, "" on the last
	First      string // address of the first page, "" on it
}

// A Chip is a filter by state.
type Chip struct {
	State   monitor.State // "" for all
	Count   int
	URL     string
	Current bool
}

// Filtered reports whether anything narrows the list.
func (v MonitorsView) Filtered() bool { return v.Query != "" || v.Tag != "" || v.State != "" }

// Live is the address of the stream of changes to what the page shows.
func (v MonitorsView) Live() string {
	ids := make([]string, len(v.Rows))
	for i, r := range v.Rows {
		ids[i] = string(r.ID)
	}
	return "/live?rows=1&monitors=" + url.QueryEscape(strings.Join(ids, ","))
}

// A RowView is a monitor in the list.
type RowView struct {
	ID         monitor.ID
	Name       string
	Target     string
	State      monitor.State
	Since      time.Time
	Checked    time.Time
	Took       time.Duration
	Status     int
	Day, Month float64
	Spark      Spark
	Incident   incident.ID
	Cause      string
	Tags       []string
}

// stateOf is the state that is shown: what the owner has asked for hides what
// was measured.
func stateOf(m monitor.Monitor, confirmed monitor.State) monitor.State {
	switch {
	case m.Paused:
		return monitor.Paused
	case m.InMaintenance(time.Now()):
		return monitor.Maintenance
	}
	return confirmed
}

func (s *Web) rowView(r Row) RowView {
	v := RowView{ID: r.Monitor.ID, Name: r.Monitor.Name, Target: s.target(r.Monitor), State: stateOf(r.Monitor, r.Memory.State),
		Since: r.Memory.Since, Checked: r.Last.At, Took: r.Last.Took, Status: r.Last.Status, Day: r.Day, Month: r.Month,
		Spark: spark(r.Recent), Tags: r.Monitor.Tags}
	if r.Incident != nil {
		v.Incident = r.Incident.ID
		v.Cause = causeLine(*r.Incident)
	}
	return v
}

// target is what m points at, without secrets.
func (s *Web) target(m monitor.Monitor) string {
	if k, ok := findKind(s.Probes, m.Kind); ok && k.Target != nil {
		return k.Target(m.Spec)
	}
	return ""
}

func findKind(kinds []Kind, name string) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

func loadMonitors(ctx context.Context, s *Web, r *http.Request) (MonitorsView, error) {
	q := r.URL.Query()
	f := Filter{Query: strings.TrimSpace(q.Get("q")), State: monitor.State(q.Get("state")), Tag: q.Get("tag"), After: q.Get("after"), Limit: pageSize}
	rows, next, err := s.Monitors.ListMonitors(ctx, f)
	if err != nil {
		return MonitorsView{}, err
	}
	counts, err := s.Monitors.Counts(ctx)
	if err != nil {
		return MonitorsView{}, err
	}
	tags, err := s.Monitors.Tags(ctx)
	if err != nil {
		return MonitorsView{}, err
	}
	v := MonitorsView{Query: f.Query, State: f.State, Tag: f.Tag, Tags: tags}
	v.count(counts)
	for _, r := range rows {
		v.Rows = append(v.Rows, s.rowView(r))
	}
	if next != "" {
		v.Next = listURL(Filter{Query: f.Query, State: f.State, Tag: f.Tag, After: next})
	}
	if f.After != "" {
		v.First = listURL(Filter{Query: f.Query, State: f.State, Tag: f.Tag})
	}
	return v, nil
}

// shownStates is the order of the chips: the worst first.
var shownStates = []monitor.State{monitor.Down, monitor.Refused, monitor.Limited, monitor.Degraded, monitor.Unknown,
	monitor.Up, monitor.Maintenance, monitor.Paused}

// count fills what depends on how many monitors are in which state.
func (v *MonitorsView) count(counts map[monitor.State]int) {
	for _, n := range counts {
		v.Total += n
	}
	v.Chips = []Chip{{Count: v.Total, URL: listURL(Filter{Query: v.Query, Tag: v.Tag}), Current: v.State == ""}}
	for _, st := range shownStates {
		n := counts[st]
		if n == 0 && v.State != st {
			continue
		}
		v.Chips = append(v.Chips, Chip{State: st, Count: n, Current: v.State == st, URL: listURL(Filter{Query: v.Query, Tag: v.Tag, State: st})})
	}
	v.Headline, v.Trouble = headline(counts, v.Total)
}

func listURL(f Filter) string {
	q := url.Values{}
	for _, p := range [][2]string{{"q", f.Query}, {"state", string(f.State)}, {"tag", f.Tag}, {"after", f.After}} {
		if p[1] != "" {
			q.Set(p[0], p[1])
		}
	}
	if len(q) == 0 {
		return "/monitors"
	}
	return "/monitors?" + q.Encode()
}

// headline says in one sentence how things are.
func headline(counts map[monitor.State]int, total int) (text string, trouble bool) {
	var bad []string
	n := 0
	for _, st := range shownStates {
		if c := counts[st]; st.Bad() && c > 0 {
			bad = append(bad, strconv.Itoa(c)+" "+string(st))
			n += c
		}
	}
	watched := total - counts[monitor.Paused]
	switch {
	case total == 0:
		return "Nothing is watched yet.", false
	case n > 0:
		return strings.Join(bad, ", ") + "; " + rest(counts[monitor.Up]), true
	case counts[monitor.Unknown] > 0:
		return cmp.Or(map[bool]string{true: "One monitor"}[counts[monitor.Unknown] == 1], strconv.Itoa(counts[monitor.Unknown])+" monitors") +
			" could not be measured; that is our fault, not theirs.", true
	case watched == 0:
		return "Everything is paused.", false
	case counts[monitor.Degraded] > 0:
		return "Everything answers; " + strconv.Itoa(counts[monitor.Degraded]) + " slowly or with a warning.", false
	}
	return "Everything answers as it should.", false
}

func rest(up int) string {
	switch up {
	case 0:
		return "none is up."
	case 1:
		return "one is up."
	}
	return strconv.Itoa(up) + " are up."
}

// causeLine is an incident in one line.
func causeLine(in incident.Incident) string {
	d := in.Diagnosis
	switch {
	case d.Summary != "":
		return d.Summary
	case len(d.Causes) > 0:
		return d.Causes[0].Title
	case in.Status != 0:
		return "Answered " + strconv.Itoa(in.Status) + " " + http.StatusText(in.Status)
	case in.Failure != "":
		return capital(failureWords(in.Failure))
	}
	return "The cause is being looked for"
}
