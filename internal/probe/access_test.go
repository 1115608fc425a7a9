package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/faultnet"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// A door is a made-up API: who may do what, and who came.
type door struct {
	open  map[string]bool // "viewer GET /admin"
	came  []string
	echo  bool
	login bool
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who := map[string]string{"": "none", "Bearer viewer-s3cret": "viewer", "Bearer admin-s3cret": "admin"}[r.Header.Get("Authorization")]
	if k := r.Header.Get("X-Team"); k == "team-s3cret" {
		who = "team"
	}
	if who == "" {
		who = "wrong"
	}
	what := who + " " + r.Method + " " + r.URL.Path
	d.came = append(d.came, what)
	if d.echo {
		w.Header().Set("X-Echo", r.Header.Get("Authorization")+r.Header.Get("X-Team"))
		fmt.Fprintf(w, "you sent %v", r.Header)
		return
	}
	switch {
	case d.open[what]:
		fmt.Fprint(w, "welcome")
	case d.login:
		fmt.Fprint(w, `<input type="password">`)
	case who == "none" || who == "wrong":
		w.Header().Set("WWW-Authenticate", "Bearer")
		w.WriteHeader(http.StatusUnauthorized)
	default:
		w.WriteHeader(http.StatusForbidden)
	}
}

const table = `{"identities":[{"name":"viewer","value":"Bearer viewer-s3cret"},{"name":"admin","value":"Bearer admin-s3cret"},{"name":"team","header":"X-Team","value":"team-s3cret"}],
"endpoints":[{"url":"http://192.0.2.10/admin","expect":["none=401","wrong=401","viewer=403","admin=2xx"]},{"url":"http://192.0.2.10/me","method":"HEAD","expect":["none = 401","team=200,204"]}]}`

func matrixJob(spec string) monitor.Job {
	return monitor.Job{Monitor: monitor.Monitor{ID: "m", Kind: "access", Spec: json.RawMessage(spec), Created: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}, Reason: monitor.Scheduled, Place: "home"}
}

// inBubble runs f against d.
func inBubble(t *testing.T, d *door, f func(ctx context.Context, check func(monitor.Job) measure.Report)) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(time.Minute)
		w := faultnet.New()
		w.Serve(target, faultnet.HTTP(nil, d))
		ctx := WithAttempts(t.Context(), &Attempts{})
		f(ctx, func(job monitor.Job) measure.Report {
			limited, cancel := context.WithTimeout(ctx, 10*time.Second)
			defer cancel()
			return accessKind.Run(limited, w.Net(), job)
		})
	})
}

func TestAccessAsExpected(t *testing.T) {
	d := &door{open: map[string]bool{"admin GET /admin": true, "team HEAD /me": true}}
	inBubble(t, d, func(_ context.Context, check func(monitor.Job) measure.Report) {
		r := check(matrixJob(table))
		if _, failed := r.Failed(); failed || r.Fault != "" || len(r.Cells) != 6 || len(r.Hops) != 6 {
			t.Errorf("%+v", r.Cells)
			return
		}
		want := "none GET /admin,wrong GET /admin,viewer GET /admin,admin GET /admin,none HEAD /me,team HEAD /me"
		if got := strings.Join(d.came, ","); got != want {
			t.Errorf("sent %s\nwant %s", got, want)
		}
		if c := r.Cells[5]; c.Identity != "team" || c.Endpoint != "HEAD http://192.0.2.10/me" || c.Expected != "200,204" || c.Got != 200 || c.Failure != "" {
			t.Errorf("%+v", c)
		}
		if r.Took < 5*cellSpacing {
			t.Errorf("%v: the requests are not spaced", r.Took)
		}
	})
}

func TestAccessFailures(t *testing.T) {
	for _, tt := range []struct {
		name string
		open []string
		want string // of the cells that fail
		last string // identity of the hop that the report ends on
	}{
		{"a viewer gets in", []string{"admin GET /admin", "team HEAD /me", "viewer GET /admin"}, "viewer 200 exposed", "viewer"},
		{"everybody gets in", []string{"none GET /admin", "wrong GET /admin", "viewer GET /admin", "admin GET /admin", "team HEAD /me"}, "none 200 exposed,wrong 200 exposed,viewer 200 exposed", "none"},
		{"the admin is kept out", []string{"team HEAD /me"}, "admin 403 status_unexpected", "admin"},
		{"open is worse than refused", []string{"viewer GET /admin"}, "viewer 200 exposed,admin 403 status_unexpected,team 403 status_unexpected", "viewer"},
	} {
		d := &door{open: map[string]bool{}}
		for _, o := range tt.open {
			d.open[o] = true
		}
		inBubble(t, d, func(_ context.Context, check func(monitor.Job) measure.Report) {
			r := check(matrixJob(table))
			var got []string
			for i, c := range r.Cells {
				if c.Failure != measure.OK {
					got = append(got, fmt.Sprintf("%s %d %s", c.Identity, c.Got, c.Failure))
				}
				if hop := r.CellHop(i); hop == nil || hop.Answer.Status != c.Got {
					t.Errorf("%s: the hop of %+v is another's", tt.name, c)
				}
				if c.Hop == len(r.Hops) && c.Identity != tt.last {
					t.Errorf("%s: ends on %s, want %s", tt.name, c.Identity, tt.last)
				}
			}
			if s := strings.Join(got, ","); s != tt.want {
				t.Errorf("%s: %s\nwant %s", tt.name, s, tt.want)
			}
		})
	}
}

