package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// formOf is what the form shows of m. Secrets are left out.
func formOf(m monitor.Monitor, kind Kind) (in url.Values, stored map[string]bool) {
	in = url.Values{}
	stored = settingValues(kind.Fields, "spec.", m.Spec, in)
	set := func(name, value string) {
		if value != "" {
			in.Set(name, value)
		}
	}
	set("name", m.Name)
	set("tags", strings.Join(m.Tags, ", "))
	set("version", strconv.FormatInt(m.Version, 10))
	set("interval", spanText(m.Interval))
	set("timeout", spanText(m.Timeout))
	set("policy.confirm", strconv.Itoa(m.Policy.Confirm))
	set("policy.recheck", spanText(m.Policy.Recheck))
	set("policy.recover", strconv.Itoa(m.Policy.Recover))
	expectForm(m.Expect, set)
	x := m.Experiments
	set("experiments.off", map[bool]string{true: "on"}[x.Off])
	in["experiments.without"] = x.Without
	if x.Budget != 0 {
		set("experiments.budget", strconv.Itoa(x.Budget))
	}
	set("experiments.canonical_host", x.CanonicalHost)
	set("experiments.known_good", redact.URL(x.KnownGood))
	stored["experiments.second_header"] = x.SecondHeader != ""
	in["channels"] = m.Channels
	for i, w := range m.Windows {
		windowForm(fmt.Sprintf("windows[%d].", i), w, set)
	}
	set("windows", strconv.Itoa(len(m.Windows)))
	return in, stored
}

func expectForm(e monitor.Expectation, set func(name, value string)) {
	if len(e.Status) > 0 {
		set("expect.status", e.Status.String())
	}
	set("expect.keyword", e.Keyword)
	set("expect.keyword_absent", e.Absent)
	set("expect.max_time", spanText(e.MaxTime))
	if e.CertDays != 0 {
		set("expect.cert_days", strconv.Itoa(e.CertDays))
	}
	set("expect.redirect", e.Redirect)
	set("expect.must_refuse", map[bool]string{true: "on"}[e.MustRefuse])
	var hs, js []string
	for _, h := range e.Header {
		hs = append(hs, strings.TrimSuffix(h.Name+": "+h.Value, ": "))
	}
	for _, j := range e.JSON {
		js = append(js, j.Path+" = "+j.Value)
	}
	set("expect.header", strings.Join(hs, "\n"))
	set("expect.json", strings.Join(js, "\n"))
}

// windowTime is how a browser sends a moment; it is meant in UTC.
const windowTime = "2006-01-02T15:04"

func windowForm(prefix string, w monitor.Window, set func(name, value string)) {
	set(prefix+"name", w.Name)
	if w.Start == "" {
		set(prefix+"from", w.From.UTC().Format(windowTime))
		set(prefix+"to", w.To.UTC().Format(windowTime))
		return
	}
	for _, d := range w.Days {
		set(prefix+"day"+strconv.Itoa(int(d)), "on")
	}
	set(prefix+"start", w.Start)
	set(prefix+"length", spanText(w.Length))
	set(prefix+"zone", w.Zone)
}

// monitorOf reads a posted form. was is the stored monitor, or the zero value;
// what is secret and was left alone comes from it.
func monitorOf(in url.Values, kind Kind, was monitor.Monitor) (monitor.Monitor, faults) {
	var bad faults
	m := was
	m.Kind = kind.Name
	m.Spec = settings(kind.Fields, "spec.", in, was.Spec, &bad)
	if kind.Check != nil && len(bad) == 0 {
		if err := kind.Check(m.Spec); err != nil {
			bad.addError("spec.", err)
		}
	}
	m.Name = strings.TrimSpace(in.Get("name"))
	if m.Name == "" {
		m.Name = nameFrom(cmp.Or(in.Get("spec.url"), in.Get("spec.endpoints[0].url")))
	}
	if m.Name == "" && len(bad) > 0 {
		m.Name = "unnamed" // the address is at fault; one complaint is enough
	}
	m.Tags = nil
	for t := range strings.SplitSeq(in.Get("tags"), ",") {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(m.Tags, t) {
			m.Tags = append(m.Tags, t)
		}
	}
	if v, err := strconv.ParseInt(in.Get("version"), 10, 64); err == nil {
		m.Version = v
	}
	p := parser{in, &bad}
	m.Interval = p.span("interval", time.Minute)
	m.Timeout = p.span("timeout", 10*time.Second)
	def := monitor.DefaultPolicy()
	m.Policy = monitor.Policy{Confirm: p.number("policy.confirm", def.Confirm), Recheck: p.span("policy.recheck", def.Recheck),
		Recover: p.number("policy.recover", def.Recover)}
	m.Expect = p.expectation()
	m.Experiments = p.experiments(was.Experiments, form.Moved(kind.Fields, was.Spec, m.Spec))
	m.Channels = in["channels"]
	m.Windows = p.windows()
	bad.addJoined(m.Validate())
	return m, bad
}

// nameFrom is the name that a monitor gets when its owner gave none.
func nameFrom(target string) string {
	u, err := url.Parse(strings.TrimSpace(target))
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimSuffix(u.Host+u.Path, "/")
}

