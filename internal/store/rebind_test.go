package store_test

import (
	"testing"

	"github.com/uptimesignal/uptimesignal/internal/store"
)

func TestRebind(t *testing.T) {
	for in, want := range map[string]string{
		"SELECT $1, $12":              "SELECT ?1, ?12",
		"SELECT '$1', \"$2\", $3":     "SELECT '$1', \"$2\", ?3",
		"SELECT 'it''s $1', $2":       "SELECT 'it''s $1', ?2",
		"SELECT $x, '$', $":           "SELECT $x, '$', $",
		"LIKE '%,' || $1 ESCAPE '\\'": "LIKE '%,' || ?1 ESCAPE '\\'",
	} {
		if got := store.Rebind(in); got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}