// A page for signing in is not what was expected, and no open door either.
func TestAccessSignInIsNotOpen(t *testing.T) {
	inBubble(t, &door{login: true}, func(_ context.Context, check func(monitor.Job) measure.Report) {
		for _, c := range check(matrixJob(table)).Cells {
			if c.Failure == measure.Exposed && c.Endpoint == "GET http://192.0.2.10/admin" {
				t.Errorf("%+v", c)
			}
		}
	})
}

// The wrong credential is sent at most once an hour, whatever asks.
func TestWrongOnceAnHour(t *testing.T) {
	d := &door{open: map[string]bool{"admin GET /admin": true, "team HEAD /me": true}}
	count := func() (n int) {
		for _, c := range d.came {
			if strings.HasPrefix(c, "wrong") {
				n++
			}
		}
		return n
	}
	inBubble(t, d, func(_ context.Context, check func(monitor.Job) measure.Report) {
		job := matrixJob(table)
		began := time.Now()
		for time.Since(began) < 3*time.Hour-time.Minute {
			for _, reason := range []monitor.Reason{monitor.Scheduled, monitor.Recheck, monitor.Requested} {
				job.Reason = reason
				r := check(job)
				if c := r.Cells[1]; count() == 1 && reason == monitor.Recheck && (c.Skipped == "" || c.Got != 0 || c.Failure != "" || c.Checked()) {
					t.Errorf("%+v is not shown as not checked", c)
				}
			}
			time.Sleep(5 * time.Minute)
		}
		if n := count(); n != 3 {
			t.Errorf("sent %d times in three hours, want 3", n)
		}
		other := matrixJob(table)
		other.Monitor.ID = "n"
		if check(other); count() != 4 {
			t.Error("another monitor has no attempt of its own")
		}
	})
	d.came = nil
	inBubble(t, d, func(_ context.Context, check func(monitor.Job) measure.Report) {
		job := matrixJob(table) // older than the program
		job.Monitor.Created = time.Now().Add(-time.Hour)
		check(job)
		time.Sleep(59 * time.Minute)
		if check(job); count() != 0 {
			t.Error("a restart sends it again within the hour")
		}
		time.Sleep(time.Minute)
		if check(job); count() != 1 {
			t.Errorf("sent %d times, an hour after the start", count())
		}
	})
}

// How the wrong credential was received stands until it is sent again.
func TestWrongStands(t *testing.T) {
	d := &door{open: map[string]bool{"admin GET /admin": true, "team HEAD /me": true, "wrong GET /admin": true}}
	inBubble(t, d, func(_ context.Context, check func(monitor.Job) measure.Report) {
		for range 2 {
			r := check(matrixJob(table))
			if c := r.Cells[1]; c.Failure != measure.Exposed || c.Got != 200 || !c.Checked() {
				t.Errorf("%+v", c)
			}
		}
	})
}

// No secret of an identity shows in what is kept, even if the endpoint echoes
// it or its header field has a harmless name.
func TestAccessKeepsSecrets(t *testing.T) {
	inBubble(t, &door{echo: true}, func(_ context.Context, check func(monitor.Job) measure.Report) {
		r := measure.Redact(check(matrixJob(table)))
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var bodies strings.Builder
		for _, h := range r.Hops {
			bodies.Write(h.Answer.Body)
		}
		if strings.Contains(string(text)+bodies.String(), "s3cret") {
			t.Errorf("a secret is left in %s %s", text, bodies.String())
		}
		if !strings.Contains(bodies.String(), "you sent") {
			t.Error("the bodies of failing cells are gone")
		}
	})
}

