package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts a real browser, or skips the test where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: a real browser is too slow for -short")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("no chromium, and CI=true: install the package chromium")
		}
		t.Skip("skipped: no chromium here; install the package chromium to run this test")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.NoFirstRun, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewExecAllocator(context.WithoutCancel(t.Context()), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() { _ = chromedp.Cancel(ctx); cancel() })
	seen := &console{}
	t.Cleanup(func() {
		for _, line := range seen.all() {
			t.Errorf("the page complains: %s", line)
		}
	})
	if err := chromedp.Listen(ctx, seen.note); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	if err := call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatalf("watch the console: %v", err)
	}
	return ctx
}

// A console keeps what pages complain of: exceptions, errors, what the policy
// forbids.
type console struct {
	mu    sync.Mutex
	lines []string
}

func (c *console) note(e any) {
	line := ""
	switch e := e.(type) {
	case *runtime.EventExceptionThrown:
		line = e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			line += " " + x.Description
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "status of 422") {
			line = e.Entry.Text + " (" + e.Entry.URL + ")"
		}
	}
	if line != "" {
		c.mu.Lock()
		c.lines = append(c.lines, line)
		c.mu.Unlock()
	}
}

func (c *console) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lines
}

func call[P, R any](ctx context.Context, cmd cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, cmd, params)
	return err
}

func serve(t *testing.T, h http.Handler) string {
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	t.Cleanup(srv.CloseClientConnections)
	return srv.URL
}

// signedIn answers every request as if the owner had sent it.
func signedIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(&http.Cookie{Name: "session", Value: "ada@example.com"})
		next.ServeHTTP(w, r)
	})
}

// limit is how long a browser may take over one step.
const limit = 20 * time.Second

func do(t *testing.T, ctx context.Context, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func get[T any](t *testing.T, ctx context.Context, what string, a chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	v, err := chromedp.Run(ctx, a)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	return v
}

// findWide names what reaches over the right edge of the screen.
const findWide = `[...document.querySelectorAll("body *")]
	.filter(e => !e.closest("svg, pre, .hide, thead, .skip") && e.getBoundingClientRect().right > innerWidth + 0.5)
	.map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")
	+ (document.documentElement.scrollWidth > innerWidth ? " SCROLLS" : "")`

// TestScreenshots draws every sample, wide and narrow, light and dark, into
// the artifact directory, and finds what is wider than its screen.
func TestScreenshots(t *testing.T) {
	ctx := browser(t)
	only := os.Getenv("UPTIMESIGNAL_SHOTS") // "page" or "page/sample": only these
	s := newFake().owner().web(t)
	base := serve(t, signedIn(s.Handler()))
	dir := t.ArtifactDir()
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"wide", 1440, 900}, {"narrow", 390, 844}} {
		for _, scheme := range []string{"light", "dark"} {
			do(t, ctx, "emulate", chromedp.EmulateViewport(size.width, size.height))
			if err := call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
				t.Fatal(err)
			}
			for _, p := range s.gallery().Pages {
				for _, sample := range p.Samples {
					if only != "" && !strings.HasPrefix(p.Template+"/"+sample.Name, only) {
						continue
					}
					what := p.Template + "/" + sample.Name
					do(t, ctx, what, chromedp.Navigate(base+sample.URL), chromedp.WaitReady(chromedp.CSS("main")))
					wider := get(t, ctx, what, chromedp.Evaluate[string](findWide))
					png := get(t, ctx, what, chromedp.FullScreenshot(100))
					if wider != "" {
						t.Errorf("%s/%s at %d: wider than the screen: %s", p.Template, sample.Name, size.width, wider)
					}
					name := fmt.Sprintf("%s-%s-%s-%s.png", p.Template, strings.NewReplacer(" ", "_", ",", "").Replace(sample.Name), size.name, scheme)
					if err := os.WriteFile(filepath.Join(dir, name), png, 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}
