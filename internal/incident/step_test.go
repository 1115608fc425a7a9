package incident

import (
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A history is drawn as a string, one report for each sign, a second apart:
//
//	.  up          s  degraded    r  refused   l  limited
//	e  down, since it lets strangers in
//	x  down        ?  unknown     _  nothing (time passes; the next report comes after a gap)
//	( and )  a maintenance window begins, ends    [ and ]  paused, resumed
//
// The wanted line has under each report what it changed:
//
//	O  opens, alerted      o  opens, nobody is told     C  closes, told      c  closes, nobody is told
//	T  turns worse, told   t  turns, nobody is told     A  announced late    S  another state is shown
//	+  a re-check is wanted
func TestStep(t *testing.T) {
	two := monitor.Policy{Confirm: 2, Recover: 1}
	for _, tt := range []struct {
		name    string
		policy  monitor.Policy
		history string
		want    string
	}{
		{"a new monitor that is up is no news", two,
			"...",
			"S  "},
		{"one failure is no incident", two,
			"..x...r..",
			"S +   +  "},
		{"two in a row are", two,
			"..xx.",
			"S +OC"},
		{"two in a row agree though their states differ", two,
			".rx..",
			"S+OC "},
		{"failing from the first check opens, once confirmed", two,
			"xxx",
			"+O "},
		{"without confirmation the first failure opens", monitor.Policy{Confirm: 1, Recover: 1},
			"l.x...",
			"OCO  C"},
		{"three must agree", monitor.Policy{Confirm: 3, Recover: 1},
			".xx.xxx.",
			"S++ ++OC"},
		{"flapping never opens when no two agree", two,
			".x.x.x.x.",
			"S+ + + + "},
		{"a policy can want steadiness", monitor.Policy{Confirm: 2, Recover: 3},
			".xx.x..x...",
			"S+O       C"},
		{"what comes and goes soon is one long incident", two,
			".xx..xx..xx..xx..xx....",
			"S+OC +O              C "},
		{"each time it needs longer to be believed", two,
			".xx.xx...xx.....xx.......",
			"S+OC+O  C+O    C+O      C"},
		{"after a quiet quarter of an hour it does not", two,
			".xx." + strings.Repeat(".", 901) + "xx..",
			"S+OC" + strings.Repeat(" ", 901) + "+OC "},
		{"worse is told once it is confirmed", two,
			".rrxxx.",
			"S+O+T C"},
		{"milder is in the timeline, and nobody is told", two,
			".xxrrxx.",
			"S+O+t+tC"},
		{"two other states that do not agree turn nothing", two,
			".ll r x r xx.",
			"S+O + + + +TC"},
		{"a door that stands open is worse than down", two,
			".xxxeexe.",
			"S+O +T  C"},
		{"and told once", two,
			".eexxee.",
			"S+O    C"},
		{"once agreed", two,
			".xxexex.",
			"S+O+ + C"},
		{"after a window, what began in it", two,
			".xx(ee)e.",
			"S+O +t AC"},
		{"the same failure says nothing new", two,
			".rrrrrr",
			"S+O    "},
		{"our own fault neither opens nor interrupts", two,
			".x?x.",
			"S++OC"},
		{"our own fault shows when it lasts", two,
			".????.",
			"S+S  S"},
		{"a streak does not outlast blindness", two,
			".x??x.",
			"S++S+S"},
		{"our own fault does not close", two,
			".xx????x.",
			"S+O+S  SC"},
		{"a good answer closes though we were blind", two,
			".xx??.",
			"S+O+SC"},
		{"another failure after blindness turns as ever", two,
			".rr??xx.",
			"S+O+S+TC"},
		{"slow warns and opens nothing", two,
			".ss s.s",
			"S+S  S+"},
		{"slow after an incident closes it", two,
			".xxs",
			"S+OC"},
		{"slow does not excuse a failure", two,
			".sxx.",
			"S++OC"},
		{"a new monitor that is slow shows at once", two,
			"s",
			"S"},
		{"in maintenance an incident opens and closes in silence", two,
			".(xxx).",
			"S +o  c"},
		{"one that outlasts the window is announced after it", two,
			".(xxx)xx.",
			"S +o  A C"},
		{"one that turned worse in the window is announced after it", two,
			".rr(xx)xx.",
			"S+O +t A C"},
		{"one that was open before the window resolves in it", two,
			".xx(x.)",
			"S+O  C "},
		{"a failure pending when the window begins opens in silence", two,
			".x(x)x.",
			"S+ o AC"},
		{"a check of a paused monitor changes nothing", two,
			".[xxx].x",
			"S      +"},
		{"a streak does not go on across a gap", two,
			".x_xx.",
			"S+ +OC"},
		{"an incident does", two,
			".xx_.",
			"S+O C"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := draw(t, tt.policy, tt.history); strings.TrimRight(got, " ") != strings.TrimRight(tt.want, " ") {
				t.Errorf("\nhistory %q\n    got %q\n   want %q", tt.history, got, tt.want)
			}
		})
	}
}

