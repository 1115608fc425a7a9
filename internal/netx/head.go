package netx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
	"github.com/uptimesignal/uptimesignal/internal/redact"
)

// Bounds of an answer's header.
const (
	maxHead    = 64 << 10 // bytes, informational answers included
	maxInterim = 16       // informational answers before the final one
)

// A head is the status line and header of an HTTP/1.x answer.
type head struct {
	status int
	proto  string
	reason string // where it is not the registered one
	header []measure.Field
}

// readHead reads one head. Bytes that are not UTF-8, bare CR and control
// characters in values are kept as they are: they are data. What no client
// could understand is answer_malformed.
func readHead(br *bufio.Reader, scratch []byte, budget *int) (head, error) {
	raw, err := readLines(br, scratch, budget)
	if err != nil {
		return head{}, err
	}
	return parseHead(string(raw))
}

// readLines reads up to and with the empty line that ends a head.
func readLines(br *bufio.Reader, scratch []byte, budget *int) ([]byte, error) {
	raw := scratch[:0]
	for {
		line, err := br.ReadSlice('\n')
		*budget -= len(line)
		if *budget < 0 {
			return nil, fail(measure.HeaderTooLarge, "the header is larger than 64 KiB")
		}
		raw = append(raw, line...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			if len(raw) > 16 && !bytes.HasPrefix(raw, []byte("HTTP/")) {
				return nil, fail(measure.AnswerMalformed, "the answer is not HTTP")
			}
			continue
		case err != nil:
			return nil, headError(raw, err)
		}
		if len(raw) == len(line) && !bytes.HasPrefix(raw, []byte("HTTP/")) {
			return nil, fail(measure.AnswerMalformed, "the answer is not HTTP")
		}
		if end := trimEOL(line); len(end) == 0 && endsLine(raw[:len(raw)-len(line)]) {
			return raw, nil
		}
	}
}

// headError tells a close inside a head from an answer that is not HTTP at all.
func headError(raw []byte, err error) error {
	n := min(len(raw), 5)
	if errors.Is(err, io.EOF) && n > 0 && string(raw[:n]) != "HTTP/"[:n] {
		return fail(measure.AnswerMalformed, "the answer is not HTTP")
	}
	if errors.Is(err, io.EOF) && len(raw) > 0 {
		return fail(measure.AnswerClosed, "the connection was closed within the header")
	}
	return err
}

func endsLine(b []byte) bool { return len(b) > 0 && b[len(b)-1] == '\n' }

func trimEOL[T string | []byte](line T) T {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
		if n > 1 && line[n-2] == '\r' {
			line = line[:n-2]
		}
	}
	return line
}

// parseHead reads a head that ends in an empty line. All strings share raw.
func parseHead(raw string) (head, error) {
	line, rest, _ := strings.Cut(raw, "\n")
	h, err := parseStatus(strings.TrimSuffix(line, "\r"))
	if err != nil {
		return h, err
	}
	h.header = make([]measure.Field, 0, strings.Count(rest, "\n"))
	for rest != "" {
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' { // obs-fold (RFC 9112 section 5.2)
			if n := len(h.header); n > 0 {
				h.header[n-1].Value = strings.TrimSpace(h.header[n-1].Value + " " + trimOWS(line))
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return h, malformed("the header has a line without a colon", line)
		}
		h.header = append(h.header, measure.Field{Name: strings.TrimRight(name, " \t"), Value: trimOWS(value)})
	}
	return h, nil
}

// parseStatus reads "HTTP/1.1 200 OK" (RFC 9112 section 4).
func parseStatus(line string) (head, error) {
	proto, rest, ok := strings.Cut(line, " ")
	rest = strings.TrimLeft(rest, " ")
	if !ok || len(rest) < 3 || len(rest) > 3 && rest[3] != ' ' {
		return head{}, malformed("the status line is malformed", line)
	}
	status, err := strconv.ParseUint(rest[:3], 10, 16)
	if err != nil || status < 100 {
		return head{}, malformed("the status line is malformed", line)
	}
	switch proto {
	case "HTTP/1.1", "HTTP/1.0":
	default:
		return head{}, malformed("the answer's protocol is not HTTP/1", proto)
	}
	return head{status: int(status), proto: proto, reason: reasonOf(int(status), rest[3:])}, nil
}

// usualReasons are phrases of earlier editions of HTTP and of common servers,
// which say no more than the status does.
var usualReasons = []string{
	"moved temporarily", "object moved", "authorization required", "authentication required", "access denied", "object not found", "not allowed", "request time-out", "request entity too large",
	"request-uri too large", "request-uri too long", "payload too large", "uri too long", "content too large", "requested range not satisfiable", "unprocessable entity", "unprocessable content",
	"internal error", "server error", "bad gateway", "service temporarily unavailable", "gateway time-out", "http version not supported", "unknown", "error", "status",
}

// reasonOf is the reason phrase, if the server has put words of its own there
// (RFC 9112 section 4 lets it): proxies and firewalls say who they are.
func reasonOf(status int, phrase string) string {
	const longest = 100
	if phrase = trimOWS(phrase); phrase == "" || strings.EqualFold(phrase, http.StatusText(status)) || slices.Contains(usualReasons, strings.ToLower(phrase)) {
		return ""
	}
	phrase = phrase[:min(len(phrase), longest)]
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, phrase)
}

// malformed quotes what is wrong, bounded and harmless.
func malformed(what, line string) error {
	quoted := redact.Text(strconv.QuoteToASCII(line[:min(len(line), 60)]))
	return fail(measure.AnswerMalformed, what+": "+quoted)
}

func trimOWS(s string) string { return strings.Trim(s, " \t") }
