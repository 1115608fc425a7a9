package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// MonitorFormView is what the page to add or edit a monitor shows.
type MonitorFormView struct {
	ID       monitor.ID // "" while it is added
	Name     string
	Kinds    []Option // to choose from, when there are several
	Kind     string
	Version  string
	Error    string // what is wrong with the whole
	Faults   int
	Groups   []Group
	Windows  []WindowView
	Channels []Option
	Tried    *TriedView
}

// Action is where the form posts to.
func (v MonitorFormView) Action() string {
	if v.ID == "" {
		return "/monitors/new"
	}
	return "/monitors/" + string(v.ID) + "/edit"
}

// A WindowView is a maintenance window in a form.
type WindowView struct {
	At                  string // prefix of its inputs
	Name, From, To      string
	Start, Length, Zone string
	Days                []Option
	Error               string
	Fresh               bool // an empty one, to be filled
	Recurring           bool
	Number              int
}

func loadNewMonitor(ctx context.Context, s *Web, r *http.Request) (MonitorFormView, error) {
	kind, err := s.probe(r.URL.Query().Get("kind"))
	if err != nil {
		return MonitorFormView{}, err
	}
	in := url.Values{"interval": {"1m"}, "timeout": {"10s"}}
	if target := r.URL.Query().Get("url"); target != "" {
		in.Set("spec.url", target)
	}
	return s.monitorForm(ctx, monitor.Monitor{Kind: kind.Name}, in, nil)
}

func loadEditMonitor(ctx context.Context, s *Web, r *http.Request) (MonitorFormView, error) {
	row, err := s.Monitors.MonitorRow(ctx, monitor.ID(r.PathValue("id")))
	if err != nil {
		return MonitorFormView{}, err
	}
	kind, err := s.probe(row.Monitor.Kind)
	if err != nil {
		return MonitorFormView{}, err
	}
	in, _ := formOf(row.Monitor, kind)
	return s.monitorForm(ctx, row.Monitor, in, nil)
}

// probe finds the kind of that name; "" is the first.
func (s *Web) probe(name string) (Kind, error) {
	if name == "" && len(s.Probes) > 0 {
		return s.Probes[0], nil
	}
	k, ok := findKind(s.Probes, name)
	if !ok {
		return Kind{}, problem.New(problem.NotFound, "There is no kind of check named %q.", name)
	}
	return k, nil
}

// monitorForm draws the form. was is the stored monitor, from which only what
// is not secret is shown; in is what was typed.
func (s *Web) monitorForm(ctx context.Context, was monitor.Monitor, in url.Values, bad faults) (MonitorFormView, error) {
	kind, err := s.probe(was.Kind)
	if err != nil {
		return MonitorFormView{}, err
	}
	channels, err := s.Channels.Channels(ctx)
	if err != nil {
		return MonitorFormView{}, err
	}
	_, stored := formOf(was, kind)
	v := MonitorFormView{ID: was.ID, Name: was.Name, Kind: kind.Name, Version: in.Get("version"), Faults: len(bad)}
	for _, k := range s.Probes {
		v.Kinds = append(v.Kinds, Option{Value: k.Name, Label: k.Title, Chosen: k.Name == kind.Name})
	}
	plain, advanced := splitFields(kind.Fields, true)
	v.Groups = append(v.Groups,
		Group{Title: "What to watch", Fields: append(settingFields(plain, "spec.", in, stored, &bad), nameFields(in, &bad)...)})
	if !kind.OwnsExpect {
		v.Groups = append(v.Groups, Group{Title: "A good answer", Help: "Anything else opens an incident.", Fields: expectFields(in, &bad)})
	}
	v.Groups = append(v.Groups, Group{Title: "How often, how sure", Fields: timingFields(in, &bad)})
	for _, g := range advanced {
		v.Groups = append(v.Groups, Group{Title: g.title, Folded: true, Fields: settingFields(g.fields, "spec.", in, stored, &bad)})
	}
	if !kind.OwnsExpect {
		v.Groups = append(v.Groups,
			Group{Title: "Finer expectations", Folded: true, Fields: fineExpectFields(in, &bad)},
			Group{Title: "Diagnosis and experiments", Folded: true,
				Help:   "When a check fails, a few extra requests change one thing at a time to find the cause. They use safe methods only, and never more than the budget.",
				Fields: s.experimentFields(in, stored, &bad)})
	}
	v.Windows = windowViews(in, &bad)
	v.Channels = channelOptions(channels, in["channels"])
	v.Error = bad.take("")
	for _, e := range bad { // whatever has no input of its own
		v.Error += " " + e.Field + ": " + sentence(e.Text)
	}
	return v, nil
}

// A fieldGroup is the advanced settings of one group.
type fieldGroup struct {
	title  string
	fields []form.Field
}

