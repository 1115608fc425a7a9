package main

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/experiment"
	"github.com/uptimesignal/uptimesignal/internal/forecast"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

// checkCmd is the whole pipeline for one URL, without a server. Flags that
// curl has too are named as curl names them.
type checkCmd struct {
	URL string `arg:"" name:"url" help:"What to check, with its scheme."`

	Request      string        `short:"X" placeholder:"METHOD" group:"Request" help:"Method; GET unless said otherwise."`
	Data         *string       `short:"d" placeholder:"TEXT" group:"Request" help:"Send TEXT as body, with POST unless -X says otherwise."`
	Header       []string      `short:"H" sep:"none" placeholder:"'NAME: VALUE'" group:"Request" help:"Send a header field; without a value, do not send that field. Repeatable."`
	UserAgent    string        `short:"A" placeholder:"TEXT" group:"Request" xor:"ua" help:"User-Agent, instead of our own."`
	NoUserAgent  bool          `group:"Request" xor:"ua" help:"Send no User-Agent."`
	NoRedirects  bool          `group:"Request" help:"Follow no redirect."`
	MaxRedirects int           `short:"L" default:"10" placeholder:"N" group:"Request" help:"Follow at most N redirects; 10 unless said otherwise."`
	Expect       string        `placeholder:"CODES" group:"Expectation" help:"Statuses that are well, such as 200,401 or 2xx; 2xx unless said otherwise."`
	MustRefuse   bool          `group:"Expectation" help:"The endpoint must refuse a request without credentials: 401, 403, 407 or a page for signing in."`
	Timeout      time.Duration `default:"10s" placeholder:"D" group:"Request" help:"Give up on a request after D; 10s unless said otherwise."`

	Keyword       string        `placeholder:"TEXT" group:"Expectation" help:"TEXT must stand in the body."`
	KeywordAbsent string        `placeholder:"TEXT" group:"Expectation" help:"TEXT must not stand in the body."`
	Slow          time.Duration `placeholder:"D" group:"Expectation" help:"Slower than D is degraded."`
	CertDays      int           `placeholder:"N" group:"Expectation" help:"A certificate with fewer than N days left is degraded."`

	HTTP10       bool   `name:"http1.0" group:"Connection" xor:"proto" help:"Use HTTP/1.0."`
	HTTP11       bool   `name:"http1.1" group:"Connection" xor:"proto" help:"Use HTTP/1.1."`
	HTTP2        bool   `name:"http2" group:"Connection" xor:"proto" help:"Use HTTP/2."`
	IPv4         bool   `name:"ipv4" short:"4" group:"Connection" xor:"family" help:"Use IPv4 only."`
	IPv6         bool   `name:"ipv6" short:"6" group:"Connection" xor:"family" help:"Use IPv6 only."`
	Source       string `placeholder:"ADDR" group:"Connection" help:"Send from this address of this machine."`
	ConnectTo    string `placeholder:"ADDR:PORT" group:"Connection" help:"Connect there, whatever the URL says."`
	Resolver     string `placeholder:"ADDR:PORT" group:"Connection" help:"Ask this DNS server."`
	Proxy        string `short:"x" placeholder:"URL" group:"Connection" help:"Go through this forward proxy."`
	ProxyUser    string `short:"U" placeholder:"USER:PASS" group:"Connection" help:"Credentials for the proxy."`
	Cert         string `placeholder:"FILE" group:"Connection" help:"Client certificate, PEM."`
	Key          string `placeholder:"FILE" group:"Connection" help:"Its key, PEM; the file of --cert unless said otherwise."`
	CACert       string `name:"cacert" placeholder:"FILE" group:"Connection" help:"Trust these authorities, PEM, instead of the system's."`
	Insecure     bool   `short:"k" group:"Connection" help:"Do not verify the server's certificate."`
	AllowPrivate bool   `group:"Connection" help:"Allow a target in a private or loopback range."`

	Place         []string `sep:"none" placeholder:"NAME=ADDR[,CC]" group:"Diagnosis" help:"Another place to ask from, played by an address of this machine, with its country. Repeatable."`
	SecondHeader  string   `placeholder:"'NAME: VALUE'" group:"Diagnosis" help:"A second credential that may do what the first may not."`
	KnownGood     string   `placeholder:"URL" group:"Diagnosis" help:"A URL of the same site that works."`
	CanonicalHost string   `placeholder:"NAME" group:"Diagnosis" help:"The site's own name."`
	NoExperiments bool     `group:"Diagnosis" help:"Send nothing but the check itself."`
	Budget        *int     `placeholder:"N" group:"Diagnosis" help:"Send at most N requests after the first; 8 and one for each place unless said otherwise, never over 16."`

	JSON    bool   `group:"Output" help:"Print one JSON document."`
	Explain bool   `group:"Output" help:"Show the whole inference, step by step."`
	HAR     string `name:"har" placeholder:"FILE" group:"Output" help:"Write all requests and answers to FILE, without secrets."`
	Battery string `hidden:"" placeholder:"FILE" help:"Make every experiment on a server of the lab and write the evidence to FILE."`
}

