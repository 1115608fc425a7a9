package api

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/problem"
)

const (
	replyLife = 24 * time.Hour
	// replySlots bounds what is kept. Two keys that fall into one slot push
	// each other out, so a repeat would create again; with a few thousand
	// slots that needs thousands of creations between request and repeat.
	replySlots = 4096
)

// A Once is the header of a creation that may be repeated.
type Once struct {
	Key string `header:"Idempotency-Key" maxLength:"200" doc:"Any unique text. A repeat with the same key within 24 hours gets the first answer, and nothing is created twice."`
}

// replies remembers the answers to creations.
type replies struct {
	kept Replies

	mu   sync.Mutex
	busy map[string]bool
}

func newReplies(kept Replies) *replies { return &replies{kept: kept, busy: map[string]bool{}} }

// begin claims a key for one request at a time.
func (r *replies) begin(id string) (done func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy[id] {
		return nil, problem.New(problem.Conflict, "A request with this Idempotency-Key is being answered. Wait for it.")
	}
	r.busy[id] = true
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.busy, id)
	}, nil
}

// replay runs create, or returns the answer that it gave to the same request
// of the same caller before. The body tells
// a repeat from a mistake.
func replay[Out any](ctx context.Context, a *API, o Once, body any, create func() (*Out, error)) (*Out, error) {
	if o.Key == "" {
		return create()
	}
	actor, _ := auth.From(ctx)
	id := digest(actor.ID, fmt.Sprintf("%T", *new(Out)), o.Key)
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	sum := digest(id, string(raw))
	done, err := a.replies.begin(id)
	if err != nil {
		return nil, err
	}
	defer done()
	if out, found, err := recall[Out](ctx, a.replies.kept, id, sum); err != nil || found {
		return out, err
	}
	out, err := create()
	if err != nil {
		return nil, err
	}
	if err := remember(ctx, a.replies.kept, id, sum, out); err != nil {
		// It was created, and the caller must learn of it.
		a.Log.WarnContext(ctx, "answer not kept for a repeat", "err", err)
	}
	return out, nil
}

type keptReply[Out any] struct {
	ID  string    `json:"id"`
	At  time.Time `json:"at"`
	Sum string    `json:"sum"`
	Out *Out      `json:"out"`
}

func recall[Out any](ctx context.Context, kept Replies, id, sum string) (*Out, bool, error) {
	text, err := kept.Setting(ctx, slot(id))
	if err != nil || text == "" {
		return nil, false, err
	}
	var r keptReply[Out]
	if json.Unmarshal([]byte(text), &r) != nil || r.ID != id || time.Since(r.At) > replyLife {
		return nil, false, nil // of another key, or too old
	}
	if r.Sum != sum {
		return nil, false, newProblem(http.StatusUnprocessableEntity, "This Idempotency-Key was used for a different request. Take a new one.")
	}
	return r.Out, true, nil
}

func remember[Out any](ctx context.Context, kept Replies, id, sum string, out *Out) error {
	text, err := json.Marshal(keptReply[Out]{ID: id, At: time.Now(), Sum: sum, Out: out})
	if err != nil {
		return err
	}
	return kept.PutSetting(ctx, slot(id), string(text))
}

func slot(id string) string {
	sum, _ := hex.DecodeString(id[:16])
	return fmt.Sprintf("reply/%d", binary.BigEndian.Uint64(sum)%replySlots)
}

// digest is a name for parts that may hold anything, secrets too.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
