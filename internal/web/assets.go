package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"
)

//go:embed static
var static embed.FS

// assets serves static/ under addresses that hold the hash of the content, so
// that browsers may keep them for a year.
var assets = newAssetSet(static)

type assetSet struct {
	byURL map[string]asset
	urls  map[string]string // "css/app.css" → "/static/1a2b3c4d5e6f/css/app.css"
}

type asset struct {
	data []byte
	mime string
}

// newAssetSet hashes all files as one, so that a module that imports another
// by a relative path gets the one it was released with.
func newAssetSet(dir fs.FS) *assetSet {
	set := &assetSet{byURL: map[string]asset{}, urls: map[string]string{}}
	sum := sha256.New()
	data := map[string][]byte{}
	err := fs.WalkDir(dir, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		sum.Write([]byte(name))
		sum.Write(b)
		data[strings.TrimPrefix(name, "static/")] = b
		return nil
	})
	if err != nil {
		panic("web: read embedded assets: " + err.Error())
	}
	hash := hex.EncodeToString(sum.Sum(nil))[:12]
	for name, b := range data {
		url := "/static/" + hash + "/" + name
		set.urls[name] = url
		set.byURL[url] = asset{b, contentType(name)}
	}
	return set
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "text/plain; charset=utf-8"
}

// url returns the address of an asset. It panics on one that does not exist:
// that is a mistake in a template, and every template runs in the tests.
func (a *assetSet) url(name string) string {
	u, ok := a.urls[name]
	if !ok {
		panic("web: no asset " + name)
	}
	return u
}

var oldAsset = regexp.MustCompile(`^/static/[0-9a-f]{12}/(.+)$`)

func (a *assetSet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byURL[r.URL.Path]
	if m := oldAsset.FindStringSubmatch(r.URL.Path); !ok && m != nil {
		// A page of an older release, still open: the newest is better than none.
		f, ok = a.byURL[a.urls[m[1]]]
		w.Header().Set("Cache-Control", "no-cache")
	} else {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if !ok {
		w.Header().Del("Cache-Control")
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", f.mime)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.data))
}
