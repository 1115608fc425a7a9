package diagnose

// wordRules read what an answer says in its own words, where no table knows
// its author. People write the messages of their applications as they like, so
// the words of a cause are evidence of it and no statement: they are weighed
// far below those of documented products.
var wordRules = concatRules(credentialWords, rightWords, clientWords, limitWords, signedWords, siteWords)

// wordy is the longest body that is read for words: a longer one is a page of
// the site, whose words are about other things.
const wordy = 2000

// says reports whether an answer with a status of from to to is a short
// message with one of words in it. A message that a table knows is not read
// twice.
func (f *features) says(from, to int, words ...string) bool {
	return f.ans.status >= from && f.ans.status <= to && f.ans.Answer != nil && f.ans.Size <= wordy && !(f.ans.stock && f.fileServer()) && f.bodySays(words...) && !f.documented()
}

// within reports whether the status lies from from to to.
func (f *features) within(from, to int) bool { return f.ans.status >= from && f.ans.status <= to }

// documented reports whether a table knows what the body of this product
// states. Sentences that anybody may write are no product's.
func (f *features) documented() bool {
	for i := range f.ans.matches {
		m := &f.ans.matches[i]
		if m.General || m.Product == "" || len(m.States) == 0 || m.Where != InText && m.Where != InCode {
			continue
		}
		for _, c := range m.States {
			if c.Strength == Stated && f.holds(c.Given) {
				return true
			}
		}
	}
	return false
}

// told reports whether a sentence of the tables, of no product, states c.
func (f *features) told(c cause) bool {
	for i := range f.ans.matches {
		m := &f.ans.matches[i]
		for _, s := range m.States {
			if !m.General && s.Strength == Stated && s.Cause == causeIDs[c] {
				return true
			}
		}
	}
	return false
}

// The usual reasons of a refusal that says nothing, and how much less likely
// they are for one that names another reason.
var unsaid = []weight{{cPathRule, .1}, {cBlock, .3}, {cRole, .3}, {cAllowlist, .35}, {cUARule, .3}, {cProfile, .3}, {cFilePerm, .2}, {cDirPerm, .2}, {cSymlink, .2},
	{cRefererReq, .3}, {cSession, .4}, {cUnknownName, .2}, {cMissingCreds, .4}, {cInvalidCreds, .4}, {cNotFound, .4}, {cAppError, .4}, {cSuspended, .5}}

// reason is the weights of a reason that is given in words: what it speaks
// for, and less for what is meant where nothing is said.
func reason(ws ...weight) []weight {
	out := append([]weight(nil), ws...)
	for _, u := range unsaid {
		named := false
		for _, w := range ws {
			named = named || w.c == u.c
		}
		if !named {
			out = append(out, u)
		}
	}
	return out
}
