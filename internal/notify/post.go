package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/form"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const userAgent = "UptimeSignal-Alerts/1"

// checkURL says what makes raw unusable as the address of a webhook, or "".
func checkURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case raw == "":
		return "" // required says so already
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return "is not a URL such as https://example.com/hook"
	case u.Fragment != "":
		return "must not have a fragment (#…)"
	}
	return ""
}

// host returns the host of a URL, which may be shown.
func host(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return ""
	}
	return u.Host
}

// post sends a request with body as JSON and sorts the answer: 2xx is success;
// 408, 425, 429 and 5xx are worth another try, when Retry-After says at the
// earliest (RFC 9110 section 10.2.3); every other status is final. Redirects
// are not followed: a POST would become a GET. No error holds the URL.
func post(ctx context.Context, hc *http.Client, to string, header http.Header, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSpace(to), bytes.NewReader(body))
	if err != nil {
		return alert.Permanent(errors.New("the URL cannot be used"))
	}
	maps.Copy(req.Header, header)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", userAgent)
	c := *hc
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := c.Do(req)
	if err != nil {
		return fmt.Errorf("post: %w", unveil(ctx, err))
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 16<<10))
	return outcome(resp)
}

// outcome says what a status means for the delivery.
func outcome(resp *http.Response) error {
	code := resp.StatusCode
	err := fmt.Errorf("post: the receiver answered %d %s", code, http.StatusText(code))
	switch {
	case code/100 == 2:
		return nil
	case code/100 == 3:
		return alert.Permanent(fmt.Errorf("post: the receiver redirects (%d); set the URL that it redirects to", code))
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code/100 == 5:
		if wait := retryAfter(resp.Header.Get("Retry-After"), time.Now()); wait > 0 {
			return alert.After(err, wait)
		}
		return err
	default:
		return alert.Permanent(err)
	}
}

// retryAfter reads both forms of Retry-After.
func retryAfter(v string, now time.Time) time.Duration {
	v = strings.TrimSpace(v)
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return time.Duration(min(n, 1<<30)) * time.Second
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// unveil takes the URL out of an error of an HTTP client.
func unveil(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if ue, ok := errors.AsType[*url.Error](err); ok {
		return ue.Err
	}
	return err
}

// fields returns the problems of form.Decode joined with our own.
func fields(err error, own ...problem.FieldError) error {
	bad := problem.FieldsOf(err)
	if err != nil && bad == nil {
		return err
	}
	for _, f := range own {
		if f.Text != "" {
			bad = append(bad, f)
		}
	}
	return form.Invalid(bad)
}
