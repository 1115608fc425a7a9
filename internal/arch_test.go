// Package internal_test holds the rules of the house that a machine can check.
package internal_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/uptimesignal/uptimesignal"

// allowed says, for each package under internal/, which of ours it may import.
// A package that is not listed fails: a new one states its place here first.
// The order is that of the layers, from the bottom up.
var allowed = map[string][]string{
	// vocabulary: the standard library only
	"redact":  {},
	"monitor": {},
	"problem": {},
	"measure": {"monitor", "redact"},
	"form":    {"problem", "redact"},
	// judgement: pure
	"diagnose": {"measure", "monitor", "redact"},
	"incident": {"monitor", "measure", "diagnose"},
	"forecast": {"measure", "monitor", "redact"},
	"guide":    {"diagnose"}, // the text of the guides, from the catalogue of causes
	// measurement: the only packages that touch targets
	"netx":       {"measure", "monitor", "redact"},
	"probe":      {"form", "measure", "monitor", "netx", "problem", "redact"},
	"experiment": {"form", "measure", "monitor", "netx", "probe", "redact"},
	"agent":      {"monitor", "measure", "netx", "probe", "experiment"},
	"inspect":    {"diagnose", "problem", "redact"}, // the web server's own host, seen as its process sees it, for the command line
	// machinery
	"schedule":    {"monitor", "measure"},
	"investigate": {"diagnose", "forecast", "measure", "monitor"}, // the loop of diagnosis and experiment, for the server and the command line
	"alert":       {"monitor", "measure", "diagnose", "incident"},
	"judge":       {"monitor", "measure", "diagnose", "incident", "forecast", "alert", "investigate", "problem"},
	"notify":      {"alert", "form", "monitor", "problem", "redact"},
	"auth":        {"problem"},
	"demo":        {}, // a small site that starts to refuse, for `uptimesignal demo`
	"config":      {"monitor", "problem", "form", "probe", "notify", "alert"},
	// adapters: they know machinery's types, not each other
	"store":      {"monitor", "measure", "incident", "diagnose", "judge", "alert", "auth", "problem", "redact"},
	"store/pack": {"monitor", "measure"}, // results and roll-ups as few bytes
	"bus":        {"monitor", "measure"},
	"api":        {"monitor", "measure", "diagnose", "incident", "alert", "forecast", "form", "problem", "redact", "auth", "probe", "notify", "guide"},
	"web":        {"monitor", "measure", "diagnose", "incident", "alert", "forecast", "form", "problem", "redact", "auth", "probe", "notify", "guide"},
	// wiring
	"app": {"*"},
	// test support: imported by _test.go files only
	"faultnet":          {"measure", "monitor", "netx", "probe", "form"},
	"store/storetest":   {"*"},
	"notify/notifytest": {"alert", "notify", "form", "problem", "diagnose", "monitor", "incident"},
}

// testOnly packages may not be imported by code that ships.
var testOnly = []string{"faultnet", "store/storetest", "notify/notifytest"}

// generated packages are written by a tool and keep its style.
var generated = []string{"store/db"}

// pure packages may not reach the world, not even through the standard library.
var pure = []string{"redact", "monitor", "problem", "measure", "form", "diagnose", "incident", "forecast", "guide"}

