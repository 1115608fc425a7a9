package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/demo"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// demoCmd is the server with a small site of its own that starts to refuse,
// and a receiver that prints each alert. Nothing of it outlives the command.
type demoCmd struct {
	Listen string `default:"localhost:8080" placeholder:"HOST:PORT" help:"Serve pages and API there."`
}

// demoInterval is short: somebody watches.
const demoInterval = 5 * time.Second

// Run is the command.
func (c *demoCmd) Run(ctx context.Context, e *env) error {
	dir, err := os.MkdirTemp("", "uptimesignal-demo-")
	if err != nil {
		return wrong("make a folder for the demonstration: %v", err)
	}
	defer os.RemoveAll(dir)
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return wrong("listen for the demonstration's own site: %v", err)
	}
	site, err := demo.New(filepath.Join(dir, "site"), "http://"+l.Addr().String())
	if err != nil {
		return err
	}
	stop := serveDemo(l, site, e)
	defer stop()

	opt := app.Options{
		Data: filepath.Join(dir, "data"), Listen: c.Listen, Version: version, Console: e.stdout, Log: newLogger(e.stderr, "auto", "warn"),
		Declared: declareDemo(site, "http://"+l.Addr().String()+"/alerts"),
	}
	opt.Guard.AllowLoopback = true
	a, err := app.New(ctx, opt)
	if err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, "The demonstration watches a small site of its own. In the next two minutes:")
	for _, x := range site.Endpoints() {
		fmt.Fprintf(e.stdout, "  %-30s %s\n", x.Name, x.Tells)
	}
	fmt.Fprintln(e.stdout, "Each alert is printed here as its receiver gets it. Ctrl-C ends everything and leaves nothing behind.")
	return a.Run(ctx)
}

// serveDemo serves the site and, beside it, the receiver of alerts.
func serveDemo(l net.Listener, site *demo.Site, e *env) (stop func()) {
	done := make(chan struct{})
	go func() {
		if err := site.Run(done); err != nil {
			fmt.Fprintf(e.stderr, "uptimesignal: %v\n", err)
		}
	}()
	mux := http.NewServeMux()
	mux.Handle("/", site)
	mux.HandleFunc("POST /alerts", func(w http.ResponseWriter, r *http.Request) { printAlert(e, w, r) })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintf(e.stderr, "uptimesignal: serve the demonstration's site: %v\n", err)
		}
	}()
	return func() {
		close(done)
		_ = server.Close()
	}
}

// printAlert is a receiver of webhooks: it prints what it got.
func printAlert(e *env, w http.ResponseWriter, r *http.Request) {
	var got struct {
		Type string
		Data struct {
			Subject    string
			Summary    string
			ImpactText string `json:"impact_text"`
			Cause      struct {
				Title       string
				Probability float64
			}
			Group    []string
			Evidence []string
			Fix      []string
			URL      string `json:"incident_url"`
		}
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&got); err != nil {
		http.Error(w, "not an alert", http.StatusBadRequest)
		return
	}
	d := got.Data
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s  %s\n", time.Now().Format(time.TimeOnly), d.Subject)
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "  %-9s %s\n", label, text)
		}
	}
	line("", d.Summary)
	if got.Type == "incident.resolved" {
		fmt.Fprint(e.stdout, b.String())
		return
	}
	line("for whom", d.ImpactText)
	if d.Cause.Title != "" {
		line("cause", fmt.Sprintf("%s (%.0f %%)", d.Cause.Title, 100*d.Cause.Probability))
	}
	line("one of", strings.Join(d.Group, "; "))
	line("seen", strings.Join(d.Evidence, "\n            "))
	line("fix", strings.Join(d.Fix, "\n            "))
	line("more", d.URL)
	fmt.Fprint(e.stdout, b.String())
}

func declareDemo(site *demo.Site, hook string) app.Declared {
	settings, _ := json.Marshal(map[string]string{"url": hook})
	d := app.Declared{Channels: []alert.Channel{{Kind: "webhook", Name: "This console", Default: true, Settings: settings}}}
	for _, x := range site.Endpoints() {
		spec := probe.DefaultHTTP(x.URL)
		spec.Bearer = x.Bearer
		for name, value := range x.Header {
			spec.Headers = append(spec.Headers, form.Header{Name: name, Value: value})
		}
		raw, _ := json.Marshal(spec)
		d.Monitors = append(d.Monitors, monitor.Monitor{
			Name: x.Name, Kind: "http", Spec: raw, Interval: demoInterval, Timeout: 4 * time.Second, Policy: monitor.DefaultPolicy(), Tags: []string{"demo"},
		})
	}
	return d
}
