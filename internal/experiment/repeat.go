package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/probe"
)

var xRepeat = Experiment{
	ID: measure.XRepeat, Title: "the same request again", Cost: 1, Unsafe: true, Changes: measure.Resolve,
	Doc:   "The control. A different answer to the same request means a limit, a flapping server or a repair under way, and no factor is to blame.",
	Apply: func(s Subject, _ string) (probe.HTTP, string, string) { return s.Spec, "nothing", "" },
}