// A plan is a call of check, understood.
type plan struct {
	spec    probe.HTTP
	expect  monitor.Expectation
	owner   monitor.Experiments
	guard   netx.Guard
	timeout time.Duration
	places  []place
}

// A place is another vantage point, played by an address of this machine.
type place struct{ name, addr, country string }

// A checked is all that a check came to.
type checked struct {
	plan      plan
	state     monitor.State
	failure   measure.Failure
	first     measure.Report
	trials    []measure.Report
	diagnosis diagnose.Diagnosis
	steps     []step // what was believed after each request
	forecasts []forecast.Forecast

	interrupted bool // before the check itself was done
}

// A step is what was believed after one more request; the first has none.
type step struct {
	report    measure.Report
	diagnosis diagnose.Diagnosis
}

// On the command line somebody waits: requests follow each other quickly, and
// an investigation ends before patience does.
const (
	spacing = 250 * time.Millisecond
	maxTime = 75 * time.Second
	// maxSilence ends an investigation of a target that has not answered the
	// check in time: each experiment may cost as much as patience.
	maxSilence = 12 * time.Second
)

// Run is the command.
func (c *checkCmd) Run(ctx context.Context, e *env) error {
	p, err := c.plan()
	if err != nil {
		return err
	}
	if c.Battery != "" {
		return p.battery(ctx, c.Battery)
	}
	show := newProgress(e.stderr)
	done := p.check(ctx, show)
	show.clear()
	if done.interrupted {
		return wrong("interrupted before the answer")
	}
	if c.HAR != "" {
		if err := writeHAR(c.HAR, done); err != nil {
			return err
		}
	}
	if err := c.print(e, done); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return &exit{exitNot, "interrupted before the diagnosis was finished"}
	}
	return done.exit()
}

func (c *checkCmd) print(e *env, done checked) error {
	if c.JSON {
		return printJSON(e.stdout, done, c.Explain)
	}
	t := newTerminal(e.stdout)
	printHuman(t, done)
	if c.Explain {
		printInference(t, done)
	}
	return t.flush()
}

