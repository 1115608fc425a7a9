package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"
)

// A Change says what has changed.
type Change struct {
	EventID  string    `json:"-"`    // for StreamEvents, to go on after it
	Kind     string    `json:"kind"` // monitor, incident, result; or resync: read anew what you keep
	Monitor  string    `json:"monitor_id,omitempty"`
	Incident string    `json:"incident_id,omitempty"`
	State    string    `json:"state,omitempty"`
	At       time.Time `json:"at,omitzero"`
}

// StreamEvents yields changes as they happen, until ctx ends, the connection
// breaks, or the caller stops. last is the EventID of the last change seen, if
// any: what came after it is yielded first. The end of the connection is an
// error, after which the caller calls again with the last EventID.
func (c *Client) StreamEvents(ctx context.Context, last string) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		r := get("/events", nil)
		if last != "" {
			r.header = http.Header{"Last-Event-Id": {last}}
		}
		res, err := c.send(ctx, r)
		if err != nil {
			yield(Change{}, err)
			return
		}
		defer res.Body.Close()
		events := bufio.NewScanner(res.Body)
		for {
			change, ok, err := readEvent(events)
			if err != nil {
				yield(Change{}, err)
				return
			}
			if !ok {
				yield(Change{}, fmt.Errorf("event stream ended: %w", io.ErrUnexpectedEOF))
				return
			}
			if !yield(change, nil) {
				return
			}
		}
	}
}

// readEvent reads up to the empty line that ends an event with data (WHATWG
// HTML, section 9.2.6).
func readEvent(lines *bufio.Scanner) (c Change, ok bool, err error) {
	var name, id, data string
	for lines.Scan() {
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			name = value
		case "id":
			id = value
		case "data":
			data += value
		case "":
			if lines.Text() != "" || data == "" {
				continue // a comment, or nothing yet
			}
			if err := json.Unmarshal([]byte(data), &c); err != nil {
				return c, false, fmt.Errorf("read event: %w", err)
			}
			c.EventID, c.Kind = id, name
			return c, true, nil
		}
	}
	return c, false, lines.Err()
}
