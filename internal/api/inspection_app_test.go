package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
	"github.com/uptimesignal/uptimesignal/internal/api"
	"github.com/uptimesignal/uptimesignal/internal/inspect"
)

// The API takes what inspect prints, whatever inspect comes to print.
func TestInspectionIsTakenAsPrinted(t *testing.T) {
	var differ func(at string, printed, taken reflect.Type)
	differ = func(at string, printed, taken reflect.Type) {
		if printed.Kind() == reflect.Slice && taken.Kind() == reflect.Slice {
			printed, taken = printed.Elem(), taken.Elem()
		}
		if printed.Kind() != taken.Kind() {
			t.Errorf("%s: printed as %s, taken as %s", at, printed, taken)
			return
		}
		if printed.Kind() != reflect.Struct {
			return
		}
		members := func(s reflect.Type) map[string]reflect.Type {
			m := map[string]reflect.Type{}
			for f := range s.Fields() {
				if tag := f.Tag.Get("json"); tag != "" {
					m[tag] = f.Type
				}
			}
			return m
		}
		a, b := members(printed), members(taken)
		for tag, ft := range a {
			if b[tag] == nil {
				t.Errorf("%s.%s is printed and not taken", at, tag)
				continue
			}
			differ(at+"."+tag, ft, b[tag])
		}
		for tag := range b {
			if a[tag] == nil {
				t.Errorf("%s.%s is taken and not printed", at, tag)
			}
		}
	}
	differ("", reflect.TypeFor[inspect.Result](), reflect.TypeFor[api.Inspection]())
}

// A file that the web server may not read: from outside one of several causes,
// with a look from within one, which the incident names from then on.
func TestInspectionDecides(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("inspect looks at Linux only")
	}
	onEach(t, inspectionDecides)
}

func inspectionDecides(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	var refuse atomic.Bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "nginx")
		w.Header().Set("Content-Type", "text/html")
		if refuse.Load() {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, "<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
		}
	}))
	defer s.Close()
	m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Report", Spec: client.HTTP(s.URL + "/d/report.txt"),
		Experiments: client.Experiments{Off: true}, Policy: client.Policy{Confirm: new(1)}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.CheckNow(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	refuse.Store(true)
	if _, err := c.CheckNow(ctx, m.ID); err != nil {
		t.Fatal(err)
	}
	inc := openIncident(t, c)
	if d := inc.Diagnosis; d.Verdict == "cause" && d.Causes[0].ID == "static/file-unreadable" {
		t.Fatalf("it was told from outside: %+v", d)
	}
	d, err := c.AttachInspection(ctx, inc.ID, inspected(t))
	if err != nil {
		t.Fatal(err)
	}
	if d.Diagnosis.Verdict != "cause" || d.Diagnosis.Causes[0].ID != "static/file-unreadable" || !strings.HasPrefix(d.Diagnosis.Causes[0].Evidence[0].Source, "inspect /") ||
		!strings.HasPrefix(d.Diagnosis.Fix[0].Steps[0], "$ chmod o+r ") {
		t.Errorf("diagnosis %+v", d.Diagnosis)
	}
	last := d.Timeline[len(d.Timeline)-1]
	if last.Kind != "inspected" || !strings.Contains(last.Text, "An inspection on the server's own host decided it: ") {
		t.Errorf("the timeline ends with %+v", last)
	}
	_, err = c.AttachInspection(ctx, "01890000-0000-7000-8000-000000000099", inspected(t))
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Kind() != "not_found" {
		t.Errorf("a missing incident: %v", err)
	}
	wantAudit(t, c, "attach_inspection "+d.ID, "create_monitor "+m.ID, "create_api_key")
}

// openIncident waits for the one incident: a check is judged in the background.
func openIncident(t *testing.T, c *client.Client) client.Incident {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		l, err := c.ListIncidents(ctx, client.IncidentFilter{Open: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(l.Incidents) > 0 {
			return l.Incidents[0]
		}
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// inspected looks at a real file that the user 54321 may not read.
func inspected(t *testing.T) json.RawMessage {
	t.Helper()
	dir, err := os.MkdirTemp("", "uptimesignal-inspected-") // not below a folder that is closed to others
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	file := filepath.Join(dir, "report.txt")
	if err := errors.Join(os.Chmod(dir, 0o755), os.WriteFile(file, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	r, err := inspect.Run(inspect.Options{Path: file, UID: new(uint32(54321)), GIDs: []uint32{54321}})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// wantAudit wants the newest entries of the audit log, the newest first.
func wantAudit(t *testing.T, c *client.Client, want ...string) {
	t.Helper()
	log, err := c.ListAudit(t.Context(), len(want))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i, e := range log.Entries {
		what := e.Action + " " + e.Object
		if i < len(want) && !strings.Contains(want[i], " ") {
			what = e.Action
		}
		got = append(got, what)
		if e.Actor != "test" || e.At.IsZero() {
			t.Errorf("%s by %q at %v", what, e.Actor, e.At)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the audit log says %q\nwant %q", got, want)
	}
}

// Whatever is changed by request stands in the audit log, and no secret does.
func TestAudit(t *testing.T) { onEach(t, audit) }

func audit(t *testing.T, c *client.Client) {
	t.Helper()
	ctx := t.Context()
	fail := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s := newSite(t)
	m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Shop", Paused: true, Spec: []byte(`{"url":"http://127.0.0.1:1/","bearer":"TOPSECRET"}`)})
	fail(m, err)
	fail(c.UpdateMonitor(ctx, m.ID, 0, client.MonitorPatch{Name: new("Shop 2")}))
	fail(c.PauseMonitor(ctx, m.ID))
	fail(c.ResumeMonitor(ctx, m.ID))
	fail(nil, c.DeleteMonitor(ctx, m.ID))
	ch, err := c.CreateChannel(ctx, client.ChannelSettings{Name: "Hook", Kind: "webhook", Settings: client.HTTP(s.URL + "/hook?token=TOPSECRET")})
	fail(ch, err)
	fail(c.UpdateChannel(ctx, ch.ID, 0, client.ChannelPatch{Paused: new(true)}))
	fail(nil, c.TestChannel(ctx, ch.ID))
	fail(nil, c.DeleteChannel(ctx, ch.ID))
	k, err := c.CreateAPIKey(ctx, "ci", "read")
	fail(k, err)
	fail(nil, c.RevokeAPIKey(ctx, k.ID))
	if _, err = c.PauseMonitor(ctx, m.ID); err == nil { // and what could not be done, was not
		t.Error("a deleted monitor was paused")
	}
	wantAudit(t, c, "revoke_api_key "+k.ID, "create_api_key "+k.ID, "delete_channel "+ch.ID, "test_channel "+ch.ID, "update_channel "+ch.ID, "create_channel "+ch.ID,
		"delete_monitor "+m.ID, "resume_monitor "+m.ID, "pause_monitor "+m.ID, "update_monitor "+m.ID, "create_monitor "+m.ID, "create_api_key")
	log, err := c.ListAudit(ctx, 0)
	if raw, _ := json.Marshal(log); err != nil || strings.Contains(string(raw), "SECRET") || log.Entries[0].Address != "127.0.0.1" {
		t.Errorf("the log: %s, %v", raw, err)
	}
}
