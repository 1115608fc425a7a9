package diagnose

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// TestPrograms plays programs that the lab does not run.
func TestPrograms(t *testing.T) {
	raw, err := os.ReadFile("testdata/programs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(raw)) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimRight(line, "\n"))
		}
	}
	n := 0
	for c := range slices.Chunk(lines[1:], 3) {
		n++
		ev := exchange(t, c[0])
		world := map[string]int{}
		for f := range strings.FieldsSeq(c[1]) {
			name, status, _ := strings.Cut(f, "=")
			world[name], _ = strconv.Atoi(status)
		}
		ev.Places = []Place{{Name: "office", Country: "DE"}, {Name: "us-east", Country: "US"}, {Name: "us-west", Country: "US"}, {Name: "de-2", Country: "DE"}}
		for range 20 {
			step, ok := Next(ev)
			if !ok {
				break
			}
			name := string(step.Experiment)
			if step.Experiment == measure.XPlace {
				name += ":" + step.Arg
			}
			status, ok := world[name]
			if !ok {
				status = ev.First.Status()
			}
			ev = tried(ev, step.Experiment, step.Arg, status)
		}
		d := Explain(ev)
		right := slices.Contains(strings.Fields(c[2]), string(top(d)))
		if !right || d.Verdict == VerdictUnknown || d.Verdict == VerdictGroup && len(d.Group) > 2 {
			t.Errorf("%.110s\n\twant %s\n\tgot  %s", c[0], c[2], describe(d))
		}
		t.Logf("%-30s %s", c[2], describe(d))
	}
	if n < 30 {
		t.Errorf("only %d cases were read", n)
	}
}
