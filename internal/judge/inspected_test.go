package judge_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// An archive is the judge.Records of a book.
type archive struct{ *book }

func (b archive) Record(_ context.Context, id incident.ID) (judge.Record, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	inc, ok := b.incidents[id]
	if !ok {
		return judge.Record{}, problem.New(problem.NotFound, "There is no such incident.")
	}
	r := judge.Record{Incident: inc}
	for _, e := range b.evidence {
		if e.Step == nil {
			r.Failures = append(r.Failures, e)
		} else {
			r.Trials = append(r.Trials, e)
		}
	}
	for _, g := range b.good {
		r.Before = append(r.Before, g)
	}
	return r, nil
}

func (b archive) Monitor(_ context.Context, id monitor.ID) (monitor.Monitor, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.line("monitor %s is read", id)
	return b.monitors[id], nil
}

func (b archive) Inspected(_ context.Context, id incident.ID, d *diagnose.Diagnosis, e incident.Event) error {
	time.Sleep(3 * time.Second) // long enough for an investigation to end
	b.mu.Lock()
	defer b.mu.Unlock()
	if d != nil {
		inc := b.incidents[id]
		inc.Diagnosis, inc.Investigated = *d, true
		b.incidents[id] = inc
	}
	b.line("%s: %s", e.Kind, e.Text)
	return nil
}

// refusedFile makes an answer that the outside cannot tell the cause of.
func refusedFile(id string) measure.Report {
	r := answer(id, 403)
	r.Hops[0].Request.URL, r.Hops[0].Request.Header = "https://"+id+".example/d/x.txt", nil
	r.Hops[0].Answer.Body = []byte("<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
	return r
}

var unreadable = judge.Inspection{Cause: "static/file-unreadable", Says: "The file may not be read.", Where: "/srv/a",
	Fixes: []diagnose.Fix{{Title: "Let all read it.", Steps: []string{"$ chmod o+r /srv/a"}}}}

// An inspection decides what the investigation could not, ends it, and keeps
// what it saw; nothing that is under way overwrites it.
func TestInspectionDecides(t *testing.T) {
	for _, wait := range []time.Duration{2500 * time.Millisecond, 2 * time.Minute} { // during the investigation, and after it
		synctest.Test(t, func(t *testing.T) {
			s := &site{took: 20 * time.Millisecond, f: func(tr measure.Trial) measure.Report {
				r := refusedFile("a")
				switch tr.Step.Experiment {
				case measure.XOptions:
					r.Hops[0].Answer.Status = 405
				case measure.XSibling:
					r.Hops[0].Answer.Status = 404
				}
				return r
			}}
			c := convene(t, newBook(mon("a")), s)
			c.Records = archive{c.book}
			c.Handle(t.Context(), answer("a", 200))
			c.Handle(t.Context(), refusedFile("a"))
			time.Sleep(time.Second)
			c.Handle(t.Context(), refusedFile("a"))
			time.Sleep(wait)
			var id incident.ID
			var before diagnose.Diagnosis
			c.set(func() {
				for id = range c.incidents {
					before = c.incidents[id].Diagnosis
				}
			})
			if wait > time.Minute && (before.Verdict != diagnose.VerdictGroup || before.Look == "") {
				t.Fatalf("without an inspection: %s, look %q", before.Summary, before.Experiments)
			}
			c.take()
			if err := c.Inspected(t.Context(), id, unreadable); err != nil {
				t.Fatal(err)
			}
			got := c.take()
			if len(got) != 2 || !strings.HasSuffix(got[1], "inspected: An inspection on the server's own host decided it: The file may not be read (/srv/a)") {
				t.Errorf("after %v it wrote %q", wait, got)
			}
			reads := 0
			c.set(func() { reads = c.reads })
			for range 5 {
				time.Sleep(time.Minute)
				c.Handle(t.Context(), refusedFile("a"))
			}
			if got := c.take(); len(got) > 0 {
				t.Errorf("after the inspection: %q", got)
			}
			if c.set(func() { reads = c.reads - reads }); reads > 0 {
				t.Errorf("the ledger was asked %d times while nothing changed", reads)
			}
			var d diagnose.Diagnosis
			c.set(func() { d = c.incidents[id].Diagnosis })
			if d.Verdict != diagnose.VerdictCause || d.Causes[0].ID != "static/file-unreadable" || d.Look != "" || d.Fix[0].Title != "Let all read it." ||
				d.Causes[0].Evidence[0] != (diagnose.Because{Says: "The file may not be read", Source: "inspect /srv/a"}) {
				t.Errorf("with an inspection: %+v", d)
			}
		})
	}
}

// What an inspection did not decide is told, and changes nothing it must not.
func TestInspectionThatDecidesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBook(mon("a"))
		c := convene(t, b, nil)
		c.Records = archive{b}
		if err := c.Inspected(t.Context(), "none", unreadable); !problem.Is(err, problem.NotFound) {
			t.Errorf("a missing incident: %v", err)
		}
		b.set(func() { b.incidents["i"] = incident.Incident{ID: "i", Monitors: []monitor.ID{"a"}, Status: 403} })
		if err := c.Inspected(t.Context(), "i", unreadable); !problem.Is(err, problem.Conflict) {
			t.Errorf("without evidence: %v", err)
		}
		if err := c.Inspected(t.Context(), "i", judge.Inspection{Where: "/srv/a"}); err != nil {
			t.Fatal(err)
		}
		c.say(t, "nothing denies", "3s inspected: An inspection on the server's own host found nothing that denies (/srv/a)")
	})
}

// Of many captures those are taken that the diagnosis was made of.
func TestEvidenceOfAnInspection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		trial := func(id string, status int) measure.Report {
			r := answer(id, status)
			r.Step = &measure.Step{Experiment: measure.XRoot}
			return r
		}
		f := func(what string, status int, kept []measure.Report, who monitor.ID, requests int) {
			t.Helper()
			b := newBook(mon("a"), mon("b"))
			c := convene(t, b, nil)
			c.Records = archive{b}
			for i := range kept {
				kept[i].At = b.began.Add(time.Duration(i) * time.Second)
			}
			b.set(func() {
				b.evidence = kept
				b.incidents["i"] = incident.Incident{ID: "i", Monitors: []monitor.ID{"a", "b"}, Status: status}
			})
			if err := c.Inspected(t.Context(), "i", unreadable); err != nil {
				t.Fatal(err)
			}
			lines := c.take()
			var d diagnose.Diagnosis
			b.set(func() { d = b.incidents["i"].Diagnosis })
			if !slices.Contains(lines, "0s monitor "+string(who)+" is read") || d.Requests != requests {
				t.Errorf("%s: %q, %d requests, want %s and %d", what, lines, d.Requests, who, requests)
			}
			c.halt()
		}
		f("one", 403, []measure.Report{answer("a", 403)}, "a", 0)
		f("others joined", 403, []measure.Report{answer("a", 403), answer("b", 403)}, "a", 0)
		f("the first one left, another was asked", 403, []measure.Report{answer("a", 403), answer("b", 403), trial("b", 200)}, "b", 1)
		f("it turned", 500, []measure.Report{answer("a", 403), trial("a", 403), answer("a", 500), trial("a", 500), trial("a", 200)}, "a", 2)
		f("another turned", 500, []measure.Report{answer("a", 403), trial("a", 403), answer("b", 500)}, "b", 0)
	})
}
