package monitor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An Expectation is what counts as a good answer. The zero value expects a
// status of 2xx and nothing else.
type Expectation struct {
	Status   StatusSet     `json:"status,omitzero"`          // empty means 2xx
	Keyword  string        `json:"keyword,omitempty"`        // must stand in the body
	Absent   string        `json:"keyword_absent,omitempty"` // must not
	Header   []HeaderMatch `json:"header,omitempty"`         // each must hold
	JSON     []JSONMatch   `json:"json,omitempty"`           // each must hold
	MaxTime  time.Duration `json:"max_time,omitempty"`       // slower than that is degraded; 0 is no limit
	CertDays int           `json:"cert_days,omitempty"`      // fewer days left than that is degraded; 0 is off
	Redirect string        `json:"redirect,omitempty"`       // where a redirect must lead, when it is not followed
	// MustRefuse turns the expectation around: a request without credentials
	// must be refused, and the check is sent without them. See [Expectation.Wants].
	MustRefuse bool `json:"must_refuse,omitempty"`
}

// refusals are the statuses that keep somebody out: 401, 403 and 407.
var refusals = StatusSet{{401, 401}, {403, 403}, {407, 407}}

// Wants returns the statuses that are expected. Those of an endpoint that must
// refuse are 401, 403 and 407 unless its owner lists others. A 404 or 405 is
// not among them, since a wrong path has it as well, and then nothing is
// watched; an owner whose endpoint hides like that lists it.
func (e Expectation) Wants() StatusSet {
	if e.MustRefuse && len(e.Status) == 0 {
		return refusals
	}
	return e.Status
}

// A HeaderMatch wants a response header. An empty Value only wants it present.
type HeaderMatch struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

// A JSONMatch wants a value inside a JSON body. Path is dotted, with array
// indexes as numbers, such as "data.0.status"; Value is compared with the
// value's text.
type JSONMatch struct {
	Path  string `json:"path"`
	Value string `json:"value"`
}

// Validate reports every problem at once.
func (e Expectation) Validate() error {
	var errs []error
	if e.MaxTime < 0 {
		errs = append(errs, errors.New("expect.max_time: must not be negative"))
	}
	if e.CertDays < 0 || e.CertDays > 365 {
		errs = append(errs, fmt.Errorf("expect.cert_days: %d is not between 0 and 365", e.CertDays))
	}
	if e.MustRefuse && e.Status.Overlaps(200, 299) {
		errs = append(errs, fmt.Errorf("expect.must_refuse: cannot be used together with the status %v: a 2xx lets somebody in", e.Status))
	}
	for i, h := range e.Header {
		if h.Name == "" {
			errs = append(errs, fmt.Errorf("expect.header[%d].name: must not be empty", i))
		}
	}
	for i, j := range e.JSON {
		if j.Path == "" {
			errs = append(errs, fmt.Errorf("expect.json[%d].path: must not be empty", i))
		}
	}
	return errors.Join(errs...)
}

// A StatusSet is a set of HTTP status codes, as ranges. Its text form is that
// of --expect: "200,401", "2xx", "200-299,304".
type StatusSet []StatusRange

// A StatusRange is an inclusive range of status codes.
type StatusRange struct{ From, To int }

// ParseStatusSet reads the text form.
func ParseStatusSet(s string) (StatusSet, error) {
	var set StatusSet
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		r, err := parseStatusRange(part)
		if err != nil {
			return nil, err
		}
		set = append(set, r)
	}
	return set, nil
}

func parseStatusRange(s string) (StatusRange, error) {
	if len(s) == 3 && strings.EqualFold(s[1:], "xx") && s[0] >= '1' && s[0] <= '9' {
		n := int(s[0]-'0') * 100
		return StatusRange{n, n + 99}, nil
	}
	from, to, isRange := strings.Cut(s, "-")
	if !isRange {
		to = from
	}
	a, err1 := strconv.Atoi(strings.TrimSpace(from))
	b, err2 := strconv.Atoi(strings.TrimSpace(to))
	if err1 != nil || err2 != nil || a < 100 || b > 999 || a > b {
		return StatusRange{}, fmt.Errorf("%q is not a status, a range such as 200-299, or a class such as 2xx", s)
	}
	return StatusRange{a, b}, nil
}

// Has reports whether code is in s; the empty set has 2xx.
func (s StatusSet) Has(code int) bool {
	if len(s) == 0 {
		return code >= 200 && code <= 299
	}
	for _, r := range s {
		if code >= r.From && code <= r.To {
			return true
		}
	}
	return false
}

// Overlaps reports whether s lists any code between from and to. The empty set
// lists none.
func (s StatusSet) Overlaps(from, to int) bool {
	for _, r := range s {
		if r.From <= to && r.To >= from {
			return true
		}
	}
	return false
}

// String returns the text form.
func (s StatusSet) String() string {
	if len(s) == 0 {
		return "2xx"
	}
	parts := make([]string, len(s))
	for i, r := range s {
		switch {
		case r.From == r.To:
			parts[i] = strconv.Itoa(r.From)
		case r.From%100 == 0 && r.To == r.From+99:
			parts[i] = strconv.Itoa(r.From/100) + "xx"
		default:
			parts[i] = fmt.Sprintf("%d-%d", r.From, r.To)
		}
	}
	return strings.Join(parts, ",")
}

// MarshalText and UnmarshalText are the text form, for JSON and YAML.
func (s StatusSet) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the text form.
func (s *StatusSet) UnmarshalText(b []byte) error {
	set, err := ParseStatusSet(string(b))
	if err != nil {
		return err
	}
	*s = set
	return nil
}

// IsZero reports whether s is the default.
func (s StatusSet) IsZero() bool { return len(s) == 0 }
