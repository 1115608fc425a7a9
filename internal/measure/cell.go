package measure

import "slices"

// A Cell is one cell of an access matrix: an identity at an endpoint, and how
// it was received. It holds no secret.
type Cell struct {
	Identity string `json:"identity"` // "none", "wrong", or the name of a credential
	Endpoint string `json:"endpoint"` // method and URL, without secrets
	Expected string `json:"expected"` // statuses, in the text form of monitor.StatusSet
	// Got is the status of the answer, 0 when there was none.
	Got     int     `json:"got,omitempty"`
	Failure Failure `json:"failure,omitempty"`
	// Hop is the place of its request in Report.Hops, counted from 1; 0 when
	// none was sent.
	Hop int `json:"hop,omitempty"`
	// Skipped says why no request was sent. With a Failure the cell stands as it
	// was last seen.
	Skipped string `json:"skipped,omitempty"`
}

// The identities of every access matrix that are no stored credential.
const (
	IdentityNone  = "none"  // without credentials
	IdentityWrong = "wrong" // one constant that cannot be real
)

// Checked reports whether it is known how the cell was received.
func (c *Cell) Checked() bool { return c.Skipped == "" || c.Failure != OK }

// CellHop returns the hop of the i-th cell, or nil.
func (r *Report) CellHop(i int) *Hop {
	if n := r.Cells[i].Hop; n > 0 && n <= len(r.Hops) {
		return &r.Hops[n-1]
	}
	return nil
}

// EndOn makes the i-th cell the one that the report ended on: its hop becomes
// the last.
func (r *Report) EndOn(i int) {
	n := r.Cells[i].Hop
	if n == 0 {
		return
	}
	hop := r.Hops[n-1]
	r.Hops = append(slices.Delete(r.Hops, n-1, n), hop)
	for j := range r.Cells {
		switch c := &r.Cells[j]; {
		case c.Hop == n:
			c.Hop = len(r.Hops)
		case c.Hop > n:
			c.Hop--
		}
	}
}
