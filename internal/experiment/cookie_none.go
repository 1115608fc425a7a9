package experiment

import (
	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var xCookieNone = Experiment{
	ID: measure.XCookieNone, Title: "no cookie", Cost: 1,
	Doc:   "The same answer says that the cookie has no part in it; a good one that the cookie is what is refused.",
	Apply: drop("Cookie"),
}
