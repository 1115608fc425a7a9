package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
)

// calls is a call of the public client for each route.
var calls = map[string]func(context.Context, *client.Client) (any, error){
	"listMonitors": func(ctx context.Context, c *client.Client) (any, error) {
		return c.ListMonitors(ctx, client.MonitorFilter{Query: "a", State: "up", Tag: "t", Limit: 3, Cursor: "x"})
	},
	"createMonitor": func(ctx context.Context, c *client.Client) (any, error) {
		return c.CreateMonitor(ctx, client.MonitorSettings{Name: "a", Spec: client.HTTP("https://a.example"), Interval: new(client.Duration(time.Minute)),
			Expect: client.Expect{Status: "2xx", MaxTime: client.Duration(time.Second), Header: []client.HeaderMatch{{Name: "A"}}, JSON: []client.JSONMatch{{Path: "a", Value: "b"}}},
			Policy: client.Policy{Confirm: new(2), Recheck: new(client.Duration(0)), Recover: new(1)}, Experiments: client.Experiments{Off: true},
			Windows: []client.Window{{Days: []string{"monday"}, Start: "02:30", Length: client.Duration(time.Hour)}}, Tags: []string{"x"}})
	},
	"tryMonitor": func(ctx context.Context, c *client.Client) (any, error) {
		return c.TryMonitor(ctx, "m1", client.MonitorSettings{Spec: client.HTTP("https://a.example")})
	},
	"getMonitor": func(ctx context.Context, c *client.Client) (any, error) { return c.GetMonitor(ctx, "m1") },
	"replaceMonitor": func(ctx context.Context, c *client.Client) (any, error) {
		m, err := c.GetMonitor(ctx, "m1")
		if err != nil {
			return nil, err
		}
		return c.ReplaceMonitor(ctx, "m1", m.Version, m.MonitorSettings)
	},
	"updateMonitor": func(ctx context.Context, c *client.Client) (any, error) {
		return c.UpdateMonitor(ctx, "m1", 3, client.MonitorPatch{Name: new("b"), Tags: new([]string{})})
	},
	"deleteMonitor": func(ctx context.Context, c *client.Client) (any, error) { return nil, c.DeleteMonitor(ctx, "m1") },
	"pauseMonitor":  func(ctx context.Context, c *client.Client) (any, error) { return c.PauseMonitor(ctx, "m1") },
	"resumeMonitor": func(ctx context.Context, c *client.Client) (any, error) { return c.ResumeMonitor(ctx, "m1") },
	"listChecks": func(ctx context.Context, c *client.Client) (any, error) {
		return c.ListChecks(ctx, "m1", client.CheckFilter{From: when.Add(-time.Hour), To: when, Limit: 2})
	},
	"checkNow": func(ctx context.Context, c *client.Client) (any, error) { return c.CheckNow(ctx, "m1") },
	"getSeries": func(ctx context.Context, c *client.Client) (any, error) {
		return c.GetSeries(ctx, "m1", client.SeriesFilter{Buckets: 10})
	},
	"listIncidents": func(ctx context.Context, c *client.Client) (any, error) {
		return c.ListIncidents(ctx, client.IncidentFilter{Monitor: "m1", Open: true})
	},
	"getIncident":         func(ctx context.Context, c *client.Client) (any, error) { return c.GetIncident(ctx, "i1") },
	"acknowledgeIncident": func(ctx context.Context, c *client.Client) (any, error) { return c.AcknowledgeIncident(ctx, "i1") },
	"attachInspection": func(ctx context.Context, c *client.Client) (any, error) {
		return c.AttachInspection(ctx, "i1", json.RawMessage(good["attachInspection"]))
	},
	"getCapture":   func(ctx context.Context, c *client.Client) (any, error) { return c.GetCapture(ctx, "p1") },
	"listChannels": func(ctx context.Context, c *client.Client) (any, error) { return c.ListChannels(ctx) },
	"createChannel": func(ctx context.Context, c *client.Client) (any, error) {
		return c.CreateChannel(ctx, client.ChannelSettings{Name: "a", Kind: "webhook", Settings: client.HTTP("https://a.example")})
	},
	"getChannel": func(ctx context.Context, c *client.Client) (any, error) { return c.GetChannel(ctx, "c1") },
	"replaceChannel": func(ctx context.Context, c *client.Client) (any, error) {
		return c.ReplaceChannel(ctx, "c1", 2, client.ChannelSettings{Name: "a", Kind: "webhook", Settings: client.HTTP("https://a.example")})
	},
	"updateChannel": func(ctx context.Context, c *client.Client) (any, error) {
		return c.UpdateChannel(ctx, "c1", 0, client.ChannelPatch{Paused: new(true)})
	},
	"deleteChannel":    func(ctx context.Context, c *client.Client) (any, error) { return nil, c.DeleteChannel(ctx, "c1") },
	"testChannel":      func(ctx context.Context, c *client.Client) (any, error) { return nil, c.TestChannel(ctx, "c1") },
	"listProbeKinds":   func(ctx context.Context, c *client.Client) (any, error) { return c.ListProbeKinds(ctx) },
	"listChannelKinds": func(ctx context.Context, c *client.Client) (any, error) { return c.ListChannelKinds(ctx) },
	"listAPIKeys":      func(ctx context.Context, c *client.Client) (any, error) { return c.ListAPIKeys(ctx) },
	"createAPIKey":     func(ctx context.Context, c *client.Client) (any, error) { return c.CreateAPIKey(ctx, "ci", "write") },
	"revokeAPIKey":     func(ctx context.Context, c *client.Client) (any, error) { return nil, c.RevokeAPIKey(ctx, "k1") },
	"listAudit":        func(ctx context.Context, c *client.Client) (any, error) { return c.ListAudit(ctx, 7) },
	"getMe":            func(ctx context.Context, c *client.Client) (any, error) { return c.GetMe(ctx) },
	"getHealth":        func(ctx context.Context, c *client.Client) (any, error) { return c.GetHealth(ctx) },
	"streamEvents": func(ctx context.Context, c *client.Client) (any, error) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		for _, err := range c.StreamEvents(ctx, "") {
			if err != nil && !errors.Is(err, context.Canceled) {
				return nil, err
			}
		}
		return nil, nil
	},
}

