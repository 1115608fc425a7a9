package diagnose

// A sheet is the errors of one product that one page documents.
type sheet struct {
	product string
	source  string
	soft    bool // they come with a success status too
	rows    []entry
}

// An entry is one of them.
type entry struct {
	status string
	when   []Marker
	states []Claim
	says   string
}

// factsOf writes the sheets out.
func factsOf(sheets ...[]sheet) []Fact {
	var out []Fact
	for _, group := range sheets {
		for _, s := range group {
			for _, r := range s.rows {
				out = append(out, Fact{Product: s.product, Role: Wrote, Acts: true, Soft: s.soft, Status: r.status, When: r.when, States: r.states, Says: r.says, Source: s.source})
			}
		}
	}
	return out
}

// code, message and their like are the commonest members of errors.

func code(is string) []Marker     { return all(member("code", is)) }
func message(has string) []Marker { return all(memberHas("message", has)) }

// byCreds is a claim that depends on whether a credential was sent: it is
// missing, or it is not accepted.
func byCreds() claims {
	return claims(nil).stated(WithoutCreds, "auth/missing-credentials").likely(WithCreds, "auth/invalid-credentials", "auth/expired-credential")
}
