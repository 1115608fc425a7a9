package judge_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// table is the report of a matrix in which each identity got a status where 403
// is expected.
func table(id string, got map[string]int) measure.Report {
	r := answer(id, 403)
	hop := r.Hops[0]
	r.Hops = nil
	for _, name := range []string{"none", "viewer", "guest"} {
		h := hop
		a := *hop.Answer
		a.Status, h.Answer = got[name], &a
		r.Hops = append(r.Hops, h)
		c := measure.Cell{Identity: name, Endpoint: "GET https://a.example/admin", Expected: "403", Got: got[name], Hop: len(r.Hops)}
		switch {
		case got[name] == 200:
			c.Failure = measure.Exposed
		case got[name] != 403:
			c.Failure = measure.StatusUnexpected
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

// While an incident of a matrix goes on, a table in which other cells fail is
// kept and diagnosed, at most once a minute; a door that opens is told at once.
func TestTablesOfAnIncident(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := convene(t, newBook(mon("a")), &site{f: func(measure.Trial) measure.Report { return answer("a", 403) }})
		step := func(what string, got map[string]int, want ...string) {
			t.Helper()
			time.Sleep(30 * time.Second)
			c.Handle(t.Context(), table("a", got))
			synctest.Wait()
			text := strings.Join(c.take(), "; ")
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("%s: %q, want %q", what, text, w)
				}
			}
			if len(want) == 0 && text != "" {
				t.Errorf("%s: %q, want nothing", what, text)
			}
		}
		well := map[string]int{"none": 403, "viewer": 403, "guest": 403}
		one := map[string]int{"none": 403, "viewer": 500, "guest": 403}
		two := map[string]int{"none": 403, "viewer": 500, "guest": 500}
		open := map[string]int{"none": 200, "viewer": 500, "guest": 500}
		step("well", well, "keeps a good answer")
		step("a first failure", one)
		step("agreed", one, "opened", "alert opened")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		c.take() // the investigation of what needs none
		step("the same", one)
		step("another cell", two, "diagnosed")
		step("the same two", two)
		step("back so soon", one, "diagnosed")
		step("a door opens", open)
		step("agreed", open, "alert changed down")
		step("the same door", open)
	})
}

// What a matrix keeps holds no secret.
func TestTablesKeepNoSecret(t *testing.T) {
	r := measure.Redact(table("a", map[string]int{"none": 200, "viewer": 403, "guest": 500}))
	for _, h := range r.Hops {
		for _, f := range h.Request.Header {
			if strings.Contains(f.Value, "SECRET") {
				t.Errorf("%s: %s", f.Name, f.Value)
			}
		}
	}
}
