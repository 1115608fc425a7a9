package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An Option is one setting that has a single value. In the environment it is
// UPTIMESIGNAL_ and its name in capitals.
type Option struct {
	Name    string
	Type    form.Type
	Default string
	Choices []string
	Secret  bool // also read from the file that UPTIMESIGNAL_…_FILE names; never shown
	Help    string
	set     func(o *Options, value string) error
}

// Env returns the name of its environment variable.
func (o Option) Env() string { return envName(o.Name) }

const envPrefix = "UPTIMESIGNAL_"

func envName(name string) string { return envPrefix + strings.ToUpper(name) }

// Table is every option, in the order of the reference.
var Table = []Option{
	{Name: "listen", Type: form.Text, Default: "localhost:8080",
		Help: "Where pages and API are served, as host:port. Only this machine reaches localhost; to open it to the network say :8080, and put https in front.",
		set:  func(o *Options, v string) error { o.Listen = v; return checkListen(v) }},
	{Name: "base_url", Type: form.Text,
		Help: "How people reach us, such as https://signal.example.com; for links in alerts and for cookies. Made from listen when empty.",
		set:  func(o *Options, v string) error { o.BaseURL = strings.TrimSuffix(v, "/"); return checkBaseURL(v) }},
	{Name: "data", Type: form.Text, Default: "data",
		Help: "The folder of the database and of the key that seals secrets.",
		set:  func(o *Options, v string) error { o.Data = v; return notEmpty(v) }},
	{Name: "database_url", Type: form.Text, Secret: true,
		Help: "A PostgreSQL database, such as postgres://user:password@host/name. SQLite in the data folder when empty.",
		set:  func(o *Options, v string) error { o.DatabaseURL = v; return checkDatabaseURL(v) }},
	{Name: "secret_key", Type: form.Text, Secret: true,
		Help: "The key that seals secrets in the database: 32 bytes in base64. A key file in the data folder when empty.",
		set:  func(o *Options, v string) error { o.SecretKey = v; return nil }},
	{Name: "allow_loopback", Type: form.Bool, Default: "true",
		Help: "Whether targets may be on this machine.",
		set:  func(o *Options, v string) (err error) { o.AllowLoopback, err = parseBool(v); return err }},
	{Name: "allow_private", Type: form.Bool, Default: "true",
		Help: "Whether targets may be in private networks. Say false where strangers enter targets.",
		set:  func(o *Options, v string) (err error) { o.AllowPrivate, err = parseBool(v); return err }},
	{Name: "allow_metadata", Type: form.Bool, Default: "false",
		Help: "Whether targets may be link-local addresses, such as the metadata service of a cloud, which hands out credentials.",
		set:  func(o *Options, v string) (err error) { o.AllowMetadata, err = parseBool(v); return err }},
	{Name: "workers", Type: form.Number, Default: "0",
		Help: "How many checks run at once; 0 chooses.",
		set:  func(o *Options, v string) (err error) { o.Workers, err = parseNumber(v, 0, 100_000); return err }},
	{Name: "keep_results", Type: form.Duration, Default: "168h",
		Help: "How long every single result is kept; sums by minute, hour and day are kept for ever.",
		set: func(o *Options, v string) (err error) {
			o.KeepResults, err = parseDuration(v, time.Hour, 10*366*24*time.Hour)
			return err
		}},
	{Name: "keep_evidence", Type: form.Duration, Default: "2160h",
		Help: "How long captures of failures, and the record of alerts, are kept.",
		set: func(o *Options, v string) (err error) {
			o.KeepEvidence, err = parseDuration(v, time.Hour, 10*366*24*time.Hour)
			return err
		}},
	{Name: "log_format", Type: form.Choice, Default: "auto", Choices: []string{"auto", "text", "json"},
		Help: "How the log is written; auto is text on a terminal and JSON elsewhere.",
		set:  func(o *Options, v string) error { o.LogFormat = v; return nil }},
	{Name: "log_level", Type: form.Choice, Default: "info", Choices: []string{"debug", "info", "warn", "error"},
		Help: "What is logged: this and worse.",
		set:  func(o *Options, v string) error { o.LogLevel = v; return nil }},
}

// take sets the option to value, or says what is wrong with it.
func (o Option) take(to *Options, value string) error {
	if o.Type == form.Choice && value != "" {
		if slices.Contains(o.Choices, value) {
			return o.set(to, value)
		}
		return fmt.Errorf("%q is not one of %s", value, strings.Join(o.Choices, ", "))
	}
	return o.set(to, value)
}

func checkListen(v string) error {
	_, port, err := net.SplitHostPort(v)
	if err != nil {
		return fmt.Errorf("%q is not a host and port such as localhost:8080, or :8080 for every address", v)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("the port %q is not between 0 and 65535", port)
	}
	return nil
}

func checkBaseURL(v string) error {
	if v == "" {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return fmt.Errorf("%q is not an address such as https://signal.example.com", v)
	}
	return nil
}

// checkDatabaseURL does not quote the value: it may hold a password.
func checkDatabaseURL(v string) error {
	if v == "" || strings.HasPrefix(v, "postgres://") || strings.HasPrefix(v, "postgresql://") {
		return nil
	}
	return errors.New("must begin with postgres://; leave it empty for SQLite in the data folder")
}

func notEmpty(v string) error {
	if v == "" {
		return errors.New("must not be empty")
	}
	return nil
}

func parseBool(v string) (bool, error) {
	switch v {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is not true or false", v)
}

func parseNumber(v string, least, most int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil {
		return 0, fmt.Errorf("%q is not a whole number", v)
	}
	if n < least || n > most {
		return 0, fmt.Errorf("%d is not between %d and %d", n, least, most)
	}
	return n, nil
}

func parseDuration(v string, least, most time.Duration) (time.Duration, error) {
	var d monitor.Duration
	if err := d.UnmarshalText([]byte(v)); err != nil {
		return 0, err
	}
	if time.Duration(d) < least || time.Duration(d) > most {
		return 0, fmt.Errorf("%v is not between %v and %v", d, monitor.Duration(least), monitor.Duration(most))
	}
	return time.Duration(d), nil
}
