package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/experiment"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

// A battery is every experiment that fits one check, made whether or not it is
// worth a request: from it an investigation can be played without servers. It
// is for the lab, whose servers are on loopback, and refuses other targets: a
// diagnosis sends sixteen requests at most, this three times as many.
func (p plan) battery(ctx context.Context, file string) error {
	n := netx.System(netx.Options{Guard: p.guard})
	first := p.once(ctx, n)
	ev := diagnose.Evidence{Now: time.Now(), Expect: p.expect, First: first, Rate: 1, Owner: p.owner}
	if hop := first.Last(); hop == nil || !hop.Addr.Addr().Unmap().IsLoopback() {
		return wrong("--battery is for servers of the lab: %s is not on this machine's loopback", target(p.spec.URL))
	}
	for _, pl := range p.places {
		ev.Places = append(ev.Places, diagnose.Place{Name: pl.name, Country: pl.country})
	}
	if state, _ := diagnose.Classify(&first, p.expect); state.Bad() {
		t := trier{p, n, first}
		for _, s := range p.everyStep(&first) {
			r, err := t.Try(ctx, s)
			if err != nil {
				return fmt.Errorf("make experiment %s: %w", s.Experiment, err)
			}
			ev.Trials = append(ev.Trials, r)
		}
	}
	raw, err := json.Marshal(ev)
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	return os.WriteFile(file, raw, 0o600)
}

// everyStep lists all experiments with all their variants, controls between
// them. Waiting comes last, and only where a limit is what answered.
func (p plan) everyStep(first *measure.Report) []measure.Step {
	var out []measure.Step
	add := func(x measure.Experiment, args ...string) {
		for _, a := range args {
			out = append(out, measure.Step{Experiment: x, Arg: a})
		}
	}
	hop := first.Last()
	used := hop.Addr.Addr().Unmap()
	add(measure.XRepeat, "")
	for _, x := range experiment.Table {
		switch x.ID {
		case measure.XRepeat, measure.XDelay:
		case measure.XPlace:
			for _, pl := range p.places {
				add(x.ID, pl.name)
			}
		case measure.XAddress:
			for _, a := range hop.Resolved {
				if a = a.Unmap(); a != used {
					add(x.ID, a.String())
				}
			}
		case measure.XFamily:
			if slices.ContainsFunc(hop.Resolved, func(a netip.Addr) bool { return a.Unmap().Is6() != used.Is6() }) {
				add(x.ID, map[bool]string{true: "4", false: "6"}[used.Is6()])
			}
		case measure.XProtocol:
			add(x.ID, "http/1.1", "h2")
		case measure.XQueryOne:
			if u, err := url.Parse(p.spec.URL); err == nil {
				for k := range u.Query() {
					add(x.ID, k)
				}
			}
		default:
			add(x.ID, "")
		}
	}
	add(measure.XRepeat, "", "")
	return out
}
