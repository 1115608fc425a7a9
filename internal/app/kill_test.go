package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// childEnv makes the test binary be a server, to be killed.
const childEnv = "UPTIMESIGNAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if spec := os.Getenv(childEnv); spec != "" {
		os.Exit(child(spec))
	}
	os.Exit(m.Run())
}

// A childSpec says what the server in the child process watches.
type childSpec struct {
	Data     string
	Port     int // of the targets, most at an address of their own
	Hook     string
	Monitors int
}

func child(spec string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var c childSpec
	if err := json.Unmarshal([]byte(spec), &c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	d := app.Declared{Channels: []alert.Channel{{Kind: "webhook", Name: "hook", Default: true, Settings: fmt.Appendf(nil, `{"url":%q}`, c.Hook)}}}
	for i := range c.Monitors {
		d.Monitors = append(d.Monitors, monitor.Monitor{
			Name: fmt.Sprintf("m%d", i), Kind: "http", Spec: fmt.Appendf(nil, `{"url":"http://127.0.7.%d:%d/%d"}`, min(i, 5)+1, c.Port, i), // the last ones share a host
			Interval: time.Second, Timeout: 500 * time.Millisecond, Policy: monitor.Policy{Confirm: 1, Recover: 1},
			Experiments: monitor.Experiments{Off: i%2 == 0}, // the alerts of the others wait for their diagnosis
		})
	}
	a, err := app.New(ctx, app.Options{Data: c.Data, Guard: netx.SelfHosted(), Declared: d, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		fmt.Fprintln(os.Stderr, "open:", err)
		return 1
	}
	fmt.Println("ready")
	if err := a.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
		return 1
	}
	return 0
}

// A receiver takes alerts, and refuses every fifth until it is calm.
type receiver struct {
	mu       sync.Mutex
	calm     bool
	accepted map[string]int // by key
	refused  int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.calm && rand.IntN(5) == 0 {
		r.refused++
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	r.accepted[q.Header.Get("webhook-id")]++
}

// The server is killed at random instants, again and again, while endpoints
// change their state and the receiver answers 500 now and then. The database
// opens each time, and in the end every transition that it knows of was told,
// each under its one key. UPTIMESIGNAL_KILL_ROUNDS says how often.
func TestKill(t *testing.T) {
	rounds := 10
	if s := os.Getenv("UPTIMESIGNAL_KILL_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	} else if testing.Short() {
		t.Skip("starts processes")
	}
	const monitors = 8
	status := newStatuses(monitors)
	l, err := net.Listen("tcp4", "0.0.0.0:0") // all of 127.0.0.0/8: a host of its own for each monitor
	if err != nil {
		t.Fatal(err)
	}
	target := &http.Server{Handler: status}
	go func() { _ = target.Serve(l) }()
	defer target.Close()
	inbox := &receiver{accepted: map[string]int{}}
	hook := httptest.NewServer(inbox)
	defer hook.Close()
	spec, _ := json.Marshal(childSpec{t.TempDir(), l.Addr().(*net.TCPAddr).Port, hook.URL, monitors})

	for range rounds {
		c := startChild(t, string(spec))
		for range 1 + rand.IntN(4) {
			status.flip()
			<-time.After(time.Duration(rand.IntN(600)) * time.Millisecond)
		}
		if err := c.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = c.cmd.Wait()
	}
	status.heal()
	inbox.mu.Lock()
	inbox.calm = true
	inbox.mu.Unlock()
	settled := false
	for range 20 { // alerts wait for diagnoses and for retries
		c := startChild(t, string(spec))
		<-time.After(3 * time.Second)
		c.stop(t)
		if settled = checkAlerts(t, string(spec), inbox, false); settled {
			break
		}
	}
	if !settled {
		checkAlerts(t, string(spec), inbox, true)
		t.Error("alerts are still waiting")
	}
	repeats := 0
	for _, n := range inbox.accepted {
		repeats += n - 1
	}
	t.Logf("%d kills: %d alerts accepted, %d of them again, %d refused by the receiver", rounds, len(inbox.accepted), repeats, inbox.refused)
}

// checkAlerts opens what the killed server left and holds it against what the
// receiver got. It reports whether nothing is waiting any more.
func checkAlerts(t *testing.T, spec string, inbox *receiver, loud bool) bool {
	t.Helper()
	var c childSpec
	if err := json.Unmarshal([]byte(spec), &c); err != nil {
		t.Fatal(err)
	}
	a, err := app.New(t.Context(), app.Options{Data: c.Data, Net: &netx.Net{}, Notifier: func(alert.Channel) (alert.Notifier, error) { return silent{}, nil }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatalf("the database does not open: %v", err)
	}
	defer func() {
		if err := a.Stop(); err != nil {
			t.Error(err)
		}
	}()
	if err := a.DB.CheckIntegrity(t.Context()); err != nil {
		t.Errorf("the database is damaged: %v", err)
	}
	incidents := allIncidents(t, a.DB)
	if len(incidents) == 0 {
		t.Error("no incident; the test has tested nothing")
	}
	keys := map[string]bool{}
	done := true
	for _, inc := range incidents {
		told := map[alert.Transition]bool{}
		ds, err := a.DB.Deliveries(t.Context(), store.DeliveryFilter{Incident: inc.ID, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			keys[d.Key] = true
			switch {
			case d.Status == store.DeliveryPending:
				done = false
				if loud {
					t.Errorf("%s %s waits: %d tries, %s", d.Key, d.Transition, d.Tries, d.Error)
				}
			case d.Transition == alert.Joined && d.Status == store.DeliveryDropped: // a later alert told of every monitor
			case d.Status != store.DeliveryDelivered:
				t.Errorf("%s %s is %s: %s", d.Key, d.Transition, d.Status, d.Error)
			case inbox.accepted[d.Key] == 0:
				t.Errorf("%s %s is said to be delivered and never arrived", d.Key, d.Transition)
			}
			told[d.Transition] = true
		}
		if !told[alert.Opened] || !inc.Closed.IsZero() && !told[alert.Resolved] {
			t.Errorf("incident %s (closed %v) has only the alerts %v", inc.ID, inc.Closed, told)
		}
		done = done && !inc.Closed.IsZero()
	}
	for key := range inbox.accepted {
		if !keys[key] {
			t.Errorf("the receiver got %s, of which the database knows nothing", key)
		}
	}
	return done
}

type silent struct{}

func (silent) Notify(context.Context, alert.Message) error { return fmt.Errorf("only looking") }

func allIncidents(t *testing.T, db *store.DB) []incident.Incident {
	t.Helper()
	var all []incident.Incident
	for after := ""; ; {
		page, next, err := db.Incidents(t.Context(), store.IncidentFilter{After: after, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); next == "" {
			return all
		}
		after = next
	}
}

// statuses is the endpoints that change.
type statuses struct {
	mu   sync.Mutex
	code []int
}

func newStatuses(n int) *statuses {
	s := &statuses{code: make([]int, n)}
	s.heal()
	return s
}

func (s *statuses) heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.code {
		s.code[i] = http.StatusOK
	}
}

func (s *statuses) flip() {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := rand.IntN(len(s.code))
	if s.code[i] == http.StatusOK {
		s.code[i] = []int{http.StatusForbidden, http.StatusBadGateway, http.StatusTooManyRequests}[rand.IntN(3)]
	} else {
		s.code[i] = http.StatusOK
	}
}

func (s *statuses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i, err := strconv.Atoi(r.URL.Path[1:])
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || i >= len(s.code) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(s.code[i])
}

// A childProc is a server in a process of its own.
type childProc struct{ cmd *exec.Cmd }

// startChild starts the server and waits until it runs.
func startChild(t *testing.T, spec string) childProc {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childEnv+"="+spec)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	ready := make([]byte, len("ready"))
	if _, err := io.ReadFull(out, ready); err != nil {
		t.Fatalf("the server does not start: %v", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return childProc{cmd}
}

func (c childProc) stop(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("the server stops badly: %v", err)
	}
}
