package app

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/web"
)

// forecastEvery is how often a monitor's checks are read for what will run
// out; dates do not move faster.
const forecastEvery = 10 * time.Minute

// quotaEvery is how often at most a quota that is nearly used up is told: its
// date moves with every window.
const quotaEvery = 24 * time.Hour

// maxDue bounds the forecasts that wait to be told. What does not fit is read
// again with a later check.
const maxDue = 1000

// forecasts remembers what the checks of each monitor foresee, and tells what
// is due. It reads the reports before they are redacted, since the dates stand
// in credentials and signed URLs, and keeps only what may be shown.
type forecasts struct {
	mu   sync.Mutex
	seen map[monitor.ID]foreseen
	due  chan due
}

type foreseen struct {
	at     time.Time
	list   []forecast.Forecast
	quotas forecast.Trends     // over all checks
	trends []forecast.Forecast // that the last check shows
	said   time.Time           // when a trend was last announced
	told   map[string]bool     // by kind and date, by this process
}

// A due is a forecast that the owner should be told of.
type due struct {
	monitor monitor.ID
	forecast.Forecast
}

func (d due) key() string { return d.ID + d.At.String() }

func newForecasts() *forecasts {
	return &forecasts{seen: map[monitor.ID]foreseen{}, due: make(chan due, maxDue)}
}

// read takes note of r: of its quotas each time, of the rest unless the monitor
// was read a short while ago.
func (f *forecasts) read(r *measure.Report) {
	if r.Monitor == "" || r.Fault != "" {
		return
	}
	f.mu.Lock()
	s := f.seen[r.Monitor]
	s.trends = s.quotas.Note(r.Answer(), r.At)
	if len(s.trends) > 0 && r.At.Sub(s.said) >= forecastEvery { // a quota can be gone before the next full reading
		s.said = r.At
		f.announce(r, s.trends, s.told)
	}
	f.seen[r.Monitor] = s
	f.mu.Unlock()
	if r.At.Sub(s.at) < forecastEvery && !s.at.IsZero() {
		return
	}
	list := forecast.OfReport(r)
	f.mu.Lock()
	defer f.mu.Unlock()
	s = f.seen[r.Monitor]
	s.at, s.list = r.At, list
	f.seen[r.Monitor] = s
	f.announce(r, s.list, s.told)
}

// announce passes on what is due and was not told.
func (f *forecasts) announce(r *measure.Report, list []forecast.Forecast, told map[string]bool) {
	for _, x := range list {
		d := due{r.Monitor, x}
		if !x.Due(r.At) || told[d.key()] {
			continue
		}
		select {
		case f.due <- d:
		default: // the database stalls; a later check says it again
		}
	}
}

// A foreteller queues the alerts of a forecast, once.
type foreteller interface {
	Foretell(ctx context.Context, id monitor.ID, f alert.Foreseen, every time.Duration) (bool, error)
}

// tell queues alerts for what is due until ctx is done.
func (f *forecasts) tell(ctx context.Context, db foreteller, log *slog.Logger) error {
	for {
		var d due
		select {
		case <-ctx.Done():
			return nil
		case d = <-f.due:
		}
		queued, err := db.Foretell(ctx, d.monitor, alert.Foreseen{Kind: d.ID, Title: titleOf(d.ID), At: d.At, Because: d.Because}, every(d.ID))
		if err != nil && ctx.Err() == nil && !problem.Is(err, problem.NotFound) {
			log.Error("tell forecast", "monitor", d.monitor, "kind", d.ID, "err", err)
		}
		if queued {
			f.note(d)
		}
	}
}

// note remembers that d was told.
func (f *forecasts) note(d due) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.seen[d.monitor]
	if !ok {
		return
	}
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[d.key()] = true
	f.seen[d.monitor] = s
}

func titleOf(kind string) string {
	for _, k := range forecast.Kinds {
		if k.ID == kind {
			return k.Title
		}
	}
	return kind
}

func every(kind string) time.Duration {
	if strings.HasPrefix(kind, "quota") {
		return quotaEvery
	}
	return 0
}

// of returns what is foreseen of a monitor and has not come to pass yet;
// nothing if it was never checked.
func (f *forecasts) of(id monitor.ID) []forecast.Forecast {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []forecast.Forecast
	for _, x := range slices.Concat(f.seen[id].trends, f.seen[id].list) {
		if x.At.After(time.Now()) {
			out = append(out, x)
		}
	}
	return out
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
