package monitor

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Defaults of a monitor that does not say.
const (
	DefaultKind     = "http"
	DefaultInterval = time.Minute
	DefaultTimeout  = 10 * time.Second
)

// A Draft is a monitor as people write it, in the API and in the
// configuration file: spans are texts, and what is left out has a default.
type Draft struct {
	Name        string          `json:"name" minLength:"1" maxLength:"200" doc:"What people call it."`
	Kind        string          `json:"kind,omitempty" default:"http" doc:"A name from /api/v1/probe-kinds."`
	Spec        json.RawMessage `json:"spec" doc:"The settings of that kind, an object; /api/v1/probe-kinds has its schema. Secrets are write-only: they are shown masked, and a masked or absent secret keeps its value."`
	Interval    *Duration       `json:"interval,omitempty" example:"1m" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$" patternDescription:"a duration such as 30s or 1m30s" doc:"How often it is checked, from 1s to 24h. Default 1m."`
	Timeout     *Duration       `json:"timeout,omitempty" example:"10s" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$" patternDescription:"a duration such as 30s or 1m30s" doc:"How long a check may take, from 100ms to 2m. Default 10s."`
	Expect      ExpectDraft     `json:"expect,omitzero" doc:"What counts as a good answer."`
	Policy      PolicyDraft     `json:"policy,omitzero" doc:"How much evidence changes the state."`
	Experiments Experiments     `json:"experiments,omitzero" doc:"What a diagnosis may do, and what only the owner knows."`
	Windows     []WindowDraft   `json:"windows,omitempty" nullable:"false" doc:"Maintenance windows, in which nobody is alerted."`
	Paused      bool            `json:"paused,omitempty" doc:"Whether it is not checked."`
	Tags        []string        `json:"tags,omitempty" nullable:"false" doc:"Labels to filter by, at most 50."`
	Channels    []string        `json:"channels,omitempty" nullable:"false" doc:"The channels that hear of it; none means the default ones."`
}

// An ExpectDraft is an [Expectation] as people write it.
type ExpectDraft struct {
	Status   StatusSet     `json:"status,omitzero" example:"2xx" pattern:"^ *[1-9]([0-9]{2}|[xX]{2})( *- *[1-9][0-9]{2})?( *, *[1-9]([0-9]{2}|[xX]{2})( *- *[1-9][0-9]{2})?)*[ ,]*$" patternDescription:"statuses such as 200, 200-299 or 2xx" doc:"Codes and ranges, such as 200,301-303. Default 2xx."`
	Keyword  string        `json:"keyword,omitempty" doc:"Must stand in the body."`
	Absent   string        `json:"keyword_absent,omitempty" doc:"Must not stand in the body."`
	Header   []HeaderMatch `json:"header,omitempty" nullable:"false" doc:"Response header fields that must be there."`
	JSON     []JSONMatch   `json:"json,omitempty" nullable:"false" doc:"Values that a JSON body must hold."`
	MaxTime  Duration      `json:"max_time,omitzero" example:"2s" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$" patternDescription:"a duration such as 30s or 1m30s" doc:"Slower than that is degraded."`
	CertDays int           `json:"cert_days,omitempty" doc:"A certificate with fewer days left than that is degraded."`
	Redirect string        `json:"redirect,omitempty" doc:"Where a redirect must lead, when it is not followed."`

	MustRefuse bool `json:"must_refuse,omitempty" doc:"The endpoint must refuse strangers: it is asked without credentials, and must answer 401, 403 or 407, or with a page for signing in. Any other 2xx is an alarm of the highest severity. Not together with a status of 2xx; list 404 as status where the endpoint hides."`
}

// A PolicyDraft is a [Policy] as people write it.
type PolicyDraft struct {
	Confirm *int      `json:"confirm,omitempty" doc:"How many checks in a row must fail before an incident opens. Default 2: the first failure and one re-check."`
	Recheck *Duration `json:"recheck,omitempty" example:"1s" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$" patternDescription:"a duration such as 30s or 1m30s" doc:"How long after a first failure it is checked again. Default 1s."`
	Recover *int      `json:"recover,omitempty" doc:"How many good checks in a row close an incident. Default 1."`
}

