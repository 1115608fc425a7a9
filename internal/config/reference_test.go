package config_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/config"
)

var update = flag.Bool("update", false, "write the reference page")

func TestReferencePage(t *testing.T) {
	const path = "../../docs/gen/config.md"
	got := reference()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("the page is not what the table says; if that is meant: go test ./internal/config -update\n%s", d)
	}
}

// example is a file that the page shows; it must load.
const example = `listen: localhost:8080
data: ./data
channels:
  - name: Ops
    kind: webhook
    settings:
      url: !env OPS_WEBHOOK      # from the environment; !file PATH reads a file
    default: true                # hears of every monitor that names no channel
monitors:
  - name: Shop
    interval: 30s
    spec:
      url: https://shop.example.com/
    expect:
      status: 2xx
      keyword: Add to basket
      max_time: 2s
    tags: [shop]
`

func TestExampleLoads(t *testing.T) {
	o, err := load(t, example, "OPS_WEBHOOK=https://hooks.example.com/x")
	if err != nil || len(o.Monitors) != 1 || len(o.Channels) != 1 {
		t.Errorf("got %+v, %v", o, err)
	}
}

func reference() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nGenerated from the table of options: `go test ./internal/config -update`.\n\n" +
		"Every setting has a default. A YAML file (`--config`, or `UPTIMESIGNAL_CONFIG`) goes over the default, the environment over\n" +
		"the file, a flag over the environment. What is wrong is reported all at once, each with its line; nothing starts until it is\n" +
		"mended.\n\n| name | default | environment | |\n|---|---|---|---|\n")
	for _, o := range config.Table {
		env := "`" + o.Env() + "`"
		if o.Secret {
			env += " or `" + o.Env() + "_FILE`"
		}
		help := o.Help
		if len(o.Choices) > 0 {
			help += " One of " + strings.Join(o.Choices, ", ") + "."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", o.Name, code(o.Default), env, help)
	}
	b.WriteString("\nMonitors and channels can be declared in the file, in the form of the API ([api.md](api.md), objects Draft and\n" +
		"ChannelDraft). A name must be unique: by it a declared thing is known from one start to the next. Monitors name their channels.\n\n```yaml\n" + example + "```\n")
	return b.String()
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}
