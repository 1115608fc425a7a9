package store

import (
	"encoding/base64"
	"strings"
)

// makeCursor and readCursor carry the key of the last row of a page.
func makeCursor(key, id string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(key + "\x00" + id))
}

func readCursor(s string) (key, id string, err error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", "", errCursor()
	}
	i := strings.LastIndexByte(string(b), 0)
	if i < 0 {
		return "", "", errCursor()
	}
	return string(b[:i]), string(b[i+1:]), nil
}

// Sizes of a page.
const (
	defaultPage = 50
	maxPage     = 200
)

func pageSize(limit int) int {
	if limit <= 0 {
		return defaultPage
	}
	return min(limit, maxPage)
}