// A WindowDraft is a [Window] as people write it.
type WindowDraft struct {
	Name   string    `json:"name,omitempty"`
	From   time.Time `json:"from,omitzero" doc:"A one-off window has from and to."`
	To     time.Time `json:"to,omitzero"`
	Days   []string  `json:"days,omitempty" nullable:"false" enum:"monday,tuesday,wednesday,thursday,friday,saturday,sunday" doc:"A recurring window has start and length; without days it is daily."`
	Start  string    `json:"start,omitempty" example:"02:30"`
	Length Duration  `json:"length,omitzero" example:"1h" pattern:"^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$" patternDescription:"a duration such as 30s or 1m30s"`
	Zone   string    `json:"zone,omitempty" example:"Europe/Berlin" doc:"IANA name of the time zone of start. Default UTC."`
}

// Monitor returns the monitor that d describes, with defaults where d is
// silent, and every problem of it at once as [Monitor.Validate] has them.
// Whether the kind exists and takes the Spec is for the kind to say.
func (d Draft) Monitor() (Monitor, error) {
	policy := DefaultPolicy()
	if d.Policy.Confirm != nil {
		policy.Confirm = *d.Policy.Confirm
	}
	if d.Policy.Recover != nil {
		policy.Recover = *d.Policy.Recover
	}
	if d.Policy.Recheck != nil {
		policy.Recheck = time.Duration(*d.Policy.Recheck)
	}
	m := Monitor{
		Name: strings.TrimSpace(d.Name), Kind: d.Kind, Spec: d.Spec,
		Interval: DefaultInterval,
		Expect: Expectation{Status: d.Expect.Status, Keyword: d.Expect.Keyword, Absent: d.Expect.Absent,
			Header: d.Expect.Header, JSON: d.Expect.JSON, MaxTime: time.Duration(d.Expect.MaxTime),
			CertDays: d.Expect.CertDays, Redirect: d.Expect.Redirect, MustRefuse: d.Expect.MustRefuse},
		Policy: policy, Experiments: d.Experiments, Paused: d.Paused, Tags: d.Tags, Channels: d.Channels,
	}
	if m.Kind == "" {
		m.Kind = DefaultKind
	}
	if len(m.Spec) == 0 {
		m.Spec = json.RawMessage("{}")
	}
	if d.Interval != nil {
		m.Interval = time.Duration(*d.Interval)
	}
	m.Timeout = min(DefaultTimeout, max(m.Interval, MinTimeout))
	if d.Timeout != nil {
		m.Timeout = time.Duration(*d.Timeout)
	}
	var errs []error
	for i, w := range d.Windows {
		days, err := parseDays(w.Days)
		if err != nil {
			errs = append(errs, fmt.Errorf("windows[%d].days: %w", i, err))
		}
		m.Windows = append(m.Windows, Window{Name: w.Name, From: w.From, To: w.To, Days: days,
			Start: w.Start, Length: time.Duration(w.Length), Zone: w.Zone})
	}
	return m, errors.Join(append(errs, m.Validate())...)
}

// DraftOf returns m as people write it. Its Spec is that of m, secrets
// included.
func DraftOf(m Monitor) Draft {
	d := Draft{
		Name: m.Name, Kind: m.Kind, Spec: m.Spec, Interval: new(Duration(m.Interval)), Timeout: new(Duration(m.Timeout)),
		Expect: ExpectDraft{Status: m.Expect.Status, Keyword: m.Expect.Keyword, Absent: m.Expect.Absent,
			Header: m.Expect.Header, JSON: m.Expect.JSON, MaxTime: Duration(m.Expect.MaxTime),
			CertDays: m.Expect.CertDays, Redirect: m.Expect.Redirect, MustRefuse: m.Expect.MustRefuse},
		Policy:      PolicyDraft{Confirm: new(m.Policy.Confirm), Recheck: new(Duration(m.Policy.Recheck)), Recover: new(m.Policy.Recover)},
		Experiments: m.Experiments, Paused: m.Paused, Tags: m.Tags, Channels: m.Channels,
	}
	for _, w := range m.Windows {
		days := make([]string, len(w.Days))
		for i, day := range w.Days {
			days[i] = strings.ToLower(day.String())
		}
		d.Windows = append(d.Windows, WindowDraft{Name: w.Name, From: w.From, To: w.To, Days: days,
			Start: w.Start, Length: Duration(w.Length), Zone: w.Zone})
	}
	return d
}

func parseDays(names []string) ([]time.Weekday, error) {
	var days []time.Weekday
	for _, name := range names {
		i := slices.IndexFunc(week, func(d time.Weekday) bool { return strings.EqualFold(d.String(), name) })
		if i < 0 {
			return nil, fmt.Errorf("%q is not a day such as monday", name)
		}
		days = append(days, week[i])
	}
	return days, nil
}

var week = []time.Weekday{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday}
