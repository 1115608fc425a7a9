// Package app wires the program: it is the only package that knows every
// other, and nothing but cmd imports it. What belongs here is who is connected
// to whom, in which order things start, and how they stop; any decision about
// monitors, incidents or alerts belongs below.
package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/agent"
	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/bus"
	"github.com/uptimesignal/uptimesignal/internal/judge"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/notify"
	"github.com/uptimesignal/uptimesignal/internal/probe"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/schedule"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// Options is what New needs. Only Log is required.
type Options struct {
	Data        string // folder of the database and the key; "./data" when empty
	DatabaseURL string // postgres://…; empty means SQLite in Data
	Listen      string // address of pages and API; empty serves none
	BaseURL     string // how people reach us, for links; derived from Listen when empty
	Guard       netx.Guard
	Workers     int    // checks at once; 0 is the default of the bus
	SecretKey   string // base64; empty means the key file in Data
	Retention   store.Retention
	Declared    Declared // monitors and channels of the configuration file
	Version     string
	Gallery     bool // show every page from its samples, for development

	Net *netx.Net // nil is the system's network
	// Notifier makes the notifier of a channel; nil is that of its kind.
	Notifier func(alert.Channel) (alert.Notifier, error)
	Console  io.Writer // where the set-up link is printed; nil prints none
	Log      *slog.Logger
	// Spacing is the pause between the requests of an investigation.
	Spacing time.Duration
}

// DefaultSpacing leaves a target in peace between two experiments and lets an
// ordinary investigation end before its alert has to go out.
const DefaultSpacing = 400 * time.Millisecond

// notifyTimeout bounds one request of a notifier.
const notifyTimeout = 15 * time.Second

// An App is the running program.
type App struct {
	DB *store.DB

	options    Options
	life       *lifecycle
	gate       *auth.Gate
	setup      *auth.Setup
	local      *bus.Local
	judge      *judge.Judge
	scheduler  *schedule.Scheduler
	dispatcher *alert.Dispatcher
	forecasts  *forecasts
	checks     *checks
	addr       net.Addr
	failed     <-chan error
}

// New builds and starts everything, in one straight line; each step registers
// at once how it is undone. If it fails, all that it had started is stopped.
func New(ctx context.Context, o Options) (_ *App, err error) {
	o = o.filled()
	a := &App{options: o, life: newLifecycle(o.Log), forecasts: newForecasts()}
	a.failed = a.life.failed
	defer func() {
		if err != nil {
			err = errors.Join(err, a.life.stop())
		}
	}()

	sealer, err := openKey(o)
	if err != nil {
		return nil, err
	}
	a.DB, err = store.Open(ctx, o.dsn(), store.Options{Sealer: sealer, Target: target, Log: o.Log, Retention: o.Retention, Dir: o.Data})
	if err != nil {
		return nil, err
	}
	a.life.onStop("store", func(context.Context) error { return a.DB.Close() })

	if err := a.declare(ctx); err != nil {
		return nil, err
	}
	a.accounts()

	network := o.Net
	if network == nil {
		network = netx.System(netx.Options{Guard: o.Guard})
	}
	worker := &agent.Worker{Place: monitor.LocalPlace, Net: network, Panicked: func(_ context.Context, id monitor.ID, what string, stack []byte) {
		o.Log.Error("check panicked", "monitor", id, "panic", what, "stack", string(stack))
	}}
	a.local = bus.NewLocal(o.Workers)
	a.scheduler = schedule.New(a.DB, a.local, monitor.LocalPlace, o.Log)
	a.judge = judge.New(judge.Options{Ledger: a.DB, Results: a.DB, Records: a.DB, Recheck: a.scheduler.Recheck, NotBefore: a.scheduler.NotBefore, Trier: a.local, Log: o.Log, Spacing: o.Spacing})
	a.checks = &checks{db: a.DB, worker: worker, judge: a.judge, scheduler: a.scheduler, slots: make(chan struct{}, askedAtOnce)}
	a.dispatcher = &alert.Dispatcher{Outbox: a.DB, New: a.notifier(), Target: func(m monitor.Monitor) string { return target(m.Kind, m.Spec) }, BaseURL: o.BaseURL, Log: o.Log}
	a.DB.WakeMonitors = a.scheduler.Wake
	a.dispatcher.Wake, a.DB.WakeOutbox = bell()

	// Stopped in reverse: first no more requests, then no new jobs, then the
	// jobs under way, then what they led to.
	a.life.spawn("dispatcher", a.dispatcher.Run)
	a.life.spawn("judge", a.judge.Run)
	a.life.spawn("changes", a.followChanges)
	a.life.spawn("forecasts", func(ctx context.Context) error { return a.forecasts.tell(ctx, a.DB, o.Log) })
	a.life.spawn("agent", func(ctx context.Context) error {
		a.local.Serve(ctx, map[string]bus.Worker{monitor.LocalPlace: worker}, a.handle)
		return nil
	})
	a.life.spawn("scheduler", a.scheduler.Run)
	if err := a.serve(ctx); err != nil {
		return nil, err
	}
	return a, a.greet(ctx)
}