var worldly = []string{"net", "net/http", "os", "os/exec", "io/fs", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand", "context", "syscall"}

// outside says why each module that is not ours is here.
var outside = map[string]string{
	"modernc.org/sqlite":                             "the embedded database",
	"github.com/jackc/pgx":                           "PostgreSQL",
	"github.com/pressly/goose":                       "migrations",
	"github.com/klauspost/compress":                  "zstd and fast gzip, for answers and for packed blocks",
	"github.com/andybalholm/brotli":                  "decodes answers in br",
	"github.com/miekg/dns":                           "asks a given DNS server",
	"github.com/danielgtaylor/huma":                  "typed routes and OpenAPI 3.1",
	"github.com/alecthomas/kong":                     "the command line",
	"go.yaml.in/yaml":                                "the configuration file",
	"github.com/wneessen/go-mail":                    "e-mail",
	"github.com/dlclark/regexp2":                     "regular expressions of web servers' configurations (PCRE: look-around, back-references), for inspect",
	"golang.org/x/crypto":                            "argon2id",
	"golang.org/x/net":                               "HTTP/2 framing; HTML parsing in tests",
	"golang.org/x/time":                              "rate limits of sign-in",
	"golang.org/x/term":                              "the width of a terminal",
	"github.com/google/uuid":                         "ids that sort by time",
	"github.com/google/go-cmp":                       "tests: differences of structs",
	"github.com/emersion/go-smtp":                    "tests: a real SMTP server",
	"github.com/emersion/go-sasl":                    "tests: sign-in at that server",
	"github.com/rogpeppe/go-internal":                "tests: scripts of the command line",
	"github.com/chromedp/chromedp":                   "tests: a real browser",
	"github.com/chromedp/cdproto":                    "tests: a real browser",
	"github.com/standard-webhooks/standard-webhooks": "tests: an independent check of our signatures",
}

// bannedNames say nothing about what belongs in them.
var bannedNames = []string{"util", "utils", "common", "helper", "helpers", "types", "models", "base", "manager", "misc", "shared"}

// Limits of size. What is over them stands below with its reason.
const (
	maxFileLines  = 400
	maxFuncLines  = 60
	maxIfaceFuncs = 4
	maxParams     = 5
	maxPackages   = 34
)

// longFiles and longFuncs are the exceptions, each with its reason.
var longFiles = map[string]string{}

var longFuncs = map[string]string{}

type pkg struct {
	ImportPath   string
	Name, Doc    string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Standard     bool
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Doc,Dir,GoFiles,Imports,TestImports,XTestImports", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func inside(importPath string) (string, bool) {
	return strings.CutPrefix(importPath, module+"/internal/")
}

func TestLayers(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name, ok := inside(p.ImportPath)
		if !ok || slices.Contains(generated, name) {
			continue
		}
		seen[name] = true
		may, ok := allowed[name]
		if !ok {
			t.Errorf("package %s has no place in the layers; add it to arch_test.go", name)
			continue
		}
		for _, imp := range p.Imports {
			ours, ok := inside(imp)
			if ok && !strings.HasPrefix(ours, name+"/") && !slices.Contains(may, ours) && !slices.Contains(may, "*") {
				t.Errorf("%s imports %s, which its layer may not", name, ours)
			}
			if ok && slices.Contains(testOnly, ours) && !slices.Contains(testOnly, name) {
				t.Errorf("%s imports %s, which is for tests only", name, ours)
			}
			if slices.Contains(pure, name) && slices.Contains(worldly, imp) {
				t.Errorf("%s is pure and imports %s", name, imp)
			}
		}
	}
	for name := range allowed {
		if !seen[name] {
			t.Errorf("%s stands in the layers but does not exist", name)
		}
	}
	if len(seen) > maxPackages {
		t.Errorf("%d packages under internal/, at most %d: does a new one carry its weight?", len(seen), maxPackages)
	}
}

func TestOutsideModules(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		for _, imp := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			first, _, _ := strings.Cut(imp, "/")
			if !strings.Contains(first, ".") || strings.HasPrefix(imp, module) {
				continue
			}
			mod := ""
			for m := range outside {
				if imp == m || strings.HasPrefix(imp, m+"/") {
					mod = m
				}
			}
			if mod == "" {
				t.Errorf("%s imports %s, which has no reason in arch_test.go", p.ImportPath, imp)
			}
			used[mod] = true
		}
		if strings.HasPrefix(p.ImportPath, module+"/client") {
			for _, imp := range p.Imports {
				if strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") {
					t.Errorf("client imports %s; it uses the standard library only", imp)
				}
			}
		}
	}
	for m := range outside {
		if !used[m] {
			t.Errorf("%s has a reason in arch_test.go but nothing imports it", m)
		}
	}
}

