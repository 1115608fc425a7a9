package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"github.com/uptimesignal/uptimesignal/internal/store/db"
)

// rebound gives SQLite the placeholders that it understands. It numbers $1, $2
// by the order in which they appear, as if they were names, and only some
// drivers hide that; ?1, ?2 mean their numbers everywhere.
type rebound struct {
	to    db.DBTX
	texts *sync.Map // from a text with $N to the same with ?N
}

func (r rebound) text(query string) string {
	if t, ok := r.texts.Load(query); ok {
		return t.(string)
	}
	t := rebind(query)
	r.texts.Store(query, t)
	return t
}

// rebind writes ?N for $N, but not inside quotes.
func rebind(query string) string {
	var b strings.Builder
	b.Grow(len(query))
	var quote byte
	for i := range len(query) {
		c := query[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '$' && i+1 < len(query) && query[i+1] >= '0' && query[i+1] <= '9':
			c = '?'
		}
		b.WriteByte(c)
	}
	return b.String()
}

// ExecContext is part of db.DBTX, as the three below.
func (r rebound) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return r.to.ExecContext(ctx, r.text(query), args...)
}

func (r rebound) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return r.to.PrepareContext(ctx, r.text(query))
}

func (r rebound) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.to.QueryContext(ctx, r.text(query), args...)
}

func (r rebound) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return r.to.QueryRowContext(ctx, r.text(query), args...)
}
