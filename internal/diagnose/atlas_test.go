package diagnose

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// An atlasCase is a case of the lab: its truth, and what a real server
// answered to the check and to every experiment that fits it. The file is
// written by lab/tools/atlas.py.
type atlasCase struct {
	ID          string    `json:"id"`
	Cause       CauseID   `json:"cause"`
	Alternates  []CauseID `json:"alternates"`
	Inseparable []CauseID `json:"inseparable"`
	Server      string    `json:"server"`
	Evidence    Evidence  `json:"evidence"`
}

func loadAtlas(t testing.TB, names ...string) []atlasCase {
	t.Helper()
	if more := os.Getenv("UPTIMESIGNAL_ATLAS"); more != "" {
		names = filepath.SplitList(more)
	}
	var out []atlasCase
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		z, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(z)
		s.Buffer(nil, 4<<20)
		for s.Scan() {
			var c atlasCase
			if err := json.Unmarshal(s.Bytes(), &c); err != nil {
				t.Fatalf("%v in %.80s", err, s.Text())
			}
			out = append(out, c)
		}
		if err := s.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("no cases")
	}
	return out
}

func (c *atlasCase) healthy() bool {
	return c.Cause == "meta/healthy" || strings.HasSuffix(c.ID, "-expected")
}

// investigate plays Explain and Next against what was written down.
func (c *atlasCase) investigate() (Diagnosis, monitor.State) {
	ev := c.Evidence
	ev.Trials = nil
	for range 40 {
		step, ok := Next(ev)
		if !ok {
			break
		}
		ev.Trials = append(ev.Trials, c.answered(step, ev.Trials))
	}
	state, _ := Classify(&ev.First, ev.Expect)
	return Explain(ev), state
}

// answered plays one experiment. A control gets the answers to the controls in
// their turn; time alone does not change what is written down.
func (c *atlasCase) answered(step measure.Step, made []measure.Report) measure.Report {
	x, turn := step.Experiment, 0
	if x == measure.XDelay {
		x = measure.XRepeat
	}
	for i := range made {
		if x == measure.XRepeat && made[i].Step.Experiment == x {
			turn++
		}
	}
	var found []*measure.Report
	for i := range c.Evidence.Trials {
		t := &c.Evidence.Trials[i]
		if t.Step.Experiment == x && (t.Step.Arg == step.Arg || x == measure.XRepeat) {
			found = append(found, t)
		}
	}
	if len(found) == 0 {
		step.Skipped = "not written down"
		return measure.Report{Step: &step}
	}
	r := *found[turn%len(found)]
	step.Changed, step.Skipped = r.Step.Changed, r.Step.Skipped
	r.Step = &step
	return r
}

type verdictOf struct {
	kind     string
	ok, over bool
	p        float64
	why      string
}

// judge scores a diagnosis as lab/score.py does.
func (c *atlasCase) judge(d Diagnosis, state monitor.State) verdictOf {
	truth := append([]CauseID{c.Cause}, c.Alternates...)
	v := verdictOf{kind: "separable", why: fmt.Sprintf("%s %s", state, describe(d))}
	if len(c.Inseparable) > 0 {
		v.kind = "inseparable"
	}
	top := CauseID("")
	if len(d.Causes) > 0 {
		top, v.p = d.Causes[0].ID, d.Causes[0].Probability
	}
	if c.healthy() {
		v.kind, v.ok = "healthy", state.Good()
		return v
	}
	if !state.Bad() {
		return v
	}
	if v.kind == "inseparable" {
		v.over = d.Verdict == VerdictCause && v.p >= 0.9
		v.ok = d.Verdict == VerdictGroup && slices.Contains(d.Group, c.Cause) || d.Verdict == VerdictCause && slices.Contains(truth, top) && !v.over
		return v
	}
	right := slices.Contains(truth, top)
	v.ok = right && (d.Verdict == VerdictCause || d.Verdict == VerdictGroup && len(d.Group) <= 2)
	v.over = d.Verdict == VerdictCause && v.p >= 0.8 && !right
	return v
}

func describe(d Diagnosis) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", d.Verdict)
	for _, c := range d.Causes[:min(4, len(d.Causes))] {
		fmt.Fprintf(&b, " %s=%.2f", c.ID, c.Probability)
	}
	if len(d.Group) > 0 {
		fmt.Fprintf(&b, " group %v", d.Group)
	}
	b.WriteString(" [")
	for _, m := range d.Experiments {
		fmt.Fprintf(&b, " %s:%s", m.ID, m.Outcome)
	}
	b.WriteString(" ]")
	return b.String()
}

// A figures is what a mode comes to.
type figures struct {
	kinds, servers map[string]*tally
	points         []verdictOf
	requests       []int
	over           int
}

// share of right answers of a kind.
func (f *figures) share(kind string) float64 {
	k := f.kinds[kind]
	if k == nil {
		return 1
	}
	return float64(k.ok) / float64(k.n)
}

// modes are the ways in which the atlas is played. Lost is the most, as a
// share of the separable cases, that a mode may cost.
var modes = []struct {
	name string
	hidden
	lost float64
}{
	{"open", hidden{}, 0},
	{"house", hidden{house: true}, 0.07}, // interfaces that say in JSON what they mean lose it
	{"noserver", hidden{noServer: true}, 0.05},
	{"renamed", hidden{renamed: true}, 0.05},
	{"unseen", hidden{house: true, noServer: true}, 0.15},
}

