package monitor

// A State is what a monitor, or one check of it, is said to be.
type State string

// States. They are stored and shown: add, never rename.
const (
	Up          State = "up"
	Degraded    State = "degraded"    // too slow, or warns
	Refused     State = "refused"     // 401, 403, 407, 451, a challenge page, a refusal served as 200
	Limited     State = "limited"     // 429, or 503 with Retry-After
	Down        State = "down"        // no answer, or another error
	Unknown     State = "unknown"     // we could not measure
	Paused      State = "paused"      // by its owner
	Maintenance State = "maintenance" // inside a maintenance window
)

// Good reports whether s needs nobody's attention.
func (s State) Good() bool { return s == Up || s == Degraded }

// Bad reports whether s is a failure of the target, as opposed to one of ours.
func (s State) Bad() bool { return s == Refused || s == Limited || s == Down }

// Severity orders states from harmless (0) to worst.
func (s State) Severity() int {
	switch s {
	case Degraded:
		return 1
	case Unknown:
		return 2
	case Limited:
		return 3
	case Refused:
		return 4
	case Down:
		return 5
	default:
		return 0
	}
}