var signs = map[rune]monitor.State{
	'.': monitor.Up, 's': monitor.Degraded, 'r': monitor.Refused,
	'l': monitor.Limited, 'x': monitor.Down, 'e': monitor.Down, '?': monitor.Unknown,
}

func draw(t *testing.T, p monitor.Policy, history string) string {
	t.Helper()
	var m Memory
	var out strings.Builder
	quiet, paused, gap := false, false, false
	for i, c := range history {
		switch c {
		case '(', ')':
			quiet = c == '('
		case '[', ']':
			paused = c == '['
		case '_':
			gap = true
		}
		state, isReport := signs[c]
		if !isReport {
			out.WriteByte(' ')
			continue
		}
		var chs []Change
		failure := measure.OK
		if c == 'e' {
			failure = measure.Exposed
		}
		m, chs = Step(p, m, Input{At: time.Unix(int64(i), 0), State: state, Failure: failure, Quiet: quiet, Paused: paused, Gap: gap, New: "i1"})
		gap = false
		out.WriteString(mark(chs))
	}
	return out.String()
}

// mark draws the weightiest of chs.
func mark(chs []Change) string {
	for _, do := range []Action{Open, Close, Announce, Turn, Recheck, Show} {
		for _, c := range chs {
			if c.Do != do {
				continue
			}
			s := map[Action]string{Open: "O", Close: "C", Announce: "A", Turn: "T", Recheck: "+", Show: "S"}[do]
			if !c.Alert && (do == Open || do == Close || do == Turn) {
				s = strings.ToLower(s)
			}
			return s
		}
	}
	return " "
}

func TestStepTimes(t *testing.T) {
	p := monitor.Policy{Confirm: 2, Recover: 2}
	at := func(s int64) time.Time { return time.Unix(s, 0) }
	var m Memory
	step := func(s int64, st monitor.State) []Change {
		t.Helper()
		var chs []Change
		m, chs = Step(p, m, Input{At: at(s), State: st, Failure: measure.StatusUnexpected, Status: 403, New: "i7"})
		return chs
	}
	step(10, monitor.Up)
	step(20, monitor.Refused)
	chs := step(21, monitor.Refused)
	if want := (Change{Do: Open, From: monitor.Up, To: monitor.Refused, Since: at(20), Alert: true}); len(chs) != 1 || chs[0] != want {
		t.Fatalf("opened with %+v, want %+v: an incident began with the first failure", chs, want)
	}
	if m.Incident != "i7" || !m.Since.Equal(at(20)) || m.Status != 403 || m.Told != monitor.Refused || m.Streak != 0 {
		t.Errorf("memory of an open incident = %+v", m)
	}
	step(30, monitor.Up)
	before := m
	if chs := step(25, monitor.Refused); len(chs) != 0 || m != before {
		t.Errorf("a report that comes late changed %+v into %+v (%+v)", before, m, chs)
	}
	if chs := step(30, monitor.Up); len(chs) != 0 || m != before {
		t.Errorf("a report that comes twice counts twice: %+v, %+v", m, chs)
	}
	chs = step(40, monitor.Degraded)
	if want := (Change{Do: Close, From: monitor.Refused, To: monitor.Degraded, Since: at(30), Alert: true}); len(chs) != 1 || chs[0] != want {
		t.Errorf("closed with %+v, want %+v: it ended with the first good answer", chs, want)
	}
	if want := (Memory{State: monitor.Degraded, Since: at(30), Closed: at(30)}); m != want {
		t.Errorf("memory after = %+v, want %+v", m, want)
	}
	if chs := step(50, monitor.Degraded); len(chs) != 0 || m != (Memory{State: monitor.Degraded, Since: at(30), Closed: at(30)}) {
		t.Errorf("what is as it was changed the memory: %+v, %+v", m, chs)
	}
}

func BenchmarkStepGood(b *testing.B) {
	m := Memory{State: monitor.Up, Since: time.Unix(1, 0)}
	in := Input{At: time.Unix(2, 0), State: monitor.Up}
	b.ReportAllocs()
	for b.Loop() {
		m, _ = Step(monitor.DefaultPolicy(), m, in)
	}
}