// A row that is not reached is asked once, and time that runs out is said.
func TestAccessBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(20 * time.Minute)
		w := faultnet.New()
		d := &door{open: map[string]bool{"team HEAD /me": true}}
		w.Serve(target, faultnet.HTTP(nil, d))
		w.Dials("192.0.2.11:80", faultnet.BlackHole)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		r := accessKind.Run(ctx, w.Net(), matrixJob(strings.Replace(table, "192.0.2.10/admin", "192.0.2.11/admin", 1)))
		if c := r.Cells[0]; c.Failure != measure.ConnectTimeout || c.Got != 0 {
			t.Errorf("%+v", c)
		}
		for _, c := range r.Cells[1:4] {
			if c.Skipped == "" || c.Failure != "" || c.Hop != 0 {
				t.Errorf("%+v", c)
			}
		}
		if c := r.Cells[5]; c.Got != 200 {
			t.Errorf("one endpoint that is not reached keeps another from being checked: %+v", c)
		}
		if o, _ := r.Failed(); o.Failure != measure.ConnectTimeout {
			t.Errorf("the report ends on %q", o.Failure)
		}
	})
}

func TestAccessCheck(t *testing.T) {
	many := make([]string, 33)
	for i := range many {
		many[i] = fmt.Sprintf(`{"url":"http://a.example/%d","expect":["none=401","viewer=403"]}`, i)
	}
	id := `"identities":[{"name":"viewer","value":"Bearer x"}],`
	for spec, want := range map[string]string{
		`{"endpoints":[]}`: "endpoints: must not be empty",
		`{"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`:                 "",
		`{"endpoints":[{"url":"http://a.example/","expect":["none: 401"]}]}`:                `endpoints[0].expect: "none: 401" is not`,
		`{"endpoints":[{"url":"http://a.example/","expect":["none="]}]}`:                    `endpoints[0].expect: "none=" is not`,
		`{"endpoints":[{"url":"http://a.example/","expect":["none=4"]}]}`:                   `endpoints[0].expect: "4" is not a status`,
		`{"endpoints":[{"url":"http://a.example/","expect":["boss=401"]}]}`:                 `there is no identity "boss"`,
		`{"endpoints":[{"url":"http://a.example/","expect":["none=401","none=403"]}]}`:      `"none" stands there twice`,
		`{"endpoints":[{"url":"http://a.example/","expect":["wrong=401"]}]}`:                "other than wrong",
		`{"endpoints":[{"url":"ftp://a.example/","expect":["none=401"]}]}`:                  "endpoints[0].url:",
		`{"endpoints":[{"url":"http://u:p@a.example/","expect":["none=401"]}]}`:             "must hold no credentials",
		`{"endpoints":[{"url":"http://a.example/","method":"POST","expect":["none=401"]}]}`: "endpoints[0].method:",
		`{"endpoints":[{"url":"http://a.example/","expect":["none=401"],"body":"x"}]}`:      "endpoints[0].body:",
		`{"endpoints":[5]}`: "endpoints[0]: must be an object",
		`{"endpoints":5}`:   "endpoints: must be a list of objects",
		`{"identities":[{"name":"none","value":"x"}],"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`:                       "identities[0].name:",
		`{"identities":[{"name":"v","value":"x"},{"name":"v","value":"y"}],"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`: "identities[1].name:",
		`{"identities":[{"name":"v"}],"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`:                                      "identities[0].value: must not be empty",
		`{"identities":[{"name":"v","header":"a b","value":"x"}],"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`:           "identities[0].header:",
		`{"identities":[{"name":"v","value":"x\ny"}],"endpoints":[{"url":"http://a.example/","expect":["none=401"]}]}`:                       "identities[0].value:",
		`{` + id + `"endpoints":[` + strings.Join(many[:32], ",") + `]}`:                                                                     "",
		`{` + id + `"endpoints":[` + strings.Join(many, ",") + `]}`:                                                                          "make 66 cells; 64 is the most",
	} {
		err := accessKind.Check(json.RawMessage(spec))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s:\n%v, want %q", spec, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "u:p@") {
			t.Errorf("%v tells a secret", err)
		}
	}
}

// What cannot be real is sent in the form of what is.
func TestWrongHasTheFormOfTheFirst(t *testing.T) {
	for value, want := range map[[2]string][2]string{
		{"", "Bearer x"}:          {"Authorization", "Bearer " + WrongToken},
		{"", "Token x"}:           {"Authorization", "Token " + WrongToken},
		{"", "Basic YTpi"}:        {"Authorization", basic(WrongUser, WrongToken)},
		{"X-Api-Key", "k"}:        {"X-Api-Key", WrongToken},
		{"Cookie", "session=abc"}: {"Cookie", "session=" + WrongToken},
	} {
		a := Access{Identities: []Identity{{Name: "v", Header: value[0], Value: value[1]}}}
		if c := a.wrong(); c.name != want[0] || c.value != want[1] {
			t.Errorf("%v: %s: %s", value, c.name, c.value)
		}
	}
}
