package judge

import (
	"hash/fnv"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// cellsEvery is the least time between two tables of an access matrix that are
// kept during one incident.
const cellsEvery = time.Minute

// A tableMark says which table of a matrix was kept last.
type tableMark struct {
	at    time.Time
	print uint64
}

// wants reports whether the table of r, which fails, is to be kept beside what
// is: other cells fail in it, or the same ones in another way.
func (m tableMark) wants(r *measure.Report) bool {
	return len(r.Cells) > 0 && printCells(r) != m.print && r.At.Sub(m.at) >= cellsEvery
}

func tableOf(r *measure.Report) tableMark { return tableMark{r.At, printCells(r)} }

// printCells is the same for two tables in which the same cells fail alike.
func printCells(r *measure.Report) uint64 {
	h := fnv.New64a()
	for i := range r.Cells {
		if c := &r.Cells[i]; c.Failure != measure.OK {
			h.Write([]byte(c.Identity + "\x00" + c.Endpoint + "\x00" + string(c.Failure) + strconv.Itoa(c.Got) + "\x01"))
		}
	}
	return h.Sum64()
}

// tables keeps a table in which other cells fail than before, with what they
// mean, while the incident goes on. Nobody is alerted of it: a cell that makes
// it worse turns the incident.
func (d *decision) tables() {
	if d.inc == nil || !d.q.state.Bad() || d.out.Memory.Incident == "" || d.out.Capture != nil || !d.around.table.wants(&d.q.Report) {
		return
	}
	d.out.Capture = new(measure.Redact(d.q.Report))
	if len(d.inc.Failing()) > 1 {
		return // the diagnosis is that of them all
	}
	d.inc.Diagnosis, d.dirty = diagnose.Explain(d.evidence()), true
	d.out.Events = append(d.out.Events, incident.Event{At: d.at, Kind: incident.Diagnosed, Monitor: d.c.Monitor.ID, Text: d.inc.Diagnosis.Summary})
}

// tabled notes the table that a verdict has kept.
func (e *entry) tabled(m *tableMark) {
	if m == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.table = *m
}