// recorder sends requests to a handler and keeps what went by last.
type recorder struct {
	handler http.Handler
	pattern string
	body    []byte
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		r.pattern = req.Method + " " + req.URL.Path
		return nil, err
	}
	if req.Body == nil {
		req.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	r.handler.ServeHTTP(rec, req)
	r.pattern, r.body = req.Pattern, rec.Body.Bytes()
	res := rec.Result()
	res.Body = io.NopCloser(bytes.NewReader(r.body))
	return res, nil
}

// The client has a method for each route, which calls that route, and reads
// every field of what it answers.
func TestClientCoversEveryRoute(t *testing.T) {
	for _, r := range Routes {
		t.Run(r.Name, func(t *testing.T) {
			method := strings.ToUpper(r.Name[:1]) + r.Name[1:]
			if _, ok := reflect.TypeFor[*client.Client]().MethodByName(method); !ok {
				t.Errorf("the client has no method %s", method)
			}
			call, ok := calls[r.Name]
			if !ok {
				t.Fatal("no call of it stands in calls")
			}
			c, err := client.New("http://x.example", "ups_key")
			if err != nil {
				t.Fatal(err)
			}
			wire := &recorder{handler: newWorld().api(t).Handler()}
			c.HTTP = &http.Client{Transport: wire}
			got, err := call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if want := r.Method + " " + r.Path; wire.pattern != want {
				t.Errorf("it called %s, want %s", wire.pattern, want)
			}
			if got == nil {
				return
			}
			dec := json.NewDecoder(bytes.NewReader(wire.body))
			dec.DisallowUnknownFields()
			if err := dec.Decode(reflect.New(reflect.TypeOf(got)).Interface()); err != nil {
				t.Errorf("the client does not know all of %s: %v", wire.body, err)
			}
		})
	}
}

func TestClientErrors(t *testing.T) {
	c, err := client.New("http://x.example/", "ups_key")
	if err != nil {
		t.Fatal(err)
	}
	c.HTTP = &http.Client{Transport: &recorder{handler: newWorld().api(t).Handler()}}
	_, err = c.CreateMonitor(t.Context(), client.MonitorSettings{Name: "a", Spec: json.RawMessage(`{"ulr":"x"}`)})
	e, ok := errors.AsType[*client.Error](err)
	if !ok || e.Kind() != "invalid" || e.Status != 422 || len(e.Errors) != 2 || e.Errors[0].Field != "spec.ulr" {
		t.Errorf("got %+v", err)
	}
	_, err = c.ReplaceMonitor(t.Context(), "m1", 1, client.MonitorSettings{Name: "a", Spec: client.HTTP("https://a.example")})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Kind() != "precondition_failed" {
		t.Errorf("got %v", err)
	}
}
