package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
)

// These are settings that come several times. Their inputs are named by the
// setting and the number of the row, and the setting's own input says how many
// rows there are. Beyond those stand empty ones, to be filled.

// A RowFields is one row of such a setting.
type RowFields struct {
	Title  string
	Fresh  bool // an empty one
	Fields []FieldView
}

const (
	maxRows   = 100
	freshRows = 2
)

func rowPrefix(name string, i int) string { return fmt.Sprintf("%s[%d].", name, i) }

// shownRows says how many rows of a setting a form holds.
func shownRows(name string, in url.Values) int {
	n, _ := strconv.Atoi(in.Get(name))
	return min(max(n, 0)+freshRows, maxRows)
}

// rowFields shows the rows of f, and what is wrong with them.
func rowFields(f form.Field, prefix string, in url.Values, stored map[string]bool, bad *faults) FieldView {
	v := FieldView{Name: prefix + f.Name, Label: f.Label, Help: strings.TrimSpace(f.Help + " Empty a row to remove it."), Kind: "rows", Required: f.Required}
	n := shownRows(v.Name, in)
	v.Value = strconv.Itoa(n)
	for i := range n {
		at := rowPrefix(v.Name, i)
		below := map[string]bool{}
		for name, is := range stored {
			if rest, ok := strings.CutPrefix(name, rowPrefix(f.Name, i)); ok {
				below[rest] = is
			}
		}
		row := RowFields{Title: fmt.Sprintf("Row %d", i+1), Fresh: rowEmpty(f, at, in), Fields: settingFields(f.Fields, at, in, below, bad)}
		for j := range row.Fields {
			row.Fields[j].Required = row.Fields[j].Required && !row.Fresh
			if i > 0 {
				row.Fields[j].Help = "" // the first row says it
			}
		}
		v.Lines = append(v.Lines, row)
	}
	v.Error = bad.take(v.Name)
	return v
}

// rowEmpty reports whether nothing was typed into a row.
func rowEmpty(f form.Field, at string, in url.Values) bool {
	for _, sub := range f.Fields {
		if strings.TrimSpace(in.Get(at+sub.Name)) != "" {
			return false
		}
	}
	return true
}

// rowValues turns stored rows into what a form shows of them.
func rowValues(f form.Field, prefix string, masked json.RawMessage, into url.Values, stored map[string]bool) {
	var rows []json.RawMessage
	_ = json.Unmarshal(masked, &rows)
	for i, row := range rows {
		for name, is := range settingValues(f.Fields, rowPrefix(prefix+f.Name, i), row, into) {
			stored[rowPrefix(f.Name, i)+name] = is
		}
	}
	into.Set(prefix+f.Name, strconv.Itoa(len(rows)))
}

// typedRows reads what was typed into the rows of f.
func typedRows(f form.Field, prefix string, in url.Values, bad *faults) []map[string]any {
	var out []map[string]any
	n, _ := strconv.Atoi(in.Get(prefix + f.Name))
	for i := range min(max(n, 0), maxRows) {
		if at := rowPrefix(prefix+f.Name, i); !rowEmpty(f, at, in) {
			out = append(out, typed(f.Fields, at, in, bad))
		}
	}
	return out
}
