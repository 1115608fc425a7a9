package incident

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// The two drawings in docs/states.md show exactly the edges that the machine
// can take. Every memory that can be reached is tried with every input.
func TestDrawing(t *testing.T) {
	raw, err := os.ReadFile("../../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	drawings := regexp.MustCompile("(?s)```mermaid\n(.*?)```").FindAllStringSubmatch(string(raw), -1)
	if len(drawings) != 2 {
		t.Fatalf("docs/states.md has %d drawings, want the phases and the states", len(drawings))
	}
	phases, states := walk()
	compare(t, "phases", phases, edges(t, drawings[0][1]))
	compare(t, "states", states, edges(t, drawings[1][1]))
}

func compare(t *testing.T, what string, code, drawn map[string]bool) {
	t.Helper()
	for _, e := range slices.Sorted(maps.Keys(code)) {
		if !drawn[e] {
			t.Errorf("%s: the code has %q, the drawing has not", what, e)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(drawn)) {
		if !code[e] {
			t.Errorf("%s: the drawing has %q, the code has not", what, e)
		}
	}
}

// walk tries every input on every memory that can be reached with two checks
// to confirm and two to recover, and gathers the edges between phases (with
// what was measured) and between shown states (with what was done).
func walk() (phases, states map[string]bool) {
	phases, states = map[string]bool{}, map[string]bool{}
	p := monitor.Policy{Confirm: 2, Recover: 2}
	start := Memory{State: monitor.Unknown}
	seen, todo := map[Memory]bool{start: true}, []Memory{start}
	for len(todo) > 0 {
		m := todo[0]
		todo = todo[1:]
		for _, in := range inputs() {
			next, chs := Step(p, m, in)
			if from, to := m.Phase(), next.Phase(); from != to {
				phases[fmt.Sprintf("%s --> %s: %s", from, to, class(in.State))] = true
			}
			if m.State != next.State || m.Incident != next.Incident {
				for _, c := range chs {
					if c.Do != Announce && c.Do != Recheck {
						states[fmt.Sprintf("%s --> %s: %s", node(m), node(next), c.Do)] = true
					}
				}
			}
			// Times only matter by their order, which stays the same here.
			next.Since, next.First, next.Seen = time.Time{}, time.Time{}, time.Time{}
			if !next.Closed.IsZero() {
				next.Closed = time.Unix(1, 0) // soon enough for the next one to be a flap
			}
			if !seen[next] {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return phases, states
}

func inputs() []Input {
	var ins []Input
	for _, s := range []monitor.State{monitor.Up, monitor.Degraded, monitor.Refused, monitor.Limited, monitor.Down, monitor.Unknown} {
		for _, quiet := range []bool{false, true} {
			for _, gap := range []bool{false, true} {
				for _, paused := range []bool{false, true} {
					ins = append(ins, Input{At: time.Unix(1, 0), State: s, Quiet: quiet, Gap: gap, Paused: paused, New: "i"})
				}
			}
		}
	}
	return ins
}

func class(s monitor.State) string {
	switch {
	case s.Good():
		return "good"
	case s.Bad():
		return "bad"
	default:
		return "unknown"
	}
}

// node is the shown state; "lost" is unknown while an incident is open.
func node(m Memory) string {
	if m.State == monitor.Unknown && m.Incident != "" {
		return "lost"
	}
	return string(m.State)
}

var (
	edgeRE  = regexp.MustCompile(`^(\w+) --> (\w+): (\w+)$`)
	groupRE = regexp.MustCompile(`^state (\w+) \{$`)
)

// edges reads a Mermaid state diagram. An edge from or to a composite state
// stands for one from or to each of its members.
func edges(t *testing.T, drawing string) map[string]bool {
	t.Helper()
	members := map[string][]string{}
	group := ""
	var raw [][]string
	for line := range strings.Lines(drawing) {
		line = strings.TrimSpace(line)
		if g := groupRE.FindStringSubmatch(line); g != nil {
			group = g[1]
		} else if line == "}" {
			group = ""
		} else if e := edgeRE.FindStringSubmatch(line); e != nil {
			raw = append(raw, e[1:])
			for _, n := range e[1:3] {
				if group != "" && !slices.Contains(members[group], n) {
					members[group] = append(members[group], n)
				}
			}
		} else if line != "" && line != "stateDiagram-v2" && !strings.HasPrefix(line, "[*] --> ") && !strings.HasPrefix(line, "direction ") {
			t.Errorf("line not understood: %q", line)
		}
	}
	all := func(n string) []string {
		if ms := members[n]; ms != nil {
			return ms
		}
		return []string{n}
	}
	out := map[string]bool{}
	for _, e := range raw {
		for _, from := range all(e[0]) {
			for _, to := range all(e[1]) {
				out[fmt.Sprintf("%s --> %s: %s", from, to, e[2])] = true
			}
		}
	}
	return out
}
