package web

import (
	"net/url"
	"slices"
)

// These are the inputs of a monitor that do not depend on its kind.

func nameFields(in url.Values, bad *faults) []FieldView {
	return []FieldView{
		{Name: "name", Label: "Name", Kind: "text", Value: in.Get("name"), Error: bad.take("name"),
			Help: "As alerts call it. Left empty, it is named after its address."},
		{Name: "tags", Label: "Tags", Kind: "text", Value: in.Get("tags"), Error: bad.take("tags"), Placeholder: "shop, production",
			Help: "Separated by commas. The list can be filtered by them."},
	}
}

func expectFields(in url.Values, bad *faults) []FieldView {
	return []FieldView{
		{Name: "expect.status", Label: "Status", Kind: "text", Mono: true, Value: in.Get("expect.status"), Error: bad.take("expect.status"), Placeholder: "2xx",
			Help: "Codes, ranges and classes, such as `200,204` or `200-299`."},
		{Name: "expect.must_refuse", Label: "It must refuse strangers", Kind: "check", Checked: in.Get("expect.must_refuse") != "", Error: bad.take("expect.must_refuse"),
			Help: "It is asked without credentials and must answer `401`, `403` or `407`, or with a page for signing in. Anything else with 2xx raises the gravest alarm. If it hides behind a `404`, list that as status."},
		{Name: "expect.keyword", Label: "The body contains", Kind: "text", Value: in.Get("expect.keyword"), Error: bad.take("expect.keyword"),
			Help: "A text that only the real page has. It tells a login page with status 200 apart."},
		{Name: "expect.max_time", Label: "Answers within", Kind: "text", Value: in.Get("expect.max_time"), Error: bad.take("expect.max_time"), Placeholder: "2s",
			Help: "Slower than that is degraded. Left empty, there is no limit."},
	}
}

func fineExpectFields(in url.Values, bad *faults) []FieldView {
	return []FieldView{
		{Name: "expect.keyword_absent", Label: "The body does not contain", Kind: "text", Value: in.Get("expect.keyword_absent"), Error: bad.take("expect.keyword_absent")},
		{Name: "expect.header", Label: "Response headers", Kind: "long", Rows: 2, Mono: true, Value: in.Get("expect.header"), Error: bad.take("expect.header"),
			Placeholder: "Content-Type: application/json", Help: "One in each line. A name alone only wants it present."},
		{Name: "expect.json", Label: "Values in a JSON body", Kind: "long", Rows: 2, Mono: true, Value: in.Get("expect.json"), Error: bad.take("expect.json"),
			Placeholder: "data.0.status = ok", Help: "One `path = value` in each line; numbers in a path count from 0."},
		{Name: "expect.cert_days", Label: "Certificate valid for at least", Kind: "number", Unit: "days", Value: in.Get("expect.cert_days"), Error: bad.take("expect.cert_days"), Placeholder: "14",
			Help: "Fewer days left is degraded."},
		{Name: "expect.redirect", Label: "Redirects to", Kind: "text", Mono: true, Value: in.Get("expect.redirect"), Error: bad.take("expect.redirect"),
			Help: "Where a redirect must lead when it is not followed."},
	}
}

func timingFields(in url.Values, bad *faults) []FieldView {
	return []FieldView{
		{Name: "interval", Label: "Check every", Kind: "text", Required: true, Value: in.Get("interval"), Error: bad.take("interval"),
			Suggest: []string{"10s", "30s", "1m", "5m", "15m", "1h", "24h"}, Help: "From 1s to 24h."},
		{Name: "timeout", Label: "Give up after", Kind: "text", Required: true, Value: in.Get("timeout"), Error: bad.take("timeout"),
			Suggest: []string{"5s", "10s", "30s", "1m"}, Help: "From 100ms to 2m, for the whole check."},
		{Name: "policy.confirm", Label: "Failures that must agree", Kind: "number", Value: in.Get("policy.confirm"), Error: bad.take("policy.confirm"), Placeholder: "2",
			Help: "2 means: a failure is checked again at once, and both must fail."},
		{Name: "policy.recheck", Label: "Wait before checking again", Kind: "text", Value: in.Get("policy.recheck"), Error: bad.take("policy.recheck"), Placeholder: "1s"},
		{Name: "policy.recover", Label: "Good answers that end an incident", Kind: "number", Value: in.Get("policy.recover"), Error: bad.take("policy.recover"), Placeholder: "1"},
	}
}

func (s *Web) experimentFields(in url.Values, stored map[string]bool, bad *faults) []FieldView {
	second := FieldView{Name: "experiments.second_header", Label: "A second credential", Kind: "text", Mono: true, Error: bad.take("experiments.second_header"),
		Placeholder: "Authorization: Bearer …", Help: "A header of another account. If that one is let in, the first one lacks a right."}
	second.secret(stored["experiments.second_header"])
	off := FieldView{Name: "experiments.off", Label: "Make no experiments", Kind: "check", Checked: in.Get("experiments.off") != "", Error: bad.take("experiments.off"),
		Help: "The cause is then told only from the one answer."}
	out := []FieldView{off,
		{Name: "experiments.budget", Label: "Extra requests at most", Kind: "number", Value: in.Get("experiments.budget"), Error: bad.take("experiments.budget"), Placeholder: "8",
			Help: "In one diagnosis; 16 is the limit."},
		{Name: "experiments.known_good", Label: "An address of the same site that works", Kind: "url", Mono: true, Value: in.Get("experiments.known_good"), Error: bad.take("experiments.known_good"),
			Help: "It tells whether the whole site refuses, or this part."},
		{Name: "experiments.canonical_host", Label: "The site’s own host name", Kind: "text", Mono: true, Value: in.Get("experiments.canonical_host"), Error: bad.take("experiments.canonical_host"),
			Help: "If it differs from the one in the address."},
		second,
	}
	if len(s.Experiments) > 0 {
		without := FieldView{Name: "experiments.without", Label: "Never make these experiments", Kind: "checks", Error: bad.take("experiments.without")}
		for _, x := range s.Experiments {
			without.Options = append(without.Options, Option{Value: string(x.ID), Label: x.Title, Chosen: slices.Contains(in["experiments.without"], string(x.ID))})
		}
		out = append(out, without)
	}
	return out
}
