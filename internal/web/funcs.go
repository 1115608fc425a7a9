package web

import (
	"fmt"
	"html/template"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// funcs is what every template may call. Each returns plain text, which the
// template escapes.
var funcs = template.FuncMap{
	"asset":    assets.url,
	"ago":      ago,
	"exact":    func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") },
	"iso":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"clock":    func(t time.Time) string { return t.UTC().Format("15:04:05") },
	"day":      func(t time.Time) string { return t.UTC().Format("2 Jan 2006") },
	"duration": duration,
	"ms":       milliseconds,
	"percent":  percent,
	"prob":     probability,
	"wide": func(p float64, width int) string {
		return strconv.FormatFloat(min(max(p, 0), 1)*float64(width), 'f', 1, 64)
	},
	"word":     stateWord,
	"failure":  failureWords,
	"foreseen": foreseen,
	"impact":   impactWords,
	"dots":     dots,
	"opWord":   opWord,
	"guideOf":  func(id diagnose.CauseID) string { return "/guides/causes/" + string(id) },
	"rich":     rich,
	"command":  command,
	"weblink":  weblink,
	"statusOf": statusClass,
	"plural":   plural,
	"add":      func(a, b int) int { return a + b },
	"join":     strings.Join,
	"title":    capital,
}

// ago says how far t is from now, in the unit that matters.
func ago(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	d := time.Since(t)
	switch {
	case d < -90*time.Second:
		return "in " + coarse(-d)
	case d < 0:
		return "in a moment"
	case d < 5*time.Second:
		return "just now"
	}
	return coarse(d) + " ago"
}

func coarse(d time.Duration) string {
	switch {
	case d < time.Minute:
		return plural(int(d.Seconds()), "second")
	case d < 90*time.Minute:
		return strconv.Itoa(int(d.Minutes())) + " min"
	case d < 36*time.Hour:
		return plural(int(d.Round(time.Hour).Hours()), "hour")
	}
	return plural(int(math.Round(d.Hours()/24)), "day")
}

// duration says how long, with at most two units.
func duration(d time.Duration) string {
	switch {
	case d < time.Second:
		return milliseconds(d)
	case d < time.Minute:
		return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)[:min(4, len(strconv.FormatFloat(d.Seconds(), 'f', -1, 64)))] + " s"
	case d < time.Hour:
		return two(int(d/time.Minute), "min", int(d%time.Minute/time.Second), "s")
	case d < 24*time.Hour:
		return two(int(d/time.Hour), "h", int(d%time.Hour/time.Minute), "min")
	}
	return two(int(d/(24*time.Hour)), "d", int(d%(24*time.Hour)/time.Hour), "h")
}

func two(a int, unitA string, b int, unitB string) string {
	if b == 0 {
		return fmt.Sprintf("%d %s", a, unitA)
	}
	return fmt.Sprintf("%d %s %d %s", a, unitA, b, unitB)
}

func milliseconds(d time.Duration) string {
	switch {
	case d <= 0:
		return "–"
	case d < 50*time.Microsecond:
		return "< 0.1 ms"
	case d < 10*time.Millisecond:
		return strconv.FormatFloat(float64(d)/1e6, 'f', 1, 64) + " ms"
	case d < 10*time.Second:
		return strconv.FormatInt(d.Round(time.Millisecond).Milliseconds(), 10) + " ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
}

// percent shows a share so that 100 % means that nothing at all failed.
func percent(f float64) string {
	switch {
	case f < 0 || math.IsNaN(f):
		return "–"
	case f >= 1:
		return "100 %"
	}
	return strconv.FormatFloat(math.Floor(f*10000)/100, 'f', 2, 64) + " %"
}

// probability never says that something is certain, or that it cannot be.
func probability(p float64) string {
	switch n := int(math.Round(p * 100)); {
	case n >= 100:
		return "> 99 %"
	case n <= 0:
		return "< 1 %"
	default:
		return strconv.Itoa(n) + " %"
	}
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func stateWord(s monitor.State) string {
	switch s {
	case "":
		return "Not checked yet"
	case monitor.Degraded:
		return "Degraded"
	}
	return capital(string(s))
}

// failureWords turns a code such as connect_timeout into words.
func failureWords(f measure.Failure) string {
	return strings.NewReplacer("dns", "DNS", "tls", "TLS", "http2", "HTTP/2", "json", "JSON", "_", " ").Replace(string(f))
}

// foreseen says what a forecast of a kind is about, as its alert does.
func foreseen(id string) string {
	for _, k := range forecast.Kinds {
		if k.ID == id {
			return k.Title
		}
	}
	return capital(strings.ReplaceAll(id, "-", " "))
}

func impactWords(i diagnose.Impact) string {
	switch i {
	case diagnose.Everyone:
		return "Everyone"
	case diagnose.MonitorOnly:
		return "Only this monitor"
	case diagnose.SomePlaces:
		return "Some places"
	case diagnose.OneFamily:
		return "One address family"
	case diagnose.OneBackend:
		return "One backend"
	case diagnose.SomeClients:
		return "Some clients"
	}
	return "Not known"
}

// A piece is a part of a text: plain, or code.
type piece struct {
	Code bool
	Text string
}

// rich splits a text at its back-quotes.
func rich(s string) []piece {
	var out []piece
	for i, part := range strings.Split(s, "`") {
		if part != "" {
			out = append(out, piece{i%2 == 1, part})
		}
	}
	return out
}

// command returns the command that a step consists of, or "".
func command(step string) string {
	if c, ok := strings.CutPrefix(step, "$ "); ok {
		return c
	}
	if strings.Count(step, "`") == 2 && strings.HasPrefix(step, "`") && strings.HasSuffix(step, "`") {
		return strings.Trim(step, "`")
	}
	return ""
}

// weblink returns s if it is an address that may be linked to, else "".
func weblink(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return s
}

// statusClass sorts what an experiment's answer reads as, such as "403", for
// its colour.
func statusClass(answer string) string {
	n, err := strconv.Atoi(strings.TrimSpace(answer[:min(3, len(answer))]))
	switch {
	case answer == "":
		return "none"
	case err != nil:
		return "bad"
	case n >= 200 && n < 300:
		return "good"
	}
	return "bad"
}

// A dot stands for some of those who use an endpoint, hit by a failure or not.
type dot struct {
	X, Y int
	Hit  bool
}

// hitBy draws for whom an endpoint fails, as three rows of seven.
var hitBy = map[diagnose.Impact]string{
	diagnose.Everyone:    "xxxxxxx" + "xxxxxxx" + "xxxxxxx",
	diagnose.MonitorOnly: "......." + "...x..." + ".......",
	diagnose.SomePlaces:  "xxx...." + "xxx...." + "xx.....",
	diagnose.OneFamily:   "......." + "xxxxxxx" + ".......",
	diagnose.OneBackend:  "..x...." + "..x...." + "..x....",
	diagnose.SomeClients: "x..x..." + "..x...x" + "x....x.",
}

func dots(i diagnose.Impact) []dot {
	out := make([]dot, 21)
	for k := range out {
		out[k] = dot{X: 5 + 13*(k%7), Y: 5 + 14*(k/7), Hit: k < len(hitBy[i]) && hitBy[i][k] == 'x'}
	}
	return out
}

func opWord(op measure.Op) string {
	if op == measure.TLS {
		return "TLS"
	}
	return capital(string(op))
}
