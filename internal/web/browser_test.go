package web

import (
	"context"
	"flag"
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

	"github.com/uptimesignal/uptimesignal/internal/monitor"
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

// findWide names what reaches over the right edge of the screen, or of main.
const findWide = `[...document.querySelectorAll("body *")]
	.filter(e => !e.closest("svg, pre, .hide, thead, .skip, .uplot")
		&& e.getBoundingClientRect().right > (e.closest("main > *")?.parentElement.getBoundingClientRect().right ?? innerWidth) + 0.5)
	.map(e => e.tagName + "." + e.className).slice(0, 5).join(" ")
	+ (document.documentElement.scrollWidth > innerWidth ? " SCROLLS" : "")`

// unfold opens whatever is folded away, and counts it.
const unfold = `[...document.querySelectorAll("details")].map(d => d.open = true).length`

// TestScreenshots opens every sample at five widths and finds what does not
// fit. With -artifacts it keeps a picture of each, light and dark.
func TestScreenshots(t *testing.T) {
	ctx := browser(t)
	only := os.Getenv("UPTIMESIGNAL_SHOTS") // "page" or "page/sample": only these
	f := newFake().owner()
	f.monitors = []monitor.Monitor{{ID: "0199aa00-0000-7000-8000-000000000001"}, {ID: "m9"}} // whose charts are fetched
	s := f.web(t)
	base := serve(t, signedIn(s.Handler()))
	schemes, dir := []string{"light"}, ""
	if a := flag.Lookup("test.artifacts"); a != nil && a.Value.String() == "true" {
		schemes, dir = []string{"light", "dark"}, t.ArtifactDir()
	}
	for _, width := range []int64{1440, 1100, 1024, 768, 390} {
		for _, scheme := range schemes {
			emulate(t, ctx, width, scheme)
			for _, p := range s.gallery().Pages {
				for _, sample := range p.Samples {
					if only == "" || strings.HasPrefix(p.Template+"/"+sample.Name, only) {
						shoot(t, ctx, base+sample.URL, dir, fmt.Sprintf("%s-%s-%d-%s", p.Template, sample.Name, width, scheme))
					}
				}
			}
		}
	}
}

func emulate(t *testing.T, ctx context.Context, width int64, scheme string) {
	t.Helper()
	do(t, ctx, "emulate", chromedp.EmulateViewport(width, 900))
	if err := call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}); err != nil {
		t.Fatal(err)
	}
}

// shoot opens a page folded and unfolded, and keeps both in dir if there is one.
func shoot(t *testing.T, ctx context.Context, url, dir, name string) {
	t.Helper()
	do(t, ctx, name, chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("main")))
	for _, how := range []string{"", "-unfolded"} {
		if how != "" && get(t, ctx, name, chromedp.Evaluate[int](unfold)) == 0 {
			return
		}
		if wider := get(t, ctx, name, chromedp.Evaluate[string](findWide)); wider != "" {
			t.Errorf("%s%s: does not fit: %s", name, how, wider)
		}
		if dir == "" {
			continue
		}
		file := strings.NewReplacer(" ", "_", ",", "").Replace(name+how) + ".png"
		if err := os.WriteFile(filepath.Join(dir, file), get(t, ctx, name, chromedp.FullScreenshot(100)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// waitFor waits until the JavaScript expression is true.
func waitFor(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")"))
		if err == nil {
			return
		}
		if ctx.Err() != nil { // any other error is that what waits was lost with its page
			t.Fatalf("wait for %s: %v", expression, err)
		}
	}
}

// TestJourney is the first day of an owner, in a real browser: set up, add a
// monitor by keyboard, try it, see it change without a reload, read why.
func TestJourney(t *testing.T) {
	ctx := browser(t)
	f := newFake()
	f.tried = Tried{Report: sampleCapture(403, s3Body), State: monitor.Refused, Diagnosis: signedLink}
	base := serve(t, f.web(t).Handler())
	do(t, ctx, "open", chromedp.EmulateViewport(1280, 900), chromedp.Navigate(base+"/"), chromedp.WaitVisible(chromedp.CSS("#f-token")),
		chromedp.SendKeys(chromedp.CSS("#f-token"), "token\tada@example.com\tcorrect horse battery\r"), chromedp.WaitVisible(chromedp.CSS("#f-spec-url")))
	if got := get(t, ctx, "flash", chromedp.Text(chromedp.CSS(".flash"))); !strings.Contains(got, "Your account is ready") {
		t.Errorf("the flash says %q", got)
	}

	do(t, ctx, "a wrong address", chromedp.SendKeys(chromedp.CSS("#f-spec-url"), "nonsense"), chromedp.SetValue(chromedp.CSS("#f-spec-bearer"), "S3CRET"), chromedp.Click(chromedp.CSS(`button[value="try"]`)))
	waitFor(t, ctx, `document.querySelector("#f-spec-url-error")?.textContent.includes("must begin with http") && document.activeElement.id === "f-spec-url"`)
	do(t, ctx, "try", chromedp.SetValue(chromedp.CSS("#f-spec-url"), "https://www.example.com/"), chromedp.Click(chromedp.CSS(`button[value="try"]`)))
	waitFor(t, ctx, `document.querySelector("#tried .claim")?.textContent.includes("The signed link has run out")`)
	if got := get(t, ctx, "secret", chromedp.Value(chromedp.CSS("#f-spec-bearer"))); got != "S3CRET" {
		t.Errorf("after the trial the secret is %q", got)
	}
	do(t, ctx, "save by keyboard", chromedp.Focus(chromedp.CSS("#f-name")), chromedp.KeyEvent("Home page\r"))
	waitFor(t, ctx, `location.pathname === "/monitors/m1" && document.querySelector(".flash")`)
	waitFor(t, ctx, `document.querySelector("#chart .uplot canvas") !== null`)

	do(t, ctx, "list", chromedp.Navigate(base+"/monitors"), chromedp.WaitVisible(chromedp.CSS("#m-m1")), chromedp.KeyEvent("/"))
	waitFor(t, ctx, `document.activeElement.id === "q"`)
	do(t, ctx, "focus the row", chromedp.Focus(chromedp.CSS("#m-m1 .row-link")), chromedp.Evaluate[chromedp.Void](`window.before = "kept"; undefined`))
	f.waitSubscribed(t)
	f.mu.Lock()
	f.incident["i1"] = sampleItem(signedLink)
	f.mu.Unlock()
	f.refuse("m1", "i1")
	waitFor(t, ctx, `document.querySelector("#m-m1").dataset.state === "refused"`)
	waitFor(t, ctx, `document.querySelector("#chips").textContent.includes("Refused") && document.activeElement.closest("#m-m1") !== null && window.before === "kept"`)

	do(t, ctx, "read why", chromedp.Click(chromedp.CSS("#m-m1 .cause")), chromedp.WaitVisible(chromedp.CSS(".claim")))
	waitFor(t, ctx, `document.querySelector(".copy:not([hidden])") !== null || !navigator.clipboard`)
	do(t, ctx, "acknowledge", chromedp.Click(chromedp.CSS(`form[action$="/acknowledge"] button`)))
	waitFor(t, ctx, `document.querySelector(".acked") !== null`)
	do(t, ctx, "sign out", chromedp.Click(chromedp.CSS(".who button")), chromedp.WaitVisible(chromedp.CSS("#password")))
}
