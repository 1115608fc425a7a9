package api

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
)

// How much one caller may ask. It is far above what people and scripts need,
// and far below what would keep the database from storing results.
const (
	actorBurst   = 600 // at once
	actorEvery   = 50 * time.Millisecond
	addressBurst = 200 // of requests without a valid key or session
	addressEvery = 200 * time.Millisecond
	limitedNames = 10_000
)

// limits are the budgets of callers: of an account or an API key, wherever its
// requests come from, and of an address that nobody vouches for.
type limits struct{ actors, addresses *auth.Limiter }

func newLimits() limits {
	return limits{
		actors:    auth.NewLimiter(actorEvery, actorBurst, limitedNames),
		addresses: auth.NewLimiter(addressEvery, addressBurst, limitedNames),
	}
}

// take takes a request from the budget of who sends it; known says that a is
// that. It returns nil, or the answer when there is nothing left.
func (l limits) take(r *http.Request, a auth.Actor, known bool) *Problem {
	var wait time.Duration
	if known {
		wait = l.actors.Take(a.ID)
	} else {
		wait = l.addresses.Take(auth.ClientAddress(r))
	}
	if wait == 0 {
		return nil
	}
	p := newProblem(http.StatusTooManyRequests, "")
	p.wait = max(1, int(math.Ceil(wait.Seconds())))
	p.Detail = fmt.Sprintf("Too many requests. Wait %d s, and send at most %d a second.", p.wait, time.Second/actorEvery)
	if !known {
		p.Detail = fmt.Sprintf("Too many requests without a valid API key. Wait %d s.", p.wait)
	}
	return p
}

// retryAfter is the field that says when to come again (RFC 9110 section
// 10.2.3); "" when that is not known.
func (p *Problem) retryAfter() string {
	if p.wait == 0 {
		return ""
	}
	return strconv.Itoa(p.wait)
}
