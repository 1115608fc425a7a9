package app

import (
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// forecastEvery is how often a monitor's checks are read for what will run
// out; dates do not move faster.
const forecastEvery = 10 * time.Minute

// forecasts remembers what the checks of each monitor foresee. It reads the
// reports before they are redacted, since the dates stand in credentials and
// signed URLs, and keeps only what may be shown.
type forecasts struct {
	mu   sync.Mutex
	seen map[monitor.ID]foreseen
}

type foreseen struct {
	at   time.Time
	list []forecast.Forecast
}

func newForecasts() *forecasts { return &forecasts{seen: map[monitor.ID]foreseen{}} }

// read takes note of r, unless the monitor was read a short while ago.
func (f *forecasts) read(r *measure.Report) {
	if r.Monitor == "" || r.Fault != "" {
		return
	}
	f.mu.Lock()
	last := f.seen[r.Monitor].at
	f.mu.Unlock()
	if r.At.Sub(last) < forecastEvery && !last.IsZero() {
		return
	}
	list := foresee(r)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen[r.Monitor] = foreseen{r.At, list}
}

// foresee gathers what each hop of r foresees, once.
func foresee(r *measure.Report) []forecast.Forecast {
	var out []forecast.Forecast
	seen := map[string]bool{}
	for _, h := range r.Hops {
		for _, x := range forecast.Of(h.Request, h.Answer, h.TLS, r.At) {
			if key := x.ID + x.At.String(); !seen[key] {
				seen[key] = true
				out = append(out, x)
			}
		}
	}
	return out
}

// of returns what is foreseen of a monitor, nothing if it was never checked.
func (f *forecasts) of(id monitor.ID) []forecast.Forecast {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen[id].list
}

// forget makes the next check of a monitor be read, after its settings changed
// or it is gone.
func (f *forecasts) forget(id monitor.ID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.seen, id)
}

func webForecasts(list []forecast.Forecast) []web.Forecast {
	out := make([]web.Forecast, len(list))
	for i, x := range list {
		out[i] = web.Forecast{ID: x.ID, At: x.At, Because: x.Because}
	}
	return out
}
