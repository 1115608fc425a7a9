package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/diagnose"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/incident"
	"github.com/uptimesignal/uptimesignal/internal/problem"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// An Inspection is what `uptimesignal inspect --json` prints on the web
// server's own host.
type Inspection struct {
	Path     string              `json:"path" maxLength:"8192" doc:"The file or directory that would be served."`
	URL      string              `json:"url,omitempty" maxLength:"16384"`
	Server   InspectedProcess    `json:"server"`
	Denies   bool                `json:"denies" doc:"Whether a plain request is denied."`
	Findings []InspectionFinding `json:"findings" maxItems:"100" nullable:"false" doc:"In the order in which the server meets them: the first that denies is the cause."`
	Steps    []InspectionStep    `json:"steps" maxItems:"200" nullable:"false" doc:"The components of the path, from the root down."`
	Rules    []string            `json:"rules,omitempty" maxItems:"1000" nullable:"false"`
	Notes    []string            `json:"notes,omitempty" maxItems:"100" nullable:"false"`
}

// An InspectionFinding is one reason why requests are denied.
type InspectionFinding struct {
	Cause  diagnose.CauseID `json:"cause" maxLength:"100" doc:"An entry of the catalogue."`
	Denies bool             `json:"denies" doc:"False for what denies only some clients."`
	Says   string           `json:"says" maxLength:"4096" doc:"What was seen."`
	Where  string           `json:"where" maxLength:"8192" doc:"A path, or file:line."`
	Line   string           `json:"line,omitempty" maxLength:"8192"`
	Mend   []InspectionMend `json:"mend" maxItems:"20" nullable:"false" doc:"The usual one first."`
}

// An InspectionMend is one way to mend a finding.
type InspectionMend struct {
	Says    string `json:"says" maxLength:"4096"`
	Command string `json:"command,omitempty" maxLength:"8192" doc:"For a shell."`
}

// An InspectionStep is one component of the path, as the serving process meets
// it.
type InspectionStep struct {
	Path   string `json:"path" maxLength:"8192"`
	Kind   string `json:"kind" maxLength:"100"`
	Mode   string `json:"mode" maxLength:"100"`
	Owner  string `json:"owner" maxLength:"256"`
	Group  string `json:"group" maxLength:"256"`
	Target string `json:"target,omitempty" maxLength:"8192"`
	Label  string `json:"label,omitempty" maxLength:"1024"`
	Wants  string `json:"wants" maxLength:"100"`
	OK     bool   `json:"ok"`
	Ground string `json:"ground" maxLength:"4096"`
}

// An InspectedProcess is the process that serves.
type InspectedProcess struct {
	Program  string   `json:"program,omitempty" maxLength:"256"`
	PID      int      `json:"pid,omitempty"`
	User     string   `json:"user" maxLength:"256"`
	UID      uint32   `json:"uid"`
	GIDs     []uint32 `json:"gids" maxItems:"70000" nullable:"false"`
	Label    string   `json:"label,omitempty" maxLength:"1024"`
	Profile  string   `json:"profile,omitempty" maxLength:"1024"`
	Found    string   `json:"found" maxLength:"4096"`
	Overrule bool     `json:"overrule"`
}

type attachInspectionIn struct {
	Ref
	Body Inspection
}

// attachInspection lets a look from within decide what the outside could not.
func attachInspection(ctx context.Context, a *API, in *attachInspectionIn) (*incidentOut, error) {
	id := incident.ID(in.ID)
	if _, _, err := a.Incidents.Incident(ctx, id); err != nil {
		return nil, err
	}
	found, err := in.Body.found()
	if err != nil {
		return nil, err
	}
	if err := a.Inspections.Inspected(ctx, id, found); err != nil {
		return nil, err
	}
	return getIncident(ctx, a, &in.Ref)
}

// found is what decides: the first finding that denies. A cause that the
// catalogue does not have is refused, and so is a verdict without its ground.
func (i Inspection) found() (Found, error) {
	var bad []problem.FieldError
	var out Found
	for n, f := range i.Findings {
		if _, ok := diagnose.Find(f.Cause); !ok {
			bad = append(bad, problem.FieldError{Field: fmt.Sprintf("findings[%d].cause", n), Text: fmt.Sprintf("%q is not a cause of the catalogue", f.Cause)})
		}
		if f.Denies && out.Cause == "" {
			out = Found{Cause: f.Cause, Says: redact.Text(f.Says), Where: redact.Text(f.Where), Fixes: f.fixes()}
		}
	}
	if i.Denies != (out.Cause != "") {
		bad = append(bad, problem.FieldError{Field: "denies", Text: "does not agree with the findings"})
	}
	if out.Cause == "" {
		out.Where = redact.Text(strings.TrimSpace(i.Path + " " + redact.URL(i.URL)))
	}
	return out, form.Invalid(bad)
}

func (f InspectionFinding) fixes() []diagnose.Fix {
	var out []diagnose.Fix
	for _, m := range f.Mend {
		fix := diagnose.Fix{Title: redact.Text(m.Says), Steps: []string{}}
		if m.Command != "" {
			fix.Steps = append(fix.Steps, "$ "+redact.Text(m.Command))
		}
		out = append(out, fix)
	}
	return out
}
