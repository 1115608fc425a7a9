package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// secrets are the settings of a monitor that may hold secrets. They are
// sealed together.
type secrets struct {
	Spec        json.RawMessage     `json:"spec"`
	Experiments monitor.Experiments `json:"experiments"`
}

func monitorAAD(id monitor.ID) []byte { return []byte("monitors/" + string(id)) }

// sealMonitor splits m into what may be read from the database and what may
// not.
func (d *DB) sealMonitor(m *monitor.Monitor) (body string, sealed []byte, err error) {
	open, err := json.Marshal(secrets{m.Spec, m.Experiments})
	if err != nil {
		return "", nil, problem.Wrap(problem.Invalid, err, "The settings of the monitor are not JSON.")
	}
	plain := *m
	plain.Spec, plain.Experiments = nil, monitor.Experiments{}
	b, err := json.Marshal(plain)
	if err != nil {
		return "", nil, fmt.Errorf("encode monitor: %w", err)
	}
	return string(b), d.sealer.Seal(monitorAAD(m.ID), open), nil
}

func (d *DB) openMonitor(row db.Monitor) (monitor.Monitor, error) {
	var m monitor.Monitor
	if err := json.Unmarshal([]byte(row.Body), &m); err != nil {
		return m, fmt.Errorf("decode monitor %s: %w", row.ID, err)
	}
	m.ID = monitor.ID(row.ID)
	open, err := d.sealer.Open(monitorAAD(m.ID), row.Sealed)
	if err != nil {
		return m, fmt.Errorf("open settings of monitor %s: %w", row.ID, err)
	}
	var s secrets
	if err := json.Unmarshal(open, &s); err != nil {
		return m, fmt.Errorf("decode settings of monitor %s: %w", row.ID, err)
	}
	m.Spec, m.Experiments = s.Spec, s.Experiments
	m.Paused, m.Version = row.Paused, row.Version
	m.Created, m.Updated = fromMS(row.Created), fromMS(row.Updated)
	return m, nil
}

func (d *DB) targetOf(m *monitor.Monitor) string {
	if d.target == nil {
		return ""
	}
	return d.target(m.Kind, m.Spec)
}

