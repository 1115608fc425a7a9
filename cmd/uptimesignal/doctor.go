package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/app"
	"github.com/uptimesignal/uptimesignal/internal/config"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// doctorCmd looks at what the server needs of this machine, and changes
// nothing that was there.
type doctorCmd struct {
	configFlags
}

// A finding is one line of the doctor's.
type finding struct {
	ok   bool
	what string
	mend string // what to do, when not ok
}

// Run is the command. Its answer is no when something would keep the server
// from working.
func (c *doctorCmd) Run(ctx context.Context, e *env) error {
	bad := false
	o, err := c.load()
	if err != nil {
		return err
	}
	for _, look := range []func(context.Context, config.Options) finding{lookFolder, lookDisk, lookDatabase, lookListen, lookFiles, lookNames, lookIPv6} {
		f := look(ctx, o)
		mark := "ok  "
		if !f.ok {
			mark = "BAD "
			bad = bad || f.mend != ""
			if f.mend == "" {
				mark = "note"
			}
		}
		fmt.Fprintf(e.stdout, "%s  %s\n", mark, f.what)
		if f.mend != "" && !f.ok {
			fmt.Fprintf(e.stdout, "      mend: %s\n", f.mend)
		}
	}
	if bad {
		return &exit{code: exitNot}
	}
	return nil
}

// lookFolder tries to write where the server will.
func lookFolder(_ context.Context, o config.Options) finding {
	dir := o.Data
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		dir = filepath.Dir(filepath.Clean(dir)) // it will be made there
	}
	f, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return finding{false, fmt.Sprintf("the data folder %s cannot be written to: %v", o.Data, reason(err)), "give the user of the server write permission, or choose another with --data"}
	}
	_ = f.Close()
	_ = os.Remove(f.Name())
	return finding{true, fmt.Sprintf("the data folder %s can be written to", o.Data), ""}
}

// lookDisk wants room for a while.
func lookDisk(_ context.Context, o config.Options) finding {
	free, ok := freeBytes(o.Data)
	if !ok {
		free, ok = freeBytes(filepath.Dir(filepath.Clean(o.Data)))
	}
	switch {
	case !ok:
		return finding{false, "the free space of the data folder cannot be told", ""}
	case free < 200<<20:
		return finding{false, fmt.Sprintf("%d MB are free in the data folder", free>>20), "make room: 1,000 monitors checked each minute need about 6 GB a year"}
	}
	return finding{true, fmt.Sprintf("%d MB are free in the data folder", free>>20), ""}
}

// lookDatabase opens what is there already; it makes nothing.
func lookDatabase(ctx context.Context, o config.Options) finding {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	what, err := app.InspectDatabase(ctx, app.Options{Data: o.Data, DatabaseURL: o.DatabaseURL, SecretKey: o.SecretKey, Log: newLogger(os.Stderr, "text", "error")})
	if err == nil {
		return finding{true, what, ""}
	}
	kind, text := problem.Of(err)
	if kind == problem.Internal {
		text = err.Error()
	}
	return finding{false, "the database: " + text, "see the message; the server says the same at its start"}
}

func lookListen(ctx context.Context, o config.Options) finding {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return finding{false, fmt.Sprintf("%s cannot be listened on: %v", o.Listen, reason(err)), "stop what listens there (it may be the server itself), or choose another with --listen"}
	}
	_ = l.Close()
	return finding{true, o.Listen + " is free to listen on", ""}
}

// lookFiles wants a descriptor for each check that may run at once.
func lookFiles(_ context.Context, o config.Options) finding {
	n, ok := openFiles()
	want := uint64(max(o.Workers, 2000) + 200)
	switch {
	case !ok:
		return finding{false, "the limit of open files cannot be told on this system", ""}
	case n < want:
		return finding{false, fmt.Sprintf("at most %d files may be open, %d are wanted for as many checks at once", n, want), fmt.Sprintf("raise it (ulimit -n %d, or LimitNOFILE= in the systemd unit)", want)}
	}
	return finding{true, fmt.Sprintf("%d files may be open", n), ""}
}

// lookNames asks the resolver for a name that every machine knows.
func lookNames(ctx context.Context, _ config.Options) finding {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := net.DefaultResolver.LookupHost(ctx, "localhost"); err != nil {
		return finding{false, fmt.Sprintf("names cannot be resolved: %v", err), "look at /etc/resolv.conf and /etc/hosts"}
	}
	return finding{true, "names can be resolved", ""}
}

// lookIPv6 only takes note: without a route, IPv6 targets are unknown, not down.
func lookIPv6(ctx context.Context, _ config.Options) finding {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp6", "[::1]:0")
	if err != nil {
		return finding{false, "this machine has no IPv6: monitors of IPv6-only targets will be unknown, not down", ""}
	}
	_ = l.Close()
	return finding{true, "this machine speaks IPv6", ""}
}

// reason is what the system said, without the path.
func reason(err error) error {
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return e
	}
	return err
}