// TestAtlas plays every case that is written down, openly and with answers
// that tell less, and fails where the lab's bars do not hold. ATLAS_ID=a,b
// shows how cases are decided.
func TestAtlas(t *testing.T) {
	cases := loadAtlas(t, "testdata/atlas.jsonl.gz")
	open := 0.0
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			f := play(t, cases, m.hidden)
			for _, k := range sortedKeys(f.kinds) {
				t.Logf("%-24s %d of %d", k, f.kinds[k].ok, f.kinds[k].n)
			}
			for _, k := range sortedKeys(f.servers) {
				t.Logf("    %-40s %d of %d", k, f.servers[k].ok, f.servers[k].n)
			}
			slices.Sort(f.requests)
			t.Logf("over-claims %d, calibration error %.3f", f.over, calibration(t, f.points))
			if os.Getenv("ATLAS_ID") != "" || len(f.requests) == 0 {
				return
			}
			if m.name == "open" {
				open = f.share("separable")
				f.bars(t)
			}
			if lost := open - f.share("separable"); lost > m.lost {
				t.Errorf("%.1f points lost, more than %.0f", 100*lost, 100*m.lost)
			}
		})
	}
}

// TestFurther plays 746 cases of 98 programs and configurations that are not in
// the lab (sets C, D, G, H, I, J, L and N of docs/first-sight.md, which says how they did when they
// were new), written down by lab/tools/atlas.py. Each has taught since.
func TestFurther(t *testing.T) {
	f := play(t, loadAtlas(t, "testdata/further.jsonl.gz"), hidden{})
	for kind, floor := range map[string]float64{"separable": 0.93, "inseparable": 0.82, "healthy": 1} {
		if f.share(kind) < floor {
			t.Errorf("%s: %.3f right, the floor is %.2f", kind, f.share(kind), floor)
		}
	}
	if f.over > 9 {
		t.Errorf("%d wrong and confident, more than 9", f.over)
	}
}

// play investigates all cases.
func play(t *testing.T, cases []atlasCase, h hidden) *figures {
	f := &figures{kinds: map[string]*tally{}, servers: map[string]*tally{}}
	for _, c := range cases {
		if only := os.Getenv("ATLAS_ID"); only != "" && !slices.Contains(strings.Split(only, ","), c.ID) {
			continue
		}
		c = h.of(c)
		d, state := c.investigate()
		v := c.judge(d, state)
		if c.Server == "replayed" {
			v.kind = "replayed " + v.kind
		}
		add(f.kinds, v.kind, v.ok)
		add(f.servers, c.Server+" "+v.kind, v.ok)
		f.over += b2i(v.over)
		if v.kind == "separable" || v.kind == "inseparable" {
			f.requests = append(f.requests, d.Requests)
		}
		if v.kind == "separable" && v.p > 0 {
			f.points = append(f.points, v)
		}
		if os.Getenv("ATLAS_ID") != "" {
			c.detail(t, d)
		}
		if !v.ok || v.over {
			t.Logf("wrong: %-28s %-28s %-40v %s", c.ID, c.Cause, c.Inseparable, v.why)
		}
	}
	return f
}

// bars are those of lab/score.py.
func (f *figures) bars(t *testing.T) {
	for kind, bar := range map[string]float64{"separable": 0.95, "inseparable": 0.95, "healthy": 1, "replayed separable": 0.95, "replayed healthy": 1} {
		if f.share(kind) < bar {
			t.Errorf("%s: %.3f right, the bar is %.2f", kind, f.share(kind), bar)
		}
	}
	if over := float64(f.over) / float64(len(f.requests)); over > 0.01 {
		t.Errorf("%.3f wrong and confident", over)
	}
	if m := f.requests[len(f.requests)/2]; m > 5 {
		t.Errorf("median of requests is %d, more than 5", m)
	}
	if m := f.requests[len(f.requests)-1]; m > monitor.MaxBudget {
		t.Errorf("largest number of requests is %d, more than %d", m, monitor.MaxBudget)
	}
}

type tally struct{ n, ok int }

func add(m map[string]*tally, k string, ok bool) {
	if m[k] == nil {
		m[k] = &tally{}
	}
	m[k].n++
	m[k].ok += b2i(ok)
}

// detail prints how a case was decided.
func (c *atlasCase) detail(t *testing.T, d Diagnosis) {
	h, a := c.Evidence.First.Last(), c.Evidence.First.Answer()
	if a == nil {
		a = &measure.Answer{}
	}
	t.Logf("%s: %s %s %d %v\n%.400s", c.ID, h.Request.Method, h.Request.URL, a.Status, a.Header, a.Body)
	for _, x := range d.Experiments {
		t.Logf("  %s %s: %s (control %s)", x.ID, x.Changed, x.Outcome, x.Control)
	}
	for _, r := range d.Causes {
		t.Logf("  %.3f %s", r.Probability, r.ID)
		for _, b := range r.Evidence {
			t.Logf("        + %s [%s]", b.Says, b.Source)
		}
		for _, b := range r.Against {
			t.Logf("        - %s [%s]", b.Says, b.Source)
		}
	}
}

func sortedKeys(m map[string]*tally) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// calibration is the expected calibration error in ten bins.
func calibration(t *testing.T, points []verdictOf) float64 {
	sum := 0.0
	for b := range 10 {
		n, ok, p := 0, 0, 0.0
		for _, v := range points {
			if i := min(int(v.p*10), 9); i == b {
				n++
				p += v.p
				if v.ok {
					ok++
				}
			}
		}
		if n > 0 {
			sum += math.Abs(p-float64(ok)) / float64(len(points))
			t.Logf("    said %.2f on average: %d of %d right", p/float64(n), ok, n)
		}
	}
	return sum
}
