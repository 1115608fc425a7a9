package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"golang.org/x/term"

	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/config"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/store"
)

// serveCmd is the server: schedule, checks, alerts, pages and API.
type serveCmd struct {
	configFlags
	Gallery bool `hidden:"" help:"Show every page from its samples under /_gallery."`
}

// configFlags are the settings that have flags; each has a variable and a
// place in the file too.
type configFlags struct {
	Config   string `type:"path" placeholder:"FILE" help:"Read settings, monitors and channels from this YAML file."`
	Listen   string `placeholder:"HOST:PORT" help:"Serve pages and API there; localhost:8080 unless said otherwise."`
	Data     string `placeholder:"FOLDER" help:"Keep the database and its key there; ./data unless said otherwise."`
	BaseURL  string `placeholder:"URL" help:"How people reach us, for links in alerts."`
	LogLevel string `placeholder:"LEVEL" help:"debug, info, warn or error."`
}

func (f configFlags) load() (config.Options, error) {
	flags := map[string]string{}
	for name, v := range map[string]string{"listen": f.Listen, "data": f.Data, "base_url": f.BaseURL, "log_level": f.LogLevel} {
		if v != "" {
			flags[name] = v
		}
	}
	return config.Load(config.Source{File: f.Config, Environ: os.Environ(), Flags: flags})
}

// Run is the command.
func (c *serveCmd) Run(ctx context.Context, e *env) error {
	o, err := c.load()
	if err != nil {
		return err
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50) // measured at 10,000 monitors: 7 % less memory for no more CPU
	}
	opt := appOptions(o, e)
	opt.Gallery = c.Gallery
	a, err := app.New(ctx, opt)
	if err != nil {
		return err
	}
	return a.Run(ctx)
}

func appOptions(o config.Options, e *env) app.Options {
	return app.Options{
		Data: o.Data, DatabaseURL: o.DatabaseURL, Listen: o.Listen, BaseURL: o.BaseURL, SecretKey: o.SecretKey, Workers: o.Workers,
		Guard:     netx.Guard{AllowLoopback: o.AllowLoopback, AllowPrivate: o.AllowPrivate, AllowMetadata: o.AllowMetadata},
		Retention: store.Retention{Raw: o.KeepResults, Evidence: o.KeepEvidence},
		Declared:  app.Declared{Monitors: o.Monitors, Channels: o.Channels},
		Version:   version, Console: e.stdout, Log: newLogger(e.stderr, o.LogFormat, o.LogLevel),
	}
}

// newLogger writes for people on a terminal and for machines elsewhere.
func newLogger(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level)) // checked by config
	opts := &slog.HandlerOptions{Level: l}
	f, isFile := w.(*os.File)
	if format == "text" || format != "json" && isFile && term.IsTerminal(int(f.Fd())) {
		return slog.New(slog.NewTextHandler(w, opts))
	}
	return slog.New(slog.NewJSONHandler(w, opts))
}
