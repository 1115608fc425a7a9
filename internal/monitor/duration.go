package monitor

import (
	"fmt"
	"strings"
	"time"
)

// A Duration is a time span as people write it, such as "30s" or "1h30m".
type Duration time.Duration

// MarshalText returns the shortest text form.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the form of [time.ParseDuration].
func (d *Duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is not a duration such as 30s or 1m30s", b)
	}
	*d = Duration(v)
	return nil
}

// String returns the shortest text form: "1m" where [time.Duration] has "1m0s".
func (d Duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}