func TestPackageDocs(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue
		}
		if name, ok := inside(p.ImportPath); ok && slices.Contains(generated, name) {
			continue
		}
		if p.Doc == "" {
			t.Errorf("%s has no package comment that says what belongs in it", p.ImportPath)
		}
		if slices.Contains(bannedNames, p.Name) {
			t.Errorf("%s: the name %q says nothing", p.ImportPath, p.Name)
		}
	}
}

// TestSizes keeps files and functions short enough to be read.
func TestSizes(t *testing.T) {
	used := map[string]bool{}
	eachFile(t, func(path string, set *token.FileSet, f *ast.File) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		if n := set.Position(f.End()).Line; n > maxFileLines {
			used[path] = true
			if longFiles[path] == "" {
				t.Errorf("%s has %d lines, over %d: split it, or give the reason in arch_test.go", path, n, maxFileLines)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				key := path + ":" + n.Name.Name
				lines := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
				if lines > maxFuncLines {
					used[key] = true
					if longFuncs[key] == "" {
						t.Errorf("%s has %d lines, over %d: split it, or give the reason in arch_test.go", key, lines, maxFuncLines)
					}
				}
				if n.Type.Params.NumFields() > maxParams {
					used[key+"()"] = true
					if longFuncs[key+"()"] == "" {
						t.Errorf("%s takes %d parameters, over %d", key, n.Type.Params.NumFields(), maxParams)
					}
				}
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s: no init functions; tables are plain slices", path)
				}
			case *ast.TypeSpec:
				if i, ok := n.Type.(*ast.InterfaceType); ok && i.Methods.NumFields() > maxIfaceFuncs {
					t.Errorf("%s: interface %s has %d methods, over %d", path, n.Name.Name, i.Methods.NumFields(), maxIfaceFuncs)
				}
			}
			return true
		})
	})
	for _, key := range slices.Concat(slices.Collect(maps.Keys(longFiles)), slices.Collect(maps.Keys(longFuncs))) {
		if !used[key] {
			t.Errorf("%s is excused in arch_test.go and need not be", key)
		}
	}
}

// TestNoSleep wants time to pass only where nobody waits for it: in a synctest
// bubble. Elsewhere a test that sleeps is slow on good days and wrong on bad.
func TestNoSleep(t *testing.T) {
	eachFile(t, func(path string, set *token.FileSet, f *ast.File) {
		bubble := false
		for _, imp := range f.Imports {
			bubble = bubble || imp.Path.Value == `"testing/synctest"`
		}
		if bubble || strings.HasPrefix(path, "internal/faultnet/") {
			return
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && sel.Sel.Name == "Sleep" {
				t.Errorf("%s sleeps outside a bubble", set.Position(n.Pos()))
			}
			return true
		})
	})
}

// TestNoForeignPapers wants what a text refers to in every clone: a document
// named in code has to be in the repository.
func TestNoForeignPapers(t *testing.T) {
	paper := regexp.MustCompile(`\b[A-Z]{4,}\.md\b`)
	here := map[string]bool{}
	for _, pattern := range []string{"../*.md", "../*/*.md", "../docs/*/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			here[filepath.Base(f)] = true
		}
	}
	eachFile(t, func(path string, set *token.FileSet, f *ast.File) {
		b, err := os.ReadFile(filepath.Join("..", path))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range paper.FindAllString(string(b), -1) {
			if !here[name] {
				t.Errorf("%s speaks of %s, which is not in the repository", path, name)
			}
		}
	})
}

// eachFile parses every Go file of the module that is not generated, and calls
// f with its path from the top of the repository.
func eachFile(t *testing.T, f func(path string, set *token.FileSet, file *ast.File)) {
	t.Helper()
	top := ".."
	for _, dir := range []string{"cmd", "internal", "client"} {
		err := filepath.WalkDir(filepath.Join(top, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(top, path)
			if err != nil {
				return err
			}
			if d.IsDir() {
				if d.Name() == "testdata" || slices.Contains(generated, strings.TrimPrefix(filepath.ToSlash(rel), "internal/")) {
					return filepath.SkipDir
				}
				return nil
			}
			if !strings.HasSuffix(path, ".go") {
				return nil
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			f(filepath.ToSlash(rel), set, file)
			return nil
		})
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}
