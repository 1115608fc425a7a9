package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var xRefererNone = Experiment{
	ID: measure.XRefererNone, Title: "no Referer", Cost: 1,
	Doc:   "A good answer names a rule on the page that links here.",
	Apply: drop("Referer"),
}
