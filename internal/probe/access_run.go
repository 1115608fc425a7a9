package probe

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

const (
	cellSpacing = 100 * time.Millisecond // between two requests of a matrix, at most
	cellLeast   = 2 * time.Second        // for a cell, even if its share of the time is less
)

var errCellLimit = errors.New("the share of this cell of the time limit is up")

// runAccessJob checks a matrix, one cell after the other. The deadline of ctx
// bounds all of it; what it does not reach is not checked, and says so.
func runAccessJob(ctx context.Context, n *netx.Net, job monitor.Job) measure.Report {
	began := time.Now()
	r := measure.Report{Monitor: job.Monitor.ID, Place: job.Place, Reason: job.Reason, At: began}
	a, err := decodeAccess(job.Monitor.Spec)
	if err != nil {
		r.Fault = "the monitor's settings cannot be read"
		return r
	}
	cells, bad := a.plan()
	if len(bad) > 0 {
		r.Fault = "the settings are wrong: " + bad[0].Field + ": " + bad[0].Text
		return r
	}
	m := &matrix{report: &r, net: n, cells: cells, attempts: attemptsOf(ctx), job: job}
	m.run(ctx)
	r.Took = time.Since(began)
	return r
}

// A matrix is a check of one under way.
type matrix struct {
	report   *measure.Report
	net      *netx.Net
	cells    []cell
	attempts *Attempts
	job      monitor.Job
	secrets  []string
}

func (m *matrix) run(ctx context.Context) {
	for i := range m.cells {
		m.secrets = append(m.secrets, secretsOf(&m.cells[i])...)
	}
	wrong := slices.ContainsFunc(m.cells, func(c cell) bool { return c.identity == measure.IdentityWrong })
	key, last := attemptKey(m.job.Monitor, m.cells), map[string]measure.Cell(nil)
	maySend := wrong
	if wrong {
		maySend, last = m.attempts.begin(key, m.job.Monitor)
	}
	unreached := -1
	for i := range m.cells {
		c := &m.cells[i]
		out := measure.Cell{Identity: c.identity, Endpoint: c.endpoint(), Expected: c.want.String()}
		switch {
		case c.identity == measure.IdentityWrong && !maySend:
			out = asLast(out, last)
		case c.row == unreached:
			out.Skipped = "the endpoint was not reached"
		case ctx.Err() != nil || i > 0 && !m.space(ctx, len(m.cells)-i):
			out.Skipped = "the time limit of the check was up"
		default:
			m.ask(ctx, c, &out, len(m.cells)-i)
			if hop := m.report.Last(); hop != nil && hop.Answer == nil && !sent(hop) {
				unreached = c.row
			}
		}
		m.report.Cells = append(m.report.Cells, out)
		if m.report.Fault != "" {
			return
		}
	}
	if maySend {
		m.attempts.keep(key, m.report.Cells)
	}
	endOnWorst(m.report)
}

// space waits between two requests: a little, and less when time is short.
func (m *matrix) space(ctx context.Context, left int) bool {
	d := cellSpacing
	if end, ok := ctx.Deadline(); ok {
		d = min(d, time.Until(end)/time.Duration(4*left))
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// ask sends the request of c and records how it was received.
func (m *matrix) ask(ctx context.Context, c *cell, out *measure.Cell, left int) {
	offset := time.Since(m.report.At)
	if end, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		share := max(time.Until(end)/time.Duration(left), cellLeast)
		ctx, cancel = context.WithTimeoutCause(ctx, share, errCellLimit)
		defer cancel()
	}
	one := RunHTTP(ctx, m.net, c.spec, monitor.Expectation{Status: c.want})
	if m.report.Fault = one.Fault; len(one.Hops) == 0 {
		return
	}
	hop := one.Last()
	if c.refuses() && one.Status() >= 200 && one.Status() <= 299 && one.Door() != measure.DoorSignIn {
		for i := range hop.Observations {
			if o := &hop.Observations[i]; o.Failure == measure.StatusUnexpected {
				o.Failure, o.Target = measure.Exposed, "access"
			}
		}
	}
	for i := range hop.Observations {
		hop.Observations[i].Start += offset
	}
	m.scrub(c, hop)
	if o, failed := hop.Failed(); failed {
		out.Failure = o.Failure
	}
	out.Got = one.Status()
	m.report.Hops = append(m.report.Hops, *hop)
	out.Hop = len(m.report.Hops)
}

// sent reports whether a request was sent at all.
func sent(h *measure.Hop) bool {
	return slices.ContainsFunc(h.Observations, func(o measure.Observation) bool { return o.Op == measure.Wait })
}

// secretsOf are the texts that must show nowhere: the value of a stored
// credential, and the part after its scheme.
func secretsOf(c *cell) []string {
	if c.identity == measure.IdentityNone || c.identity == measure.IdentityWrong {
		return nil
	}
	out := []string{c.value}
	if _, token, ok := strings.Cut(c.value, " "); ok {
		out = append(out, token)
	}
	if _, token, ok := strings.Cut(c.value, "="); ok && strings.EqualFold(c.name, "Cookie") {
		out = append(out, token)
	}
	return slices.DeleteFunc(out, func(s string) bool { return len(s) < 4 })
}

// scrub takes the secrets of every identity out of what an endpoint echoes,
// and out of a header field of ours whose name does not tell that it is one.
func (m *matrix) scrub(c *cell, hop *measure.Hop) {
	for i := range hop.Request.Header {
		if f := &hop.Request.Header[i]; strings.EqualFold(f.Name, c.name) && !redact.Header(f.Name) {
			f.Value = redact.Mask
		}
	}
	for _, secret := range m.secrets {
		for i := range hop.Observations {
			o := &hop.Observations[i]
			o.Detail = strings.ReplaceAll(o.Detail, secret, redact.Mask)
		}
		if hop.Answer == nil {
			continue
		}
		for i := range hop.Answer.Header {
			f := &hop.Answer.Header[i]
			f.Value = strings.ReplaceAll(f.Value, secret, redact.Mask)
		}
		if bytes.Contains(hop.Answer.Body, []byte(secret)) {
			hop.Answer.Body = bytes.ReplaceAll(hop.Answer.Body, []byte(secret), []byte(redact.Mask))
		}
	}
}

// asLast is a cell of the wrong identity that is not sent again yet. What was
// answered to it stands for as long, unless that may have been a passing fault.
func asLast(c measure.Cell, last map[string]measure.Cell) measure.Cell {
	c.Skipped = "a wrong credential is sent at most once an hour"
	was, ok := last[c.Endpoint+" "+c.Expected]
	if ok && was.Failure != measure.OK && was.Got >= 200 && was.Got < 500 && was.Got != 429 {
		c.Got, c.Failure = was.Got, was.Failure
	}
	return c
}

// endOnWorst makes r end on its worst cell: one that is open, then one that is
// not answered as it should, then one that is refused, then one that is limited.
func endOnWorst(r *measure.Report) {
	worst, at := 0, -1
	for i := range r.Cells {
		c := &r.Cells[i]
		rank := 0
		switch {
		case c.Hop == 0 || c.Failure == measure.OK:
		case c.Failure == measure.Exposed:
			rank = 4
		case c.Got == 429:
			rank = 1
		case c.Got == 401 || c.Got == 403 || c.Got == 407 || c.Got == 451:
			rank = 2
		default:
			rank = 3
		}
		if rank > worst {
			worst, at = rank, i
		}
	}
	if at >= 0 {
		r.EndOn(at)
	}
}
