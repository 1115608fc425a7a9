package form

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Moved returns the name of a field by which the settings fresh lead to
// another place than old: another scheme, host or port of a URL, another proxy
// or server. It is "" when everything goes where it went. Only fields that are
// declared with "leads" count. A secret that is stored may not follow to
// another place unseen: see [Merge].
func Moved(fields []Field, old, fresh json.RawMessage) string {
	before, err1 := object(old)
	after, err2 := object(fresh)
	if err1 != nil || err2 != nil {
		return ""
	}
	for _, f := range fields {
		was, now := before[f.Name], after[f.Name]
		switch {
		case f.Type == Rows:
			if name := movedRows(f, was, now); name != "" {
				return name
			}
		case !f.Leads, f.Secret && now == nil, text(now) == redact.Mask:
			// leads nowhere, or is what is stored
		case place(was) != place(now):
			return f.Name
		}
	}
	return ""
}

// movedRows names the first row that leads to where none of the stored ones did.
func movedRows(f Field, was, now json.RawMessage) string {
	var before, after []map[string]json.RawMessage
	if json.Unmarshal(now, &after) != nil {
		return "" // for Decode to explain
	}
	_ = json.Unmarshal(was, &before)
	for _, g := range f.Fields {
		if !g.Leads {
			continue
		}
		for i, row := range after {
			to := place(row[g.Name])
			if to != "" && !slices.ContainsFunc(before, func(b map[string]json.RawMessage) bool { return place(b[g.Name]) == to }) {
				return fmt.Sprintf("%s[%d].%s", f.Name, i, g.Name)
			}
		}
	}
	return ""
}

// place is where the value of a field leads: of a URL its scheme, host and
// port, of anything else all of it.
func place(raw json.RawMessage) string {
	s := strings.TrimSpace(text(raw))
	if s == "" {
		if s = string(raw); s == `""` || s == "null" || s == "0" {
			return ""
		}
		return s
	}
	u, err := url.Parse(strings.ReplaceAll(s, redact.Mask, "x")) // a mask stands in no valid URL
	if err != nil || u.Host == "" {
		return s
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// Again says of a secret why it is not taken from what is stored, when the
// settings lead elsewhere by the field moved.
func Again(moved string) string {
	return "must be entered again, since " + moved + " leads elsewhere now"
}
