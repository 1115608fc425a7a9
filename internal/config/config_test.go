package config_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/uptimesignal/uptimesignal/internal/config"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// Each bad file says on top, word for word, what is said of it.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for line := range strings.Lines(string(raw)) {
				if text, ok := strings.CutPrefix(line, "# want: "); ok {
					want = append(want, strings.TrimRight(text, "\n"))
				}
			}
			_, err = config.Load(config.Source{File: file})
			if err == nil {
				t.Fatal("it was taken")
			}
			if !problem.Is(err, problem.Invalid) {
				t.Errorf("%v is no problem.Invalid", err)
			}
			got := strings.Split(strings.ReplaceAll(err.Error(), "testdata/bad/", ""), "\n")
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func load(t *testing.T, text string, env ...string) (config.Options, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := config.Load(config.Source{File: path, Environ: env})
	if err != nil {
		err = fmt.Errorf("%s", strings.ReplaceAll(err.Error(), path, "c.yaml"))
	}
	return o, err
}

func TestDefaults(t *testing.T) {
	want := config.Options{Listen: "localhost:8080", Data: "data", AllowLoopback: true, AllowPrivate: true,
		KeepResults: 7 * 24 * time.Hour, KeepEvidence: 90 * 24 * time.Hour, LogFormat: "auto", LogLevel: "info"}
	for _, text := range []string{"", "# nothing yet\n", "monitors: []\n", "monitors:\nchannels:\nlisten:\n"} {
		got, err := load(t, text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", text, d)
		}
	}
	if got, err := config.Load(config.Source{}); err != nil || !cmp.Equal(want, got) {
		t.Errorf("without a file: %v", err)
	}
}

