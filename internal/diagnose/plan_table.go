package diagnose

import "strings"

// A planRow says when an experiment makes sense for a request at all, which
// is narrower than when it could be made.
type planRow struct {
	x    xid
	when func(*features) bool // nil is always
	arg  func(*features) string
}

func (r *planRow) argOf(f *features) string {
	if r.arg == nil {
		return ""
	}
	return r.arg(f)
}

// experimentTable is in the order in which equals are preferred: the cheaper
// for the target first.
var experimentTable = []planRow{
	{x: xRepeat},
	{x: xOptions, when: func(f *features) bool { return !f.req.writes() && (f.ans.status == 403 || f.ans.status == 404) }},
	{x: xRoot, when: func(f *features) bool { return !f.req.root }},
	{x: xSibling, when: func(f *features) bool { return !f.req.root }},
	{x: xIndex, when: func(f *features) bool { return f.req.dir || f.req.root }},
	{x: xBare, when: func(f *features) bool { return !f.req.root && strings.Count(f.req.url.Path, "/") > 1 }},
	{x: xUserAgent, when: func(f *features) bool { return clientMatters(f) && !strings.HasPrefix(f.req.ua, "Mozilla/") }},
	{x: xProfile, when: func(f *features) bool {
		return clientMatters(f) && (!f.req.language || !strings.HasPrefix(f.req.ua, "Mozilla/"))
	}},
	{x: xAccept, when: func(f *features) bool {
		return f.ans.status == 406 || f.ans.status == 415 || f.ans.status == 403 && f.req.accept != "" && f.req.accept != "*/*"
	}},
	{x: xReferer, when: func(f *features) bool { return clientMatters(f) && (f.req.referer == "" || f.req.foreign) }},
	{x: xRefererNone, when: func(f *features) bool { return f.req.referer != "" }},
	{x: xCookieNone, when: func(f *features) bool { return f.req.cookie > 0 }},
	{x: xCookieBack, when: func(f *features) bool { return f.ans.setsCookie }},
	{x: xCredsNone, when: func(f *features) bool { return f.req.creds.sent && credsMatter(f) }},
	{x: xCredsWrong, when: func(f *features) bool {
		return f.req.creds.sent && credsMatter(f) && f.req.creds.scheme != "query" && !strings.HasPrefix(f.req.creds.scheme, "aws4")
	}},
	{x: xCredsOther, when: func(f *features) bool { return f.ev.Owner.SecondHeader != "" && credsMatter(f) }},
	{x: xCredsMade, when: func(f *features) bool {
		return !f.req.anything() && !f.req.sig.present() && f.ans.program != storeProgram && credsMatter(f) && (f.ans.status != 401 || len(f.ans.challenges) == 0)
	}},
	{x: xOriginNone, when: func(f *features) bool { return f.req.origin }},
	{x: xQueryNone, when: func(f *features) bool { return f.req.url.RawQuery != "" && f.req.sig.family == "" }},
	{x: xMethodGet, when: func(f *features) bool { return f.req.method != "GET" }},
	{x: xProtocol, when: func(f *features) bool { return f.otherProtocol() != "" }, arg: (*features).otherProtocol},
	{x: xHost, when: func(f *features) bool {
		if f.ev.Owner.CanonicalHost == "" {
			return f.req.name != f.req.host // the Host of the URL is the contrast then
		}
		return !strings.EqualFold(f.ev.Owner.CanonicalHost, f.req.name)
	}},
	{x: xHostAddress, when: func(f *features) bool {
		return !f.req.byIP && !f.req.proxy && (f.closed() || f.ans.status >= 400 && f.ans.status < 500 || f.ans.status == 503 && f.ans.program == proxyProgram)
	}},
	{x: xHTTPS, when: func(f *features) bool {
		// A port of its own speaks TLS or not; only an answer that finds the
		// request malformed hints that it does.
		return f.req.url.Scheme == "http" && (f.req.url.Port() == "" || f.req.url.Port() == "80" || f.ans.status == 400 || f.closed())
	}},
	{x: xBuster, when: func(f *features) bool { return f.ans.cached && !f.req.sig.present() }},
	{x: xKnownGood, when: func(f *features) bool { return f.ev.Owner.KnownGood != "" }},
	{x: xDelay, arg: (*features).wait},
}

// credsMatter reports whether the contrast with other credentials can say
// something.
func credsMatter(f *features) bool {
	return f.ans.status == 401 || f.ans.status == 403 || f.ans.status == 404 || f.ans.status == 400 || f.ans.status == 500
}

// otherProtocol is the version of HTTP to try instead, or "".
func (f *features) otherProtocol() string {
	switch {
	case f.req.proto == "http/1.0", f.ans.Answer != nil && strings.HasPrefix(f.ans.Proto, "HTTP/2"):
		return "http/1.1"
	case f.req.url.Scheme == "https" && f.req.proto != "h2":
		return "h2"
	}
	return ""
}

// clientMatters reports whether the form of the request can be the reason: a
// back end's failure and a question for credentials come whoever asks.
func clientMatters(f *features) bool {
	switch s := f.ans.status; {
	case s == 0, s == 403, s == 406, s == 400, s == 405, s == 409, s == 417, s == 418, s == 444, s == 503, s == 999:
		return true
	case s >= 200 && s < 400:
		return !f.ans.login
	}
	return false
}
