// Package config reads the settings of the server: one strict YAML file, the
// environment, and flags, each over the one before. Every problem is reported
// at once, with its line.
//
// What belongs here: which settings there are ([Table]), where they come
// from, what makes them wrong. What they do is the business of wiring.
package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Options are the settings of the server, checked.
type Options struct {
	Listen        string // host:port
	Data          string // a folder
	DatabaseURL   string // postgres://…, or empty for SQLite in Data
	BaseURL       string // how people reach us, or empty
	SecretKey     string // base64, or empty for a key file in Data
	AllowLoopback bool   // may targets be on this machine
	AllowPrivate  bool   // may targets be in private networks
	AllowMetadata bool   // may targets be link-local or a cloud's metadata service
	Workers       int    // checks at once; 0 is for wiring to choose
	KeepResults   time.Duration
	KeepEvidence  time.Duration
	LogFormat     string // auto, text, json
	LogLevel      string // debug, info, warn, error

	// What the file says shall exist. A monitor's Channels are names of
	// channels here, not ids; names are unique among each.
	Monitors []monitor.Monitor
	Channels []alert.Channel
}

// A Source is where settings come from.
type Source struct {
	File    string            // path; empty is UPTIMESIGNAL_CONFIG of the environment, or none
	Environ []string          // as of os.Environ
	Flags   map[string]string // by name of the option
}

// Load returns the settings of s. Its error is a problem.Invalid that has a
// line for every problem, such as
//
//	uptimesignal.yaml:12: monitors[3].interval: 0s is not between 1s and 24h
func Load(s Source) (Options, error) {
	l := &loader{env: environment(s.Environ)}
	l.defaults()
	path := cmp.Or(s.File, l.env[envName("config")])
	if path != "" {
		l.file(path)
	}
	l.environ()
	l.flags(s.Flags)
	return l.Options, l.err()
}

// A loader gathers settings and what is wrong with them.
type loader struct {
	Options
	env  map[string]string
	path string // of the file, for messages
	bad  []finding
}

// A finding is one problem. Line is 0 outside the file.
type finding struct {
	line  int
	where string // the file, the variable, the flag
	field string
	text  string
}

func (f finding) String() string {
	where := f.where
	if f.line > 0 {
		where += fmt.Sprintf(":%d", f.line)
	}
	return strings.TrimPrefix(strings.Join([]string{where, f.field, f.text}, ": "), ": ")
}

func (l *loader) err() error {
	if len(l.bad) == 0 {
		return nil
	}
	slices.SortStableFunc(l.bad, func(a, b finding) int { return cmp.Compare(a.line, b.line) })
	lines := make([]string, len(l.bad))
	fields := make([]problem.FieldError, len(l.bad))
	for i, f := range l.bad {
		lines[i] = strings.Replace(f.String(), ": : ", ": ", 1)
		fields[i] = problem.FieldError{Field: f.field, Text: f.text}
	}
	return problem.Fields(strings.Join(lines, "\n"), fields...)
}