// groupTitles name the groups of settings better than their ids do.
var groupTitles = map[string]string{
	"":            "More settings",
	"request":     "Method, headers and body",
	"credentials": "Credentials",
	"tls":         "Certificates",
	"connection":  "Connection and proxy",
}

// splitFields keeps what everybody needs apart from what is folded away: what
// is advanced and, with groups, whatever stands in a group and may be empty.
func splitFields(fields []form.Field, groups bool) (plain []form.Field, advanced []fieldGroup) {
	for _, f := range fields {
		if !f.Advanced && (!groups || f.Group == "" || f.Required) {
			plain = append(plain, f)
			continue
		}
		title := groupTitles[f.Group]
		if title == "" {
			title = capital(f.Group)
		}
		i := slices.IndexFunc(advanced, func(g fieldGroup) bool { return g.title == title })
		if i < 0 {
			advanced = append(advanced, fieldGroup{title: title})
			i = len(advanced) - 1
		}
		advanced[i].fields = append(advanced[i].fields, f)
	}
	return plain, advanced
}

func channelOptions(channels []alert.Channel, chosen []string) []Option {
	var out []Option
	for _, c := range channels {
		o := Option{Value: c.ID, Label: c.Name, Help: c.Kind, Chosen: slices.Contains(chosen, c.ID)}
		if c.Default {
			o.Help += ", default"
		}
		out = append(out, o)
	}
	return out
}

var weekdays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// windowViews shows the windows that there are, and an empty one.
func windowViews(in url.Values, bad *faults) []WindowView {
	n, _ := strconv.Atoi(in.Get("windows"))
	var out []WindowView
	for i := range min(n+1, maxWindows) {
		at := fmt.Sprintf("windows[%d].", i)
		w := WindowView{At: at, Number: i + 1, Fresh: i == n, Name: in.Get(at + "name"), From: in.Get(at + "from"), To: in.Get(at + "to"),
			Start: in.Get(at + "start"), Length: in.Get(at + "length"), Zone: in.Get(at + "zone"), Error: bad.take(fmt.Sprintf("windows[%d]", i))}
		w.Recurring = w.Start != ""
		for d, name := range weekdays {
			key := at + "day" + strconv.Itoa(d)
			w.Days = append(w.Days, Option{Value: key, Label: name, Chosen: in.Get(key) != ""})
		}
		out = append(out, w)
	}
	return out
}

func (s *Web) postNewMonitor(r *http.Request) (answer, error) {
	kind, err := s.probe(r.PostForm.Get("kind"))
	if err != nil {
		return answer{}, err
	}
	return s.saveMonitor(r, kind, monitor.Monitor{Kind: kind.Name})
}

func (s *Web) postEditMonitor(r *http.Request) (answer, error) {
	row, err := s.Monitors.MonitorRow(r.Context(), monitor.ID(r.PathValue("id")))
	if err != nil {
		return answer{}, err
	}
	kind, err := s.probe(row.Monitor.Kind)
	if err != nil {
		return answer{}, err
	}
	return s.saveMonitor(r, kind, row.Monitor)
}

// saveMonitor saves what was typed, or tries it, or shows what is wrong.
func (s *Web) saveMonitor(r *http.Request, kind Kind, was monitor.Monitor) (answer, error) {
	m, bad := monitorOf(r.PostForm, kind, was)
	try := r.PostForm.Get("do") == "try"
	if len(bad) == 0 && !try {
		err := s.storeMonitor(r.Context(), &m)
		switch {
		case err == nil && was.ID == "":
			return answer{to: "/monitors/" + string(m.ID), flash: "monitor-created"}, nil
		case err == nil:
			return answer{to: "/monitors/" + string(m.ID), flash: "monitor-saved"}, nil
		case !problem.Is(err, problem.Invalid) && !problem.Is(err, problem.Conflict):
			return answer{}, err
		}
		bad.addError("", err)
	}
	status := http.StatusOK
	if len(bad) > 0 {
		status = http.StatusUnprocessableEntity
	}
	v, err := s.monitorForm(r.Context(), was, r.PostForm, bad)
	if err != nil {
		return answer{}, err
	}
	if try && len(bad) == 0 {
		t, err := s.Checks.Try(r.Context(), m)
		if err != nil {
			return answer{}, err
		}
		v.Tried = triedView(t)
	}
	a := answer{page: "monitor_edit", view: v, status: status}
	if try && len(bad) == 0 {
		a.fragment = "tried"
	}
	return a, nil
}

func (s *Web) storeMonitor(ctx context.Context, m *monitor.Monitor) error {
	if m.ID == "" {
		return s.Edits.CreateMonitor(ctx, m)
	}
	return s.Edits.UpdateMonitor(ctx, m)
}
