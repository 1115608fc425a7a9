package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// A MonitorFilter says which monitors are wanted.
type MonitorFilter struct {
	Query  string          // in name, target or tags, without regard to case
	States []monitor.State // any of these; none is all. Paused is a state here
	Tag    string
	After  string // the cursor of the page before; "" for the first
	Limit  int    // at most 200; 0 is 50
}

// A MonitorRow is a monitor as lists show it.
type MonitorRow struct {
	Monitor   monitor.Monitor // secrets included
	Memory    incident.Memory
	Target    string         // without secrets
	Last      measure.Result // its At is zero if there is none
	Uptime30d Uptime
}

// ListMonitors returns a page of monitors by name, and the cursor of the next
// page, "" if this is the last.
func (d *DB) ListMonitors(ctx context.Context, f MonitorFilter) (page []MonitorRow, next string, err error) {
	limit := pageSize(f.Limit)
	p := db.ListMonitorsParams{WorkspaceID: d.workspace, Query: f.Query, Pattern: likePattern(f.Query), Tag: f.Tag, Max: int32(limit + 1)}
	if f.After != "" {
		if p.AfterName, p.AfterID, err = readCursor(f.After); err != nil {
			return nil, "", err
		}
	}
	if err := wantStates(&p, f.States); err != nil {
		return nil, "", err
	}
	rows, err := d.q().ListMonitors(ctx, p)
	if err != nil {
		return nil, "", fmt.Errorf("list monitors: %w", err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1].Monitor
		next = makeCursor(last.SortName, last.ID)
	}
	page = make([]MonitorRow, len(rows))
	for i, r := range rows {
		if page[i], err = d.monitorRow(ctx, r.Monitor, r.Memory); err != nil {
			return nil, "", err
		}
	}
	return page, next, nil
}

// monitorRow completes what is stored of a monitor to a row.
func (d *DB) monitorRow(ctx context.Context, m db.Monitor, memory string) (row MonitorRow, err error) {
	row.Target = m.Target
	if row.Monitor, err = d.openMonitor(m); err != nil {
		return row, err
	}
	if row.Memory, err = decodeMemory(memory); err != nil {
		return row, err
	}
	if row.Last, err = d.lastResult(ctx, row.Monitor.ID); err != nil {
		return row, err
	}
	row.Uptime30d, err = d.uptimeSince(ctx, row.Monitor.ID, now().Add(-30*24*time.Hour))
	return row, err
}

// wantStates puts states into the places that the query has for them.
func wantStates(p *db.ListMonitorsParams, states []monitor.State) error {
	places := []*string{&p.State1, &p.State2, &p.State3, &p.State4, &p.State5, &p.State6, &p.State7, &p.State8}
	if len(states) > len(places) {
		return problem.New(problem.Invalid, "At most %d states can be asked for at once.", len(places))
	}
	for i, s := range states {
		*places[i] = string(s)
	}
	return nil
}

// likePattern finds q anywhere in a text in lower case.
func likePattern(q string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(q)) + "%"
}

// Counts returns how many monitors are in each state; those that are paused
// count as paused, whatever their last state was.
func (d *DB) Counts(ctx context.Context) (map[monitor.State]int, error) {
	rows, err := d.q().CountStates(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("count states: %w", err)
	}
	counts := map[monitor.State]int{}
	for _, r := range rows {
		counts[monitor.State(r.Shown)] = int(r.Monitors)
	}
	return counts, nil
}

// Tags returns the tags in use, in order, each with its number of monitors.
func (d *DB) Tags(ctx context.Context) ([]TagCount, error) {
	rows, err := d.q().Tags(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	tags := make([]TagCount, len(rows))
	for i, r := range rows {
		tags[i] = TagCount{r.Tag, int(r.Monitors)}
	}
	return tags, nil
}

// A TagCount is a tag and how many monitors have it.
type TagCount struct {
	Tag      string
	Monitors int
}
