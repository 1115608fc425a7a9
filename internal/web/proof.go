package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// elided stands in a command for a secret that its user knows.
const elided = "…"

// proofOf is the command that makes the check again which opened item.
func proofOf(item IncidentItem, captures []measure.Report) string {
	if len(item.Names) == 0 {
		return ""
	}
	var first *measure.Report
	for i := range captures {
		if captures[i].Step == nil {
			first = &captures[i]
			break
		}
	}
	return proof(item.Names[0].Target, item.Failure, first)
}

// proof is the command that checks target again in the way that c, if it was
// kept, shows; an elision stands in it for what is secret. It is "" where no
// one command does: for a matrix, and where the target itself holds a secret.
func proof(target string, failure measure.Failure, c *measure.Report) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || strings.Contains(target, redact.Mask) {
		return ""
	}
	words := []string{"uptimesignal check"}
	if failure == measure.Exposed {
		words = append(words, "--must-refuse")
	}
	if c != nil && len(c.Hops) > 0 {
		words = append(words, optionsOf(&c.Hops[0].Request)...)
	}
	return strings.Join(append(words, quoted(target)), " ")
}

// optionsOf are the options that make a check send what r sent beyond what
// every check does.
func optionsOf(r *measure.Request) []string {
	var out []string
	if r.Method != "" && r.Method != http.MethodGet {
		out = append(out, "-X "+quoted(visible(r.Method)))
	}
	for _, f := range r.Header {
		if strings.Contains(f.Value, redact.Mask) {
			out = append(out, "-H "+quoted(visible(f.Name)+": "+elided))
		}
	}
	return slices.Compact(out)
}

// quoted is one word for a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// inspection is the command that lets a look on the web server's own host
// decide, when the server at base would then name the cause: for files, and for
// the rules of the two programs whose configuration it reads. KEYFILE and PATH
// are for its user to fill in.
func inspection(item IncidentItem, base string) string {
	d := item.Diagnosis
	if d.Look == "" || base == "" {
		return ""
	}
	config := ""
	switch author := strings.ToLower(d.Actor); {
	case strings.Contains(author, "nginx"):
		config = " --nginx /etc/nginx/nginx.conf"
	case strings.Contains(author, "apache"):
		config = " --apache /etc/apache2/apache2.conf"
	case !slices.ContainsFunc(d.Group, func(id diagnose.CauseID) bool { return strings.HasPrefix(string(id), "static/") }):
		return ""
	}
	what := "PATH"
	if target := item.Names[0].Target; config != "" && proof(target, "", nil) != "" {
		what = "--url " + quoted(target) + config
	}
	return "sudo uptimesignal inspect " + what + " --attach " + quoted(string(item.ID)) + " --server " + quoted(base) + " --key-file KEYFILE"
}
