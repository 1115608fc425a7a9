package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A MatrixView is an access matrix as a table: a row for each endpoint, a
// column for each identity.
type MatrixView struct {
	At      time.Time
	Columns []string
	Rows    []MatrixRow
	Bad     int // cells that are not as expected
	Skipped int // cells that were not checked
	Cells   int
}

// A MatrixRow is an endpoint.
type MatrixRow struct {
	Method, URL string
	Cells       []MatrixCell
}

// A MatrixCell is an identity at an endpoint.
type MatrixCell struct {
	Identity string
	State    monitor.State // for its icon; "" when this identity is not sent there
	Word     string
	Expected string
	Got      string
	Note     string         // why it was not checked
	Finding  *MatrixFinding // where it is not as expected, and diagnosed
}

// A MatrixFinding is what is known of a cell that is not as expected.
type MatrixFinding struct {
	Says  string
	Cause diagnose.CauseID
	Title string
}

// matrixView draws the cells of r, or nil where there are none.
func matrixView(r *measure.Report, d diagnose.Diagnosis) *MatrixView {
	if r == nil || len(r.Cells) == 0 {
		return nil
	}
	v := &MatrixView{At: r.At, Cells: len(r.Cells), Columns: matrixColumns(r.Cells)}
	for _, c := range r.Cells {
		method, url, _ := strings.Cut(visible(c.Endpoint), " ")
		i := slices.IndexFunc(v.Rows, func(row MatrixRow) bool { return row.Method == method && row.URL == url })
		if i < 0 {
			row := MatrixRow{Method: method, URL: url, Cells: make([]MatrixCell, len(v.Columns))}
			for j, name := range v.Columns {
				row.Cells[j].Identity = identityWords(name)
			}
			v.Rows, i = append(v.Rows, row), len(v.Rows)
		}
		cell := matrixCell(&c, d)
		switch {
		case c.Failure != measure.OK:
			v.Bad++
		case c.Skipped != "":
			v.Skipped++
		}
		v.Rows[i].Cells[slices.Index(v.Columns, visible(c.Identity))] = cell
	}
	for j, name := range v.Columns {
		v.Columns[j] = identityWords(name)
	}
	return v
}

// matrixColumns are the identities in the order in which they are asked.
func matrixColumns(cells []measure.Cell) []string {
	var stored []string
	has := map[string]bool{}
	for _, c := range cells {
		name := visible(c.Identity)
		if !has[name] && name != measure.IdentityNone && name != measure.IdentityWrong {
			stored = append(stored, name)
		}
		has[name] = true
	}
	var out []string
	for _, name := range []string{measure.IdentityNone, measure.IdentityWrong} {
		if has[name] {
			out = append(out, name)
		}
	}
	return append(out, stored...)
}

// identityWords names a column.
func identityWords(name string) string {
	switch name {
	case measure.IdentityNone:
		return "nobody"
	case measure.IdentityWrong:
		return "wrong credential"
	}
	return name
}

func matrixCell(c *measure.Cell, d diagnose.Diagnosis) MatrixCell {
	v := MatrixCell{Identity: identityWords(visible(c.Identity)), Expected: visible(c.Expected), Note: visible(c.Skipped), State: monitor.Up, Word: "as expected"}
	if c.Got != 0 {
		v.Got = strconv.Itoa(c.Got)
	}
	switch {
	case c.Failure == measure.OK && c.Skipped != "":
		v.State, v.Word = monitor.Unknown, "not checked"
	case c.Failure == measure.OK:
	case c.Failure == measure.Exposed:
		v.State, v.Word = monitor.Down, "let in"
	case c.Got == 401 || c.Got == 403 || c.Got == 407 || c.Got == 451:
		v.State, v.Word = monitor.Refused, "refused"
	case c.Got == 429:
		v.State, v.Word = monitor.Limited, "limited"
	case c.Got == 0:
		v.State, v.Word = monitor.Down, failureWords(c.Failure)
	default:
		v.State, v.Word = monitor.Down, "another answer"
	}
	for _, f := range d.Cells {
		if f.Identity == c.Identity && f.Endpoint == c.Endpoint {
			v.Finding = &MatrixFinding{visible(f.Says), f.Cause, f.Title}
		}
	}
	return v
}

// Findings are the cells that are not as expected and were diagnosed.
func (v *MatrixView) Findings() []MatrixFinding {
	var out []MatrixFinding
	for _, r := range v.Rows {
		for _, c := range r.Cells {
			if c.Finding != nil {
				out = append(out, *c.Finding)
			}
		}
	}
	return out
}