func TestLaterSourcesWin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte("listen: localhost:1\nworkers: 1\nlog_level: warn\nallow_private: false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := config.Load(config.Source{
		Environ: []string{"UPTIMESIGNAL_CONFIG=" + path, "UPTIMESIGNAL_LISTEN=localhost:2", "UPTIMESIGNAL_WORKERS=2", "UPTIMESIGNAL_DATA=", "HOME=/root"},
		Flags:   map[string]string{"listen": "localhost:3"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if o.Listen != "localhost:3" || o.Workers != 2 || o.LogLevel != "warn" || o.AllowPrivate || o.Data != "data" {
		t.Errorf("got %+v", o)
	}
}

// Every option can be set in the file, in the environment, and by a flag, and
// says what is wrong with a value.
func TestEveryOption(t *testing.T) {
	good := map[string]string{"listen": "localhost:1", "base_url": "https://a.example", "data": "d", "database_url": "postgres://u:p@h/d",
		"secret_key": "abc", "keep_results": "24h", "keep_evidence": "48h", "log_format": "json", "log_level": "debug", "workers": "7"}
	for _, o := range config.Table {
		t.Run(o.Name, func(t *testing.T) {
			value := good[o.Name]
			if o.Type == form.Bool {
				value = map[string]string{"true": "false", "false": "true"}[o.Default]
			}
			if value == "" || value == o.Default || o.Help == "" || !strings.HasSuffix(o.Help, ".") {
				t.Fatalf("%+v: wants help, and a value for this test that is not its default", o)
			}
			base, _ := config.Load(config.Source{})
			file, err1 := load(t, o.Name+": "+value+"\n")
			env, err2 := config.Load(config.Source{Environ: []string{o.Env() + "=" + value}})
			flag, err3 := config.Load(config.Source{Flags: map[string]string{o.Name: value}})
			if err1 != nil || err2 != nil || err3 != nil || cmp.Equal(base, env) || !cmp.Equal(file, env) || !cmp.Equal(env, flag) {
				t.Errorf("file %v, environment %v, flag %v", err1, err2, err3)
			}
		})
	}
}

func TestEnvironmentProblems(t *testing.T) {
	dir := t.TempDir()
	secret := filepath.Join(dir, "key")
	if err := os.WriteFile(secret, []byte("from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := config.Load(config.Source{Environ: []string{"UPTIMESIGNAL_SECRET_KEY_FILE=" + secret}})
	if err != nil || o.SecretKey != "from a file" {
		t.Errorf("got %q, %v", o.SecretKey, err)
	}
	_, err = config.Load(config.Source{
		Environ: []string{"UPTIMESIGNAL_SECRET_KEY=x", "UPTIMESIGNAL_SECRET_KEY_FILE=" + secret, "UPTIMESIGNAL_WORKERS=x",
			"UPTIMESIGNAL_DATABASE_URL_FILE=/nowhere/at/all", "UPTIMESIGNAL_LISTN=:1", "UPTIMESIGNAL_TEST_POSTGRES=x"},
		Flags: map[string]string{"log_level": "loud"},
	})
	want := []string{
		"UPTIMESIGNAL_DATABASE_URL_FILE: cannot be read: no such file or directory",
		"UPTIMESIGNAL_SECRET_KEY: is set, and UPTIMESIGNAL_SECRET_KEY_FILE too; keep one",
		`UPTIMESIGNAL_WORKERS: "x" is not a whole number`,
		"UPTIMESIGNAL_LISTN: is not a setting; did you mean UPTIMESIGNAL_LISTEN?",
		`--log-level: "loud" is not one of debug, info, warn, error`,
	}
	if err == nil || !cmp.Equal(want, strings.Split(err.Error(), "\n")) {
		t.Errorf("got %v", err)
	}
	_, err = config.Load(config.Source{File: filepath.Join(dir, "none.yaml")})
	if want := filepath.Join(dir, "none.yaml") + ": cannot be read: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestDeclared(t *testing.T) {
	o, err := load(t, `
channels:
  - name: Ops
    kind: webhook
    settings:
      url: !env HOOK
    default: true
monitors:
  - &shop
    name: Shop
    interval: 30s
    expect: {status: 200, max_time: 2s, header: [{name: X, value: y}]}
    policy: {confirm: 3}
    windows: [{days: [monday], start: "02:30", length: 1h, zone: Europe/Berlin}]
    tags: [a, b]
    channels: [Ops]
    spec: &spec
      url: https://a.example
  - name: Blog
    spec: *spec
`, "HOOK=https://hooks.example/x")
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Channels) != 1 || !strings.Contains(string(o.Channels[0].Settings), "https://hooks.example/x") || !o.Channels[0].Default {
		t.Errorf("channels %+v", o.Channels)
	}
	shop, blog := o.Monitors[0], o.Monitors[1]
	if shop.Interval != 30*time.Second || !shop.Expect.Status.Has(200) || shop.Expect.Status.Has(204) || shop.Policy.Confirm != 3 ||
		shop.Windows[0].Length != time.Hour || len(shop.Tags) != 2 || shop.Channels[0] != "Ops" || shop.Kind != "http" {
		t.Errorf("got %+v", shop)
	}
	if blog.Interval != time.Minute || string(blog.Spec) != string(shop.Spec) || !json.Valid(blog.Spec) {
		t.Errorf("got %+v", blog)
	}
}

// manyMonitors is a file of 10,000 monitors, with the lines of some replaced.
func manyMonitors(replace map[int]string) string {
	var b strings.Builder
	b.WriteString("monitors:\n")
	for i := range 10_000 {
		if text, ok := replace[i]; ok {
			b.WriteString(text)
			continue
		}
		fmt.Fprintf(&b, "  - name: Monitor %d\n    interval: 30s\n    spec: {url: \"https://host%d.example.com/path\"}\n    tags: [a, b]\n", i, i)
	}
	return b.String()
}

func TestTenThousandMonitorsWithThreeErrors(t *testing.T) {
	_, err := load(t, manyMonitors(map[int]string{
		17:   "  - name: Monitor 17\n    interval: 0s\n    spec: {url: \"https://a.example\"}\n    tags: [a, b]\n",
		5000: "  - name: Monitor 5000\n    interval: 30s\n    spec:\n      url: a.example\n    tags: [a, b]\n",
		9999: "  - name: Monitor 9999\n    intervl: 30s\n    spec: {url: \"https://a.example\"}\n    tags: [a, b]\n",
	}))
	want := []string{
		"c.yaml:71: monitors[17].interval: 0s is not between 1s and 24h",
		`c.yaml:20005: monitors[5000].spec.url: "a.example" has no scheme; write https://…`,
		`c.yaml:40000: monitors[9999].intervl: is not a setting; did you mean "interval"?`,
	}
	if err == nil {
		t.Fatal("it was taken")
	}
	if d := cmp.Diff(want, strings.Split(err.Error(), "\n")); d != "" {
		t.Error(d)
	}
}

// A secret that is refused is not quoted.
func TestNoSecretInProblems(t *testing.T) {
	_, err := config.Load(config.Source{Environ: []string{"UPTIMESIGNAL_DATABASE_URL=mysql://u:SECRET@h/d"}})
	if err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("got %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, file := range files {
		raw, _ := os.ReadFile(file)
		f.Add(string(raw))
	}
	f.Fuzz(func(t *testing.T, text string) { _, _ = load(t, text) })
}

func BenchmarkTenThousandMonitors(b *testing.B) {
	path := filepath.Join(b.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(manyMonitors(nil)), 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := config.Load(config.Source{File: path}); err != nil {
			b.Fatal(err)
		}
	}
}
