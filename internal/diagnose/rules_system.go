package diagnose

// systemRules read the errors of operating systems and of their networks as
// languages and libraries spell them: whoever shows one has said what broke.
// The names are those of POSIX (errno.h), Node.js (os.constants.errno), Go
// (net, os), Java (java.net) and Python (errno), which other runtimes copy.
var systemRules = []Rule{
	{ID: "system-refused", Ground: "POSIX ECONNREFUSED: nothing listens at the back end; EHOSTUNREACH, ENOTFOUND and \"no such host\": it is not reached at all", Source: "the body",
		says: text("the answer shows the system's error of a connection that was refused or led nowhere"),
		when: func(f *features) bool {
			return f.shows("econnrefused", "connection refused", "ehostunreach", "enetunreach", "no route to host", "enotfound", "eai_again", "no such host", "name or service not known", "unknownhostexception", "getaddrinfo")
		},
		gives: []weight{{cUnreachable, 600}, {cAppError, .3}}},
	{ID: "system-timed-out", Ground: "POSIX ETIMEDOUT, Go context.DeadlineExceeded and net.Error.Timeout, java.net.SocketTimeoutException", Source: "the body",
		says: text("the answer shows the system's error of a time-out"),
		when: func(f *features) bool {
			return f.shows("etimedout", "esockettimedout", "connection timed out", "i/o timeout", "deadline exceeded", "sockettimeoutexception", "read timed out", "und_err_headers_timeout", "operation timed out")
		},
		gives: []weight{{cTimeout, 500}, {cAppError, .3}}},
	{ID: "system-cut-off", Ground: "POSIX ECONNRESET and EPIPE, Node.js \"socket hang up\", Go io.ErrUnexpectedEOF: the back end was reached and left", Source: "the body",
		says: text("the answer shows the system's error of a connection that was cut off"),
		when: func(f *features) bool {
			return f.shows("econnreset", "epipe", "socket hang up", "connection reset by peer", "unexpected eof", "und_err_socket", "malformed http response", "parse error: expected http", "cannot parse response", "error when reading response", "invalid http response", "badstatusline", "httpbadresponse", "malformed http status", "malformed http version", "badresponse", "invalid http header", "server sent invalid", "unexpected response", "malformed response", "bad response from", "remote end closed connection", "server closed connection before")
		},
		gives: []weight{{cBadResponse, 500}, {cAppError, .3}}},
	{ID: "system-no-access", Ground: "POSIX EACCES and EPERM, Go fs.ErrPermission, java.nio AccessDeniedException, Python PermissionError, on opening a file", Source: "the body",
		says: text("the answer shows the system's error of a file that may not be opened"),
		when: func(f *features) bool {
			return f.shows("eacces", "eperm:", "permission denied, open", "errno 13", "open_basedir", "failed to open stream: permission denied", "accessdeniedexception: /", "permissionerror")
		},
		gives: []weight{{cFilePerm, 4000}, {cDirPerm, 300}, {cAppError, .3}}},
	{ID: "says-company-policy", Ground: "block pages of filters on the way out (Palo Alto, Zscaler, Netskope, Fortinet): they speak for the client's company, not for the site", Source: "the body",
		says: text("the page speaks of a company's policy or web filter: a filter on our side wrote it"),
		when: func(f *features) bool {
			return f.shows("company policy", "corporate policy", "organization's policy", "organisation's policy", "web filter", "web page blocked", "url filtering", "content filtering", "internet usage policy", "blocked by your administrator", "blocked by your organization")
		},
		gives: []weight{{cProxyPolicy, 3000}, {cMaintenance, .2}}},
	{ID: "says-proxy", Ground: "the request went through a proxy, and proxies that filter name themselves, their policy or the category of the site", Source: "the body",
		says: text("the request went through a proxy, and the page speaks of a proxy, a policy or a category"),
		when: func(f *features) bool {
			return f.req.proxy && f.within(400, 503) && f.shows("proxy", "categor", "policy", "filter", "not allowed to visit", "access control", "acceptable use")
		},
		gives: []weight{{cProxyPolicy, 400}, {cProxyAuth, 2}}},
	{ID: "system-busy", Ground: "words of load shedding (fastify under-pressure, Envoy overload manager, \"server is too busy\" of IIS and others)", Source: "the body",
		says: text("the answer's own words say that the server is overloaded"),
		when: func(f *features) bool {
			return f.says(429, 529, "pressure", "overload", "too busy", "is busy", "at capacity", "over capacity", "high load", "heavy load", "load shed")
		},
		gives: []weight{{cOverloaded, 80}, {cMaintenance, .3}}},
}

// shows reports whether the error of a server has one of words in a body that
// is short enough to be about it.
func (f *features) shows(words ...string) bool {
	return f.ans.status >= 400 && f.ans.Answer != nil && f.ans.Size <= 4*wordy && f.bodySays(words...)
}
