package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A document is what check --json prints. It is public: fields are added,
// never renamed.
type document struct {
	URL       string              `json:"url"`
	State     monitor.State       `json:"state"`
	Status    int                 `json:"status"` // 0 when there was no answer
	Failure   measure.Failure     `json:"failure,omitempty"`
	Summary   string              `json:"summary"`
	At        time.Time           `json:"at"`
	Address   string              `json:"address,omitempty"` // that answered
	Timings   timings             `json:"timings_ms"`
	Diagnosis diagnose.Diagnosis  `json:"diagnosis"`
	Forecasts []forecast.Forecast `json:"forecasts"`
	Steps     []believed          `json:"steps,omitempty"` // with --explain
}

// believed is what the diagnosis was after the check (which has no
// experiment), or after one experiment more.
type believed struct {
	Experiment measure.Experiment `json:"experiment,omitempty"`
	Changed    string             `json:"changed,omitempty"`
	Outcome    string             `json:"outcome,omitempty"`
	Skipped    string             `json:"skipped,omitempty"`
	Causes     []weight           `json:"causes"`
}

type weight struct {
	ID          diagnose.CauseID `json:"id"`
	Probability float64          `json:"probability"`
}

func inference(steps []step) []believed {
	out := []believed{}
	for _, s := range steps {
		b := believed{Causes: []weight{}}
		if t := s.report.Step; t != nil {
			b.Experiment, b.Changed, b.Skipped = t.Experiment, t.Changed, t.Skipped
		}
		if b.Skipped == "" {
			b.Outcome = investigate.Outcome(s.report)
		}
		for _, c := range s.diagnosis.Causes {
			b.Causes = append(b.Causes, weight{c.ID, c.Probability})
		}
		out = append(out, b)
	}
	return out
}

// timings are the phases of the check, in milliseconds.
type timings struct {
	Resolve  float64 `json:"resolve"`
	Connect  float64 `json:"connect"`
	TLS      float64 `json:"tls"`
	Wait     float64 `json:"wait"`
	Transfer float64 `json:"transfer"`
}

func printJSON(w io.Writer, d checked, explain bool) error {
	t := d.first.Timings()
	doc := document{
		URL: target(d.plan.spec.URL), State: d.state, Status: d.first.Status(), Failure: d.failure, Summary: summary(d),
		At: d.first.At.UTC().Truncate(time.Millisecond), Diagnosis: filled(d.diagnosis), Forecasts: d.forecasts,
		Timings: timings{milliseconds(t.Resolve), milliseconds(t.Connect), milliseconds(t.TLS), milliseconds(t.Wait), milliseconds(t.Transfer)},
	}
	if h := d.first.Last(); h != nil && h.Addr.IsValid() {
		doc.Address = h.Addr.String()
	}
	if explain {
		doc.Steps = inference(d.steps)
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(doc)
}

// filled makes every list of d a list, also where it is empty.
func filled(d diagnose.Diagnosis) diagnose.Diagnosis {
	d.Causes = append([]diagnose.Ranked{}, d.Causes...)
	for i := range d.Causes {
		d.Causes[i].Evidence = append([]diagnose.Because{}, d.Causes[i].Evidence...)
	}
	d.Group = append([]diagnose.CauseID{}, d.Group...)
	d.Fix = append([]diagnose.Fix{}, d.Fix...)
	d.Experiments = append([]diagnose.Made{}, d.Experiments...)
	return d
}
