package web

import (
	"math"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// The samples show each page empty, busy, and with hostile content. They are
// what the gallery shows, what the tests check, and what is compared by eye.

// sampleTime is when the samples play.
var sampleTime = time.Now().Truncate(time.Second)

// hostile is what somebody puts into every text that we show.
const hostile = `<script>alert(1)</script>"><img src=x onerror=alert(2)>'; </title>`

func back(d time.Duration) time.Time { return sampleTime.Add(-d) }

// samplePoints is a day and a bit of a service that is slower by day and fails
// in the last failing slices.
func samplePoints(n int, length time.Duration, failing int) []Point {
	out := make([]Point, n)
	for i := range out {
		wave := 1 + 0.35*math.Sin(float64(i)/float64(n)*4*math.Pi) + 0.18*math.Sin(float64(i)*1.7) + 0.1*math.Cos(float64(i)*5.3)
		wait := time.Duration(62 * wave * float64(time.Millisecond))
		p := measure.Timings{Resolve: 3 * time.Millisecond, Connect: 11 * time.Millisecond, TLS: 24 * time.Millisecond, Wait: wait, Transfer: wait / 9}
		total := p.Resolve + p.Connect + p.TLS + p.Wait + p.Transfer
		out[i] = Point{At: back(length - length*time.Duration(i)/time.Duration(n)), Count: 15, Min: total * 7 / 10, Avg: total, Max: total * 17 / 10, Phases: p}
		if i >= n-failing {
			out[i].Bad = 15
		}
		if i > n/3 && i < n/3+max(n/24, 2) {
			out[i] = Point{At: out[i].At}
		}
	}
	return out
}

type sampleRow struct {
	name, target string
	state        monitor.State
	since        time.Duration
	cause        string
	tags         []string
	day, month   float64
}

func (r sampleRow) view(i int) RowView {
	failing := 0
	if r.state.Bad() {
		failing = 2 + i%3
	}
	v := RowView{ID: monitor.ID("0199aa00-0000-7000-8000-00000000000" + string(rune('0'+i%10))), Name: r.name, Target: r.target, State: r.state,
		Since: back(r.since), Checked: back(time.Duration(4+7*i) * time.Second), Took: time.Duration(48+31*i) * time.Millisecond,
		Status: 200, Day: r.day, Month: r.month, Spark: spark(samplePoints(48, 24*time.Hour, failing)), Tags: r.tags}
	if r.cause != "" {
		v.Incident, v.Cause = incident.ID("0199aa00-1111-7000-8000-000000000001"), r.cause
	}
	return v
}

var sampleRows = []sampleRow{
	{"Checkout API", "https://api.example.com/v2/checkout", monitor.Down, 3 * time.Minute, "Nothing listens on the port: the connection is refused at both addresses.", []string{"shop", "production"}, 0.9979, 0.9996},
	{"Report download", "https://cdn.example.com/reports/2026-11.pdf?X-Amz-Date=20261117T090000Z&X-Amz-Expires=604800&X-Amz-Signature=••••••", monitor.Refused, 12 * time.Minute, "The signed link has run out: it was good until 24 November, 06:00 UTC.", []string{"production"}, 0.9916, 0.9989},
	{"Product images", "https://img.example.com/p/4711.webp", monitor.Refused, 2 * time.Hour, "Refused without the site’s own Referer: a rule against hotlinks.", nil, 0.9167, 0.9972},
	{"Partner feed", "https://partner.example.net/feed.json", monitor.Limited, 9 * time.Minute, "A rate limit counts our address; it lifts in 48 s.", []string{"partners"}, 0.9937, 0.9991},
	{"Search", "https://search.example.com/?q=lamp", monitor.Degraded, 26 * time.Minute, "", []string{"shop", "production"}, 1, 1},
	{"Staging home page", "https://staging.example.com/", monitor.Unknown, 5 * time.Minute, "", nil, -1, 0.9731},
	{"Home page", "https://www.example.com/", monitor.Up, 41 * 24 * time.Hour, "", []string{"production"}, 1, 1},
	{"Admin must refuse strangers", "https://admin.example.com/", monitor.Up, 12 * 24 * time.Hour, "", []string{"security"}, 1, 0.99987},
	{"Nightly export", "https://data.example.com/export/latest.csv", monitor.Maintenance, 40 * time.Minute, "", nil, 1, 0.9989},
	{"Old blog", "https://blog.example.org/", monitor.Paused, 80 * 24 * time.Hour, "", nil, -1, -1},
}

func monitorsSamples() []Sample[MonitorsView] {
	busy := MonitorsView{Tags: []string{"partners", "production", "security", "shop"}, Next: "/monitors?after=abc"}
	busy.count(map[monitor.State]int{monitor.Down: 1, monitor.Refused: 2, monitor.Limited: 1, monitor.Degraded: 1, monitor.Unknown: 1,
		monitor.Up: 39, monitor.Maintenance: 1, monitor.Paused: 2})
	for i, r := range sampleRows {
		busy.Rows = append(busy.Rows, r.view(i))
	}
	well := MonitorsView{}
	well.count(map[monitor.State]int{monitor.Up: 3})
	for i, r := range sampleRows[6:8] {
		well.Rows = append(well.Rows, r.view(i))
	}
	fresh := sampleRow{"Just added", "https://new.example.com/", "", 0, "", nil, -1, -1}.view(2)
	fresh.Since, fresh.Checked, fresh.Took, fresh.Spark = time.Time{}, time.Time{}, 0, Spark{}
	well.Rows = append(well.Rows, fresh)
	none := MonitorsView{Query: "lamp", State: monitor.Down}
	none.count(map[monitor.State]int{monitor.Up: 12})
	empty := MonitorsView{}
	empty.count(nil)
	bad := MonitorsView{Query: hostile, Tag: hostile, Tags: []string{hostile}}
	bad.count(map[monitor.State]int{monitor.Refused: 1})
	bad.Rows = []RowView{sampleRow{hostile, "javascript:alert(1)//" + hostile, monitor.Refused, time.Minute, hostile, []string{hostile}, 0, 0}.view(1),
		sampleRow{"a-very-long-name-without-any-place-to-break-" + longWord, "https://example.com/" + longWord + longWord, monitor.Down, time.Minute, longWord, nil, 0, 0}.view(2)}
	return []Sample[MonitorsView]{{"empty", empty}, {"busy", busy}, {"all well", well}, {"nothing found", none}, {"hostile", bad}}
}

const longWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"

func incidentRowsSample() []IncidentRow {
	ref := func(name string) []MonitorRef {
		return []MonitorRef{{ID: "0199aa00-0000-7000-8000-000000000001", Name: name}}
	}
	return []IncidentRow{
		{ID: "0199aa00-1111-7000-8000-000000000001", State: monitor.Refused, Cause: sampleRows[1].cause, Impact: "Everyone", Names: ref("Report download"), Opened: back(12 * time.Minute), Status: 403, Acknowledged: true},
		{ID: "0199aa00-1111-7000-8000-000000000002", State: monitor.Down, Cause: sampleRows[0].cause, Impact: "Everyone", Names: ref("Checkout API"), Opened: back(3 * time.Minute)},
		{ID: "0199aa00-1111-7000-8000-000000000003", State: monitor.Refused, Cause: "Only we are locked out: the allow-list lacks our address.", Impact: "Only this monitor", Names: ref("Admin must refuse strangers"), Opened: back(49 * time.Hour), Closed: back(48 * time.Hour), Status: 403},
		{ID: "0199aa00-1111-7000-8000-000000000004", State: monitor.Limited, Cause: "A rate limit counts our address.", Impact: "Only this monitor", Names: append(ref("Partner feed"), ref("Partner feed, second region")...), Opened: back(100 * time.Hour), Closed: back(100*time.Hour - 95*time.Second), Status: 429},
	}
}

func incidentsSamples() []Sample[IncidentsView] {
	bad := incidentRowsSample()[:1]
	bad[0].Cause, bad[0].Impact, bad[0].Names = hostile, hostile, []MonitorRef{{ID: hostile, Name: hostile}}
	return []Sample[IncidentsView]{{"empty", IncidentsView{}}, {"none open", IncidentsView{OnlyOpen: true}},
		{"busy", IncidentsView{Rows: incidentRowsSample(), Next: "/incidents?after=abc"}}, {"hostile", IncidentsView{Rows: bad}}}
}
