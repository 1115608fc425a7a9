// Package client is a client of the UptimeSignal API. It uses the standard
// library only.
//
// There is a method for each operation of the API. What the API refuses is an
// *[Error], which names the fields at fault:
//
//	c, err := client.New("https://signal.example.com", os.Getenv("UPTIMESIGNAL_KEY"))
//	m, err := c.CreateMonitor(ctx, client.MonitorSettings{Name: "Shop", Spec: client.HTTP("https://shop.example.com/")})
//	if e, ok := errors.AsType[*client.Error](err); ok { fmt.Println(e.Detail) }
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// A Client sends requests to one server. It is safe for concurrent use.
type Client struct {
	base string
	key  string
	// HTTP sends the requests. It may be replaced before the first.
	HTTP *http.Client
}

// New returns a client of the server at base, such as
// "https://signal.example.com", that shows the API key.
func New(base, key string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("%q is not an address such as https://signal.example.com", base)
	}
	return &Client{base: strings.TrimSuffix(base, "/"), key: key, HTTP: &http.Client{}}, nil
}

// A request is one call, before it is sent.
type request struct {
	method, path string
	query        url.Values
	body         any
	header       http.Header
}

func get(path string, query url.Values) request {
	return request{method: http.MethodGet, path: path, query: query}
}

func send(method, path string, body any) request {
	return request{method: method, path: path, body: body}
}

// basedOn makes a change fail if the thing is not at version any more.
func (r request) basedOn(version int64) request {
	if version > 0 {
		r.header = http.Header{"If-Match": {fmt.Sprintf(`"v%d"`, version)}}
	}
	return r
}

// do sends r and reads the answer as a T.
func do[T any](ctx context.Context, c *Client, r request) (T, error) {
	var out T
	res, err := c.send(ctx, r)
	if err != nil {
		return out, err
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNoContent {
		return out, nil
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxAnswer)).Decode(&out); err != nil {
		return out, fmt.Errorf("read answer of %s %s: %w", r.method, r.path, err)
	}
	return out, nil
}

// create sends r so that it may be repeated: when the connection breaks, it is
// sent once more, and the server creates one thing.
func create[T any](ctx context.Context, c *Client, path string, body any) (T, error) {
	r := send(http.MethodPost, path, body)
	r.header = http.Header{"Idempotency-Key": {rand.Text()}}
	out, err := do[T](ctx, c, r)
	if _, answered := errors.AsType[*Error](err); err != nil && !answered && ctx.Err() == nil {
		out, err = do[T](ctx, c, r)
	}
	return out, err
}

func (c *Client) send(ctx context.Context, r request) (*http.Response, error) {
	target := c.base + "/api/v1" + r.path
	if q := r.query.Encode(); q != "" {
		target += "?" + q
	}
	var body io.Reader
	if r.body != nil {
		raw, err := json.Marshal(r.body)
		if err != nil {
			return nil, fmt.Errorf("write body of %s %s: %w", r.method, r.path, err)
		}
		body = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return nil, err
	}
	maps.Copy(req.Header, r.header)
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		defer res.Body.Close()
		return nil, readError(res)
	}
	return res, nil
}

// id puts a name into a path.
func id(format, id string) string { return fmt.Sprintf(format, url.PathEscape(id)) }

// A Duration is a span of time, written as "30s".
type Duration time.Duration

// MarshalText writes the form of [time.Duration].
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads the form of [time.ParseDuration].
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}