func sortName(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// searchText is what a search looks through: lower case, made here, so that
// both databases find the same.
func searchText(m *monitor.Monitor, target string) string {
	return strings.ToLower(strings.Join(append([]string{m.Name, target}, m.Tags...), "\n"))
}

// CreateMonitor adds m and gives it its ID, if it has none, its times and its
// version.
func (d *DB) CreateMonitor(ctx context.Context, m *monitor.Monitor) error {
	return d.CreateMonitors(ctx, []*monitor.Monitor{m})
}

// CreateMonitors adds all of ms or none.
func (d *DB) CreateMonitors(ctx context.Context, ms []*monitor.Monitor) error {
	if len(ms) == 0 {
		return nil
	}
	at := now()
	made := make([]monitor.Monitor, len(ms))
	nums := make([]int64, len(ms))
	for i, m := range ms {
		made[i] = *m
		if m.ID == "" {
			made[i].ID = monitor.ID(newID())
		}
		made[i].Created, made[i].Updated, made[i].Version = at, at, 1
	}
	err := d.tx(ctx, func(q *db.Queries) error {
		last, err := q.NextNumber(ctx, "monitor", int64(len(ms)))
		if err != nil {
			return fmt.Errorf("number monitors: %w", err)
		}
		for i := range made {
			nums[i] = last - int64(len(ms)-1-i)
			if err := d.insertMonitor(ctx, q, &made[i], nums[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	ids := make([]monitor.ID, len(ms))
	for i, m := range ms {
		*m = made[i]
		ids[i] = m.ID
		d.results.known(m.ID, nums[i])
	}
	d.feed.publish(Event{Kind: MonitorsChanged, Monitors: ids})
	wake(d.WakeMonitors)
	return nil
}

func (d *DB) insertMonitor(ctx context.Context, q *db.Queries, m *monitor.Monitor, num int64) error {
	body, sealed, err := d.sealMonitor(m)
	if err != nil {
		return err
	}
	target := d.targetOf(m)
	err = q.InsertMonitor(ctx, db.InsertMonitorParams{
		ID: string(m.ID), WorkspaceID: d.workspace, Num: num, Name: m.Name, SortName: sortName(m.Name), Kind: m.Kind,
		Target: target, Search: searchText(m, target), Paused: m.Paused, Body: body, Sealed: sealed,
		Created: toMS(m.Created), Updated: toMS(m.Updated), Version: m.Version,
	})
	if isDuplicate(err) {
		return problem.New(problem.Conflict, "There is a monitor with the id %s already.", m.ID)
	}
	if err != nil {
		return fmt.Errorf("insert monitor: %w", err)
	}
	if err := d.putTags(ctx, q, m); err != nil {
		return err
	}
	mem, err := json.Marshal(incident.Memory{State: monitor.Unknown, Since: m.Created})
	if err != nil {
		return fmt.Errorf("encode memory: %w", err)
	}
	err = q.InsertState(ctx, db.InsertStateParams{MonitorID: string(m.ID), WorkspaceID: d.workspace, State: string(monitor.Unknown),
		Shown: string(shown(*m, monitor.Unknown)), Since: toMS(m.Created), Memory: string(mem)})
	if err != nil {
		return fmt.Errorf("insert state: %w", err)
	}
	return nil
}

func (d *DB) putTags(ctx context.Context, q *db.Queries, m *monitor.Monitor) error {
	for _, t := range m.Tags {
		if err := q.InsertTag(ctx, db.InsertTagParams{MonitorID: string(m.ID), WorkspaceID: d.workspace, Tag: t}); err != nil {
			return fmt.Errorf("insert tag: %w", err)
		}
	}
	return nil
}

// UpdateMonitor replaces m, whose Version must be the one that is stored;
// otherwise it is a problem.Conflict. It sets m's new Version and Updated.
func (d *DB) UpdateMonitor(ctx context.Context, m *monitor.Monitor) error {
	next := *m
	err := d.tx(ctx, func(q *db.Queries) error {
		row, err := q.Monitor(ctx, d.workspace, string(m.ID))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("monitor")
		}
		if err != nil {
			return fmt.Errorf("read monitor: %w", err)
		}
		next.Created, next.Updated = fromMS(row.Created), now()
		return d.replaceMonitor(ctx, q, &next)
	})
	if err != nil {
		return err
	}
	*m = next
	d.monitorChanged(m.ID)
	return nil
}

// replaceMonitor writes m over its Version, which it raises.
func (d *DB) replaceMonitor(ctx context.Context, q *db.Queries, m *monitor.Monitor) error {
	body, sealed, err := d.sealMonitor(m)
	if err != nil {
		return err
	}
	target := d.targetOf(m)
	n, err := q.UpdateMonitor(ctx, db.UpdateMonitorParams{
		Name: m.Name, SortName: sortName(m.Name), Kind: m.Kind, Target: target, Search: searchText(m, target),
		Paused: m.Paused, Body: body, Sealed: sealed, Updated: toMS(m.Updated),
		WorkspaceID: d.workspace, ID: string(m.ID), Version: m.Version,
	})
	if err != nil {
		return fmt.Errorf("update monitor: %w", err)
	}
	if n == 0 {
		return problem.New(problem.Conflict, "Somebody else has changed the monitor meanwhile. Load it again and repeat your change.")
	}
	m.Version++
	paused := int64(0)
	if m.Paused {
		paused = 1
	}
	if err := q.ShowPaused(ctx, paused, string(m.ID)); err != nil {
		return fmt.Errorf("show pause: %w", err)
	}
	if err := q.DeleteTags(ctx, string(m.ID)); err != nil {
		return fmt.Errorf("delete tags: %w", err)
	}
	return d.putTags(ctx, q, m)
}

func (d *DB) monitorChanged(id monitor.ID) {
	d.feed.publish(Event{Kind: MonitorsChanged, Monitors: []monitor.ID{id}})
	wake(d.WakeMonitors)
}

// SetPaused pauses a monitor or lets it go on. Again is no error.
func (d *DB) SetPaused(ctx context.Context, id monitor.ID, paused bool) error {
	changed := false
	err := d.tx(ctx, func(q *db.Queries) error {
		row, err := q.Monitor(ctx, d.workspace, string(id))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("monitor")
		}
		if err != nil {
			return fmt.Errorf("read monitor: %w", err)
		}
		m, err := d.openMonitor(row)
		if err != nil {
			return err
		}
		if changed = m.Paused != paused; !changed {
			return nil
		}
		m.Paused, m.Updated = paused, now()
		return d.replaceMonitor(ctx, q, &m)
	})
	if err == nil && changed {
		d.monitorChanged(id)
	}
	return err
}

// DeleteMonitor removes a monitor, its state and its series. Its incidents
// stay; one that is open ends, unless other monitors keep it open, and alerts
// of the monitor that are not delivered yet are dropped.
func (d *DB) DeleteMonitor(ctx context.Context, id monitor.ID) error {
	var ended incident.ID
	err := d.tx(ctx, func(q *db.Queries) error {
		ended = ""
		raw, err := q.LockState(ctx, d.workspace, string(id))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound("monitor")
		}
		if err != nil {
			return fmt.Errorf("lock state: %w", err)
		}
		var mem incident.Memory
		if err := json.Unmarshal([]byte(raw), &mem); err != nil {
			return fmt.Errorf("decode memory: %w", err)
		}
		if ended = mem.Incident; ended != "" {
			if err := d.leaveIncident(ctx, q, ended, id); err != nil {
				return err
			}
		}
		if _, err := q.DropOfMonitor(ctx, db.DropOfMonitorParams{Settled: toMS(now()), Error: "the monitor was deleted", MonitorID: string(id)}); err != nil {
			return fmt.Errorf("drop alerts: %w", err)
		}
		if err := q.BurySeries(ctx, string(id)); err != nil {
			return fmt.Errorf("note series to delete: %w", err)
		}
		if _, err := q.DeleteMonitor(ctx, d.workspace, string(id)); err != nil {
			return fmt.Errorf("delete monitor: %w", err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	d.results.forget(id)
	d.monitorChanged(id)
	if ended != "" {
		d.feed.publish(Event{Kind: IncidentChanged, Incident: ended})
	}
	return nil
}

// Monitor returns a monitor, secrets included. A missing one is a
// problem.NotFound.
func (d *DB) Monitor(ctx context.Context, id monitor.ID) (monitor.Monitor, error) {
	row, err := d.q().Monitor(ctx, d.workspace, string(id))
	if errors.Is(err, sql.ErrNoRows) {
		return monitor.Monitor{}, notFound("monitor")
	}
	if err != nil {
		return monitor.Monitor{}, fmt.Errorf("read monitor: %w", err)
	}
	return d.openMonitor(row)
}

// Monitors returns every monitor, secrets included, by name. One whose
// secrets cannot be opened is an error: nothing may go unwatched unseen.
func (d *DB) Monitors(ctx context.Context) ([]monitor.Monitor, error) {
	rows, err := d.q().Monitors(ctx, d.workspace)
	if err != nil {
		return nil, fmt.Errorf("read monitors: %w", err)
	}
	ms := make([]monitor.Monitor, 0, len(rows))
	for _, row := range rows {
		m, err := d.openMonitor(row)
		if err != nil {
			return nil, err
		}
		ms = append(ms, m)
	}
	return slices.Clip(ms), nil
}

// memory reads what the state machine remembers of a monitor.
func decodeMemory(raw string) (incident.Memory, error) {
	var mem incident.Memory
	if err := json.Unmarshal([]byte(raw), &mem); err != nil {
		return mem, fmt.Errorf("decode memory: %w", err)
	}
	return mem, nil
}
