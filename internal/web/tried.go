package web

import (
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A TriedView is what a check before saving has shown.
type TriedView struct {
	State     monitor.State
	Status    int
	Took      time.Duration
	Failure   string
	Detail    string
	Diagnosis DiagnosisView
	Forecasts []Forecast
	Capture   CaptureView
	Phases    []Phase
	Matrix    *MatrixView // of an access monitor
}

// A Phase is how long one part of a check took, and where it begins, in
// thousandths of the whole.
type Phase struct {
	Name, Class string
	Took        time.Duration
	X, Width    int
}

func triedView(t Tried) *TriedView {
	v := &TriedView{State: t.State, Status: t.Report.Status(), Took: t.Report.Took, Failure: failureWords(t.Failure),
		Diagnosis: diagnosisView(t.Diagnosis), Forecasts: t.Forecasts, Capture: captureView(t.Report), Matrix: matrixView(&t.Report, t.Diagnosis)}
	if o, ok := t.Report.Failed(); ok {
		v.Detail = visible(o.Detail)
	}
	var total time.Duration
	timings := t.Report.Timings()
	for _, p := range phases {
		total += p.of(timings)
	}
	x := 0
	for _, p := range phases {
		took := p.of(timings)
		if took <= 0 {
			continue
		}
		width := int(1000 * took / total)
		v.Phases = append(v.Phases, Phase{p.Name, p.Class, took, x, width})
		x += width
	}
	return v
}