// A parser reads fields and notes what is wrong with them.
type parser struct {
	in  url.Values
	bad *faults
}

func (p parser) text(name string) string { return strings.TrimSpace(p.in.Get(name)) }

func (p parser) span(name string, def time.Duration) time.Duration {
	if p.text(name) == "" {
		return def
	}
	d, err := parseDuration(p.text(name))
	if err != nil {
		p.bad.add(name, "%v", err)
		return def
	}
	return d
}

func (p parser) number(name string, def int) int {
	if p.text(name) == "" {
		return def
	}
	n, err := strconv.Atoi(p.text(name))
	if err != nil {
		p.bad.add(name, "%q is not a whole number", p.text(name))
		return def
	}
	return n
}

func (p parser) expectation() monitor.Expectation {
	e := monitor.Expectation{Keyword: p.in.Get("expect.keyword"), Absent: p.in.Get("expect.keyword_absent"),
		MaxTime: p.span("expect.max_time", 0), CertDays: p.number("expect.cert_days", 0), Redirect: p.text("expect.redirect"),
		MustRefuse: p.in.Get("expect.must_refuse") != ""}
	set, err := monitor.ParseStatusSet(p.text("expect.status"))
	if err != nil {
		p.bad.add("expect.status", "%v", err)
	}
	e.Status = set
	for _, l := range lines(p.in.Get("expect.header")) {
		name, value, _ := strings.Cut(l, ":")
		e.Header = append(e.Header, monitor.HeaderMatch{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	for _, l := range lines(p.in.Get("expect.json")) {
		path, value, ok := strings.Cut(l, "=")
		if !ok {
			p.bad.add("expect.json", "%q is not a path and a value, such as `data.status = ok`", l)
			continue
		}
		e.JSON = append(e.JSON, monitor.JSONMatch{Path: strings.TrimSpace(path), Value: strings.TrimSpace(value)})
	}
	return e
}

// experiments reads what may be tried. What is secret and was left alone comes
// from was, unless by the setting moved the monitor leads elsewhere.
func (p parser) experiments(was monitor.Experiments, moved string) monitor.Experiments {
	x := monitor.Experiments{Off: p.in.Get("experiments.off") != "", Without: p.in["experiments.without"],
		Budget: p.number("experiments.budget", 0), CanonicalHost: p.text("experiments.canonical_host"),
		KnownGood: p.text("experiments.known_good"), SecondHeader: p.text("experiments.second_header")}
	if x.SecondHeader == "" && p.in.Get("experiments.second_header.remove") == "" {
		x.SecondHeader = was.SecondHeader
		if x.SecondHeader != "" && moved != "" {
			p.bad.add("experiments.second_header", "%s", form.Again(moved))
		}
	}
	if x.SecondHeader != "" && !strings.Contains(x.SecondHeader, ":") {
		p.bad.add("experiments.second_header", "is not a name and a value, such as `Authorization: Bearer …`")
	}
	if was.KnownGood != "" && x.KnownGood == redact.URL(was.KnownGood) {
		if x.KnownGood != was.KnownGood && moved != "" {
			p.bad.add("experiments.known_good", "%s", form.Again(moved))
		}
		x.KnownGood = was.KnownGood
	}
	if x.KnownGood != "" && weblink(x.KnownGood) == "" {
		p.bad.add("experiments.known_good", "is not a web address such as https://example.com/ok")
	}
	return x
}

// maxWindows bounds what a form may hold.
const maxWindows = 20

func (p parser) windows() []monitor.Window {
	n, _ := strconv.Atoi(p.in.Get("windows"))
	var out []monitor.Window
	for i := range min(n+1, maxWindows) {
		at := fmt.Sprintf("windows[%d].", i)
		if w, ok := p.window(at); ok {
			if err := w.Validate(); err != nil {
				p.bad.add(strings.TrimSuffix(at, "."), "%v", err)
				continue
			}
			out = append(out, w)
		}
	}
	return out
}

// window reads one window; false if its fields are empty or it is removed.
func (p parser) window(at string) (monitor.Window, bool) {
	w := monitor.Window{Name: p.text(at + "name"), Start: p.text(at + "start"), Zone: p.text(at + "zone")}
	for d := range 7 {
		if p.in.Get(at+"day"+strconv.Itoa(d)) != "" {
			w.Days = append(w.Days, time.Weekday(d))
		}
	}
	used := false
	for field, to := range map[string]*time.Time{"from": &w.From, "to": &w.To} {
		text := p.text(at + field)
		if text == "" {
			continue
		}
		used = true
		t, err := time.Parse(windowTime, text)
		if err != nil {
			p.bad.add(strings.TrimSuffix(at, "."), "%q is not a date and a time", text)
		}
		*to = t
	}
	if p.in.Get(at+"remove") != "" || (!used && w.Start == "" && w.Name == "" && p.text(at+"length") == "") {
		return w, false
	}
	if w.Start != "" {
		w.Length = p.span(at+"length", time.Hour)
	}
	return w, true
}
