package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var xOriginNone = Experiment{
	ID: measure.XOriginNone, Title: "no Origin", Cost: 1,
	Doc:   "A good answer names a rule on the site that a script's request comes from.",
	Apply: drop("Origin"),
}