// check measures, and investigates if there is something to find out.
func (p plan) check(ctx context.Context, show *progress) checked {
	n := netx.System(netx.Options{Guard: p.guard})
	show.say("asking " + target(p.spec.URL))
	first := p.once(ctx, n)
	done := checked{plan: p, first: first, interrupted: ctx.Err() != nil}
	if done.interrupted {
		return done
	}
	done.state, done.failure = diagnose.Classify(&first, p.expect)
	if o, failed := first.Failed(); failed && o.Failure == measure.TargetForbidden {
		done.state = monitor.Unknown // our own guard: it says nothing of the target
	}
	ev := diagnose.Evidence{Now: time.Now(), Expect: p.expect, First: first, Rate: 1, Owner: p.owner}
	for _, pl := range p.places {
		ev.Places = append(ev.Places, diagnose.Place{Name: pl.name, Country: pl.country})
	}
	done.steps = []step{{first, diagnose.Explain(ev)}}
	done.diagnosis = done.steps[0].diagnosis
	if done.state.Bad() {
		done.diagnosis, ev = investigate.Run(ctx, ev, trier{p, n, first}, investigate.Options{
			Spacing: spacing, MaxTime: timeFor(done.failure), Least: leastFor(done.failure),
			Progress: func(ev investigate.Event) {
				if ev.Report == nil {
					show.trying(ev)
					return
				}
				done.steps = append(done.steps, step{*ev.Report, ev.Diagnosis})
			},
		})
		done.trials = ev.Trials
	}
	done.forecasts = forecast.OfReport(&first)
	return done
}

// timeFor is how long a failure is investigated.
func timeFor(f measure.Failure) time.Duration {
	switch f {
	case measure.AnswerTimeout, measure.ConnectTimeout, measure.TLSTimeout, measure.NameTimeout:
		return maxSilence
	}
	return maxTime
}

// leastFor is the time of an experiment on a target that may be silent again.
func leastFor(f measure.Failure) time.Duration {
	if timeFor(f) == maxSilence {
		return patience
	}
	return 0
}

// once is the check itself.
func (p plan) once(ctx context.Context, n *netx.Net) measure.Report {
	ctx, cancel := context.WithTimeoutCause(ctx, p.timeout, errors.New("time of the check"))
	defer cancel()
	r := probe.RunHTTP(ctx, n, p.spec, p.expect)
	r.Place, r.Reason = monitor.LocalPlace, monitor.Requested
	return r
}

// A trier makes experiments from this machine; a place is one of its
// addresses.
type trier struct {
	plan  plan
	net   *netx.Net
	first measure.Report
}

// Try implements investigate.Trier.
func (t trier) Try(ctx context.Context, s measure.Step) (measure.Report, error) {
	subject := experiment.Subject{Spec: t.plan.spec, Owner: t.plan.owner, Expect: t.plan.expect, First: t.first}
	name := monitor.LocalPlace
	if s.Experiment == measure.XPlace {
		p, skip := t.place(s.Arg)
		if s.Skipped = skip; skip != "" {
			return measure.Report{At: time.Now(), Reason: monitor.Trial, Step: &s}, nil
		}
		subject.Spec.Source, name = p.addr, p.name
	}
	limit := t.limit()
	if pause, err := time.ParseDuration(s.Arg); err == nil && s.Experiment == measure.XDelay {
		limit += pause
	}
	ctx, cancel := context.WithTimeoutCause(ctx, limit, errors.New("time of an experiment"))
	defer cancel()
	r := experiment.Run(ctx, t.net, subject, s)
	r.Place = name
	return r, nil
}

// patience is how long an experiment may take where the check itself got no
// answer in time: what cures it answers soon.
const patience = 3 * time.Second

// limit is the time of an experiment.
func (t trier) limit() time.Duration {
	if t.first.Status() == 0 {
		return min(t.plan.timeout, patience)
	}
	return t.plan.timeout
}

// place finds a place that can send what the check sent: over the same family.
func (t trier) place(name string) (p place, skip string) {
	for _, p := range t.plan.places {
		if p.name != name {
			continue
		}
		to := t.first.Hops[0].Addr.Addr().Unmap()
		if from, err := netip.ParseAddr(p.addr); err == nil && to.IsValid() && from.Unmap().Is4() != to.Is4() && t.plan.spec.Proxy == "" {
			return p, name + " has no address of the family that the check used"
		}
		return p, ""
	}
	return p, "there is no place " + name
}