// Run waits until ctx is done or a service has failed, and stops everything.
func (a *App) Run(ctx context.Context) error {
	var err error
	select {
	case <-ctx.Done():
	case err = <-a.failed:
	}
	return errors.Join(err, a.Stop())
}

// Stop undoes New, in reverse. It may be called more than once.
func (a *App) Stop() error { return a.life.stop() }

// Addr returns where pages and API are served; nil if they are not.
func (a *App) Addr() net.Addr { return a.addr }

func (o Options) filled() Options {
	if o.Data == "" {
		o.Data = "data"
	}
	if o.Spacing == 0 {
		o.Spacing = DefaultSpacing
	}
	return o
}

func (o Options) dsn() string {
	if o.DatabaseURL != "" {
		return o.DatabaseURL
	}
	return filepath.Join(o.Data, "uptimesignal.db")
}

// openKey makes the data folder and finds the key that seals secrets.
func openKey(o Options) (*auth.Sealer, error) {
	if err := os.MkdirAll(o.Data, 0o700); err != nil {
		return nil, problem.Wrap(problem.Invalid, err, "the data folder %q cannot be made: %v; choose another with --data, or mend its permissions", o.Data, cause(err))
	}
	if o.SecretKey != "" {
		return auth.ParseKey(o.SecretKey, "UPTIMESIGNAL_SECRET_KEY")
	}
	return auth.KeyFile(filepath.Join(o.Data, "secret.key"))
}

// cause returns what the system said, without the operation and the path.
func cause(err error) error {
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return e
	}
	return err
}

// target returns what a monitor watches, without secrets.
func target(kind string, spec json.RawMessage) string {
	if k, ok := probe.Find(kind); ok {
		return k.Target(spec)
	}
	return ""
}

// notifier returns the maker of notifiers. They reach the world under the same
// guard as the checks.
func (a *App) notifier() func(alert.Channel) (alert.Notifier, error) {
	if a.options.Notifier != nil {
		return a.options.Notifier
	}
	host, _ := os.Hostname()
	deps := notify.Deps{HTTP: netx.Client(a.options.Guard, notifyTimeout), Dial: netx.Dialer(a.options.Guard, notifyTimeout), Hello: host}
	return func(c alert.Channel) (alert.Notifier, error) { return notify.New(c.Kind, c.Settings, deps) }
}

// handle takes every report of a check.
func (a *App) handle(ctx context.Context, r measure.Report) {
	a.forecasts.read(&r)
	id := r.Monitor
	a.judge.Handle(ctx, r)
	a.scheduler.Done(id)
}

// followChanges makes what is remembered of a monitor be read anew once its
// settings have changed.
func (a *App) followChanges(ctx context.Context) error {
	events, cancel := a.DB.Subscribe()
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-events:
			switch e.Kind {
			case store.MonitorsChanged:
				a.judge.Changed(e.Monitors...)
				for _, id := range e.Monitors {
					a.forecasts.forget(id)
				}
			case store.EventsMissed:
				a.judge.ChangedAll()
				a.scheduler.Wake()
			}
		}
	}
}

// bell returns a channel and a function that wakes whoever waits on it; rings
// that come while one is pending are that one.
func bell() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	return c, func() {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// serve listens and serves pages and API.
func (a *App) serve(ctx context.Context) error {
	if a.options.Listen == "" {
		return nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", a.options.Listen)
	if err != nil {
		return listenProblem(a.options.Listen, err)
	}
	a.addr = l.Addr()
	if a.options.BaseURL == "" {
		a.options.BaseURL = "http://" + reachable(a.addr)
		a.dispatcher.BaseURL = a.options.BaseURL
	}
	api := a.api()
	a.life.spawn("event stream", api.Run)
	server := &http.Server{
		Handler:           a.root(api.Handler()),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      2 * time.Minute, // streams lift it for themselves
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.options.Log.Handler(), slog.LevelDebug),
	}
	quit, cancel := context.WithCancel(context.Background())
	server.BaseContext = func(net.Listener) context.Context { return quit } // ends streams at once
	a.life.spawn("http server", func(ctx context.Context) error {
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(l) }()
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
		}
		stop, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer done()
		cancel()
		return errors.Join(server.Shutdown(stop), server.Close())
	})
	return nil
}

func listenProblem(listen string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return problem.Wrap(problem.Invalid, err, "something else listens on %s already; stop it, or choose another address with --listen", listen)
	case errors.Is(err, syscall.EACCES):
		return problem.Wrap(problem.Invalid, err, "no permission to listen on %s; ports below 1024 need it; choose another with --listen", listen)
	}
	return problem.Wrap(problem.Invalid, err, "cannot listen on %s: %v", listen, err)
}

// reachable is the address that a browser on this machine uses.
func reachable(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() || ip.IsLoopback() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

// greet prints where to go, and the link that makes the first account.
func (a *App) greet(ctx context.Context) error {
	if a.options.Console == nil || a.addr == nil {
		return nil
	}
	token, err := a.setup.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin the set-up: %w", err)
	}
	fmt.Fprintf(a.options.Console, "UptimeSignal is ready at %s\n", a.options.BaseURL)
	if token != "" {
		fmt.Fprintf(a.options.Console, "Make the owner's account: %s/setup?token=%s\n", a.options.BaseURL, token)
	}
	return nil
}
