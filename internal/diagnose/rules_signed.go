package diagnose

import (
	"strings"
	"time"
)

// deniesSigned reports whether the answer is one that signed URLs get.
func (f *features) deniesSigned() bool {
	switch f.ans.status {
	case 400, 401, 403, 404, 410:
		return true
	}
	return false
}

var signedRules = []Rule{
	{ID: "fetches-for-us", Ground: "image and download proxies carry the address of what they fetch in their path, and refuse hosts that are not on their list, links without a signature, and what they get no picture for (imageproxy, imgproxy, Thumbor, Camo)", Source: "our URL",
		says:  text("the path holds another address: the server fetches it for us, and decides what it fetches"),
		when:  func(f *features) bool { return f.ans.status == 403 && f.fetches() },
		gives: []weight{{cSigMissing, 40}, {cPathRule, 3}, {cMasked, 60}, {cMissingCreds, .06}, {cRole, .06}, {cSession, .06}, {cBlock, .5}, {cFilePerm, .1}, {cDirPerm, .1}, {cNoIndex, .1}}},
	{ID: "says-link-wanted", Ground: "messages of downloads that want a signed link", Source: "the body",
		says: text("the answer's own words ask for a signed link"),
		when: func(f *features) bool {
			return f.within(400, 403) && f.req.sig.family == "" && !f.req.anything() && f.says(400, 403, "link required", "link is required", "signed url required", "signed link", "signature required", "signature is required", "missing signature", "signature missing", "signature is missing", "no signature", "unsigned url", "unsigned request")
		},
		gives: reason(weight{cSigMissing, 3000}, weight{cMissingCreds, .5})},
	{ID: "signed-in-path", Ground: "as above: the signature of such a link is a part of the path (imgproxy, Thumbor and Camo begin with it, imageproxy has it among the options)", Source: "our URL",
		says:  text("the path holds what looks like the signature of the address in it"),
		when:  func(f *features) bool { return f.ans.status == 403 && f.fetches() && f.signedInPath() },
		gives: []weight{{cSigBad, 2500}, {cSigAltered, 900}, {cSigMissing, .05}, {cMasked, .3}}},
	{ID: "url-expired", Ground: "the expiry stands in our own URL; nothing else need be asked", Source: "our URL", says: func(f *features) string {
		return f.req.sig.family + ": " + f.req.sig.expiry + " ran out " + f.ago(f.req.sig.until)
	},
		when: func(f *features) bool {
			s := &f.req.sig
			return s.family != "" && !s.until.IsZero() && s.until.Before(f.now) && f.deniesSigned()
		},
		gives: []weight{{cSigExpired, 4e5}, {cSigBad, 30}, {cSigRevoked, 3}}},
	{ID: "path-signature-403", Ground: "mod_secdownload answers 403 to a wrong hash and 410 to a link that is too old", Source: "our URL",
		says:  text("the link is signed in its path, and this module answers 403 to a wrong hash, 410 to an old link"),
		when:  func(f *features) bool { return f.ans.status == 403 && f.req.sig.expiry == inPath },
		gives: []weight{{cSigBad, 3e5}, {cSigExpired, .1}}},
	{ID: "url-in-date", Ground: "the expiry in our own URL lies ahead", Source: "our URL", says: func(f *features) string {
		return f.req.sig.family + ": in date until " + f.req.sig.until.UTC().Format(time.RFC3339)
	},
		when: func(f *features) bool {
			s := &f.req.sig
			return s.present() && s.until.After(f.now) && f.deniesSigned()
		},
		gives: []weight{{cSigExpired, .05}, {cSigBad, 400}, {cSigAltered, 60}, {cSigBound, 120}, {cSigRevoked, 20}, {cRole, .2}, {cPathRule, .15}, {cSigMissing, .02}, {cNotPublic, .2}, {cMissingCreds, .05}, {cNoIndex, .2}, {cSession, .3},
			{cAllowlist, .25}, {cBlocklist, .3}, {cGeo, .4}, {cUARule, .2}, {cProfile, .2}, {cFilePerm, .15}, {cDirPerm, .15}, {cSymlink, .1}, {cBlock, .3}, {cRefererReq, .2}, {cUnknownName, .4}, {cLimit, .4}, {cBan, .4}}},
	{ID: "url-expired-by-their-clock", Ground: "in date by our clock, past by the server's Date", Source: "header Date", says: func(f *features) string {
		return "the signature is in date by our clock, but the server's clock is " + f.skewText() + " and has passed its expiry"
	},
		when: func(f *features) bool {
			s := &f.req.sig
			return s.family != "" && s.until.After(f.now) && f.ans.hasSkew && f.ans.skew > time.Minute && s.until.Before(f.now.Add(f.ans.skew)) && f.deniesSigned()
		},
		gives: []weight{{cServerSkew, 4e5}, {cSigBad, .2}}},
	{ID: "url-not-yet", Ground: "the signature begins after now", Source: "our URL", says: func(f *features) string {
		return f.req.sig.family + ": valid only from " + f.req.sig.from.UTC().Format(time.RFC3339)
	},
		when: func(f *features) bool {
			return f.req.sig.from.After(f.now.Add(30*time.Second)) && f.deniesSigned()
		},
		gives: []weight{{cSigFuture, 2e5}, {cClientSkew, 400}}},
	{ID: "url-foreign-parameter", Ground: "CloudFront and S3 sign the whole query: a parameter added afterwards breaks it [lab]", Source: "our URL", says: func(f *features) string {
		return "the query has " + strings.Join(f.req.sig.added, ", ") + ", which the signature may not cover"
	},
		when:  func(f *features) bool { return f.req.sig.present() && len(f.req.sig.added) > 0 && f.deniesSigned() },
		gives: []weight{{cSigAltered, 12}}},
	{ID: "url-signed-for-get", Ground: "a presigned URL signs the method: HEAD on a GET URL is a 403 without body [lab]", Source: "our request",
		says:  text("the request is not a GET, and presigned URLs sign the method"),
		when:  func(f *features) bool { return f.req.sig.present() && f.req.method != "GET" && f.deniesSigned() },
		gives: []weight{{cSigAltered, 80}, {cHead, .2}}},
	{ID: "url-half-signed", Ground: "some of the parameters of a signature are there, the signature is not", Source: "our URL", says: func(f *features) string {
		return f.req.sig.family + " parameters without the signature itself"
	},
		when:  func(f *features) bool { return f.req.sig.partial && f.deniesSigned() },
		gives: []weight{{cSigMissing, 3000}, {cNotPublic, 2}, {cSigBad, .5}}},
	{ID: "url-bound", Ground: "the policy inside our URL names an address", Source: "our URL",
		says:  text("the signature is bound to an address by its own words"),
		when:  func(f *features) bool { return f.req.sig.bound && f.deniesSigned() },
		gives: []weight{{cSigBound, 20}}},
	{ID: "header-signed-long-ago", Ground: "S3 allows 15 minutes between x-amz-date and its own clock (S3 error list, RequestTimeTooSkewed)", Source: "our request", says: func(f *features) string {
		return "the request was signed at " + f.req.creds.signedAt.UTC().Format(time.RFC3339) + ", more than 15 minutes from now"
	},
		when: func(f *features) bool {
			at := f.req.creds.signedAt
			return !at.IsZero() && at.Sub(f.now).Abs() > 15*time.Minute && f.deniesSigned()
		},
		gives: []weight{{cClientSkew, 8000}}},
	{ID: "store-anonymous", Ground: "awsdocs s3 troubleshoot-403-errors: AccessDenied to a request without credentials", Source: "the answer",
		says: text("an object store refused, and the request carried neither credentials nor a signature"),
		when: func(f *features) bool {
			return f.ans.program == storeProgram && !f.req.anything() && f.req.sig.family == "" && f.ans.status == 403
		},
		gives: []weight{{cNotPublic, 150}, {cMasked, 150}, {cPathRule, .05}, {cFilePerm, .01}, {cDirPerm, .01}, {cSymlink, .01}, {cNoIndex, .3}, {cUARule, .2}, {cProfile, .1}, {cRefererReq, 16}, {cAllowlist, 6}, {cBlocklist, .3}, {cSession, .02}, {cRole, .05}, {cMissingCreds, 1}, {cBlock, .1}, {cUnknownName, .1}, {cHTTPSRequired, .3}, {cHandler, .01}, {cLimit, .2}, {cBan, .2}, {cGeo, .6}, {cSigMissing, .6}}},
	{ID: "store-anonymous-400", Ground: "some S3 servers call a request without a signature malformed (rclone: UnsupportedAlgorithm; MissingSecurityHeader of the S3 error list)", Source: "the answer",
		says: text("an object store calls the request malformed, which carried neither credentials nor a signature"),
		when: func(f *features) bool {
			return f.ans.program == storeProgram && !f.req.anything() && f.req.sig.family == "" && f.ans.status == 400
		},
		gives: []weight{{cMissingCreds, 25}, {cNotPublic, 10}, {cSigMissing, 10}, {cContent, .1}, {cAppError, .3}, {cInvalidCreds, .1}}},
	{ID: "store-missing-key", Ground: "a caller without s3:ListBucket gets 403 for a key that does not exist (AWS GetObject permissions)", Source: "the answer",
		says: text("without the right to list, a store answers 403 for a key that does not exist"),
		when: func(f *features) bool {
			return f.ans.program == storeProgram && f.ans.status == 403 && !f.req.dir && f.req.sig.family == ""
		},
		gives: []weight{{cMasked, 1.5}}},
	{ID: "store-signed-denied", Ground: "AccessDenied with a signature that is in date: the signer lacks the right [lab]", Source: "the answer",
		says: text("an object store refused a signed request without finding fault with its signature"),
		when: func(f *features) bool {
			return f.ans.program == storeProgram && f.ans.status == 403 && (f.req.sig.present() || strings.HasPrefix(f.req.creds.scheme, "aws4")) && !f.req.sig.until.Before(f.now) && f.states(cRole, cNotPublic, cMasked) && !f.states(cSigBad)
		},
		gives: []weight{{cRole, 900}, {cMasked, 60}, {cNotPublic, .02}, {cSigBad, .005}, {cSigAltered, .02}, {cSigBound, .1}, {cMissingCreds, .01}, {cSigRevoked, .05}}},
}

// states reports whether a product's own words name one of causes.
func (f *features) states(causes ...cause) bool {
	for _, m := range f.ans.matches {
		for _, cl := range m.States {
			for _, c := range causes {
				if causeIDs[c] == cl.Cause {
					return true
				}
			}
		}
	}
	return false
}
