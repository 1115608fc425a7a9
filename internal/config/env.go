package config

import (
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/form"
)

// maxSecretFile bounds the file of a secret.
const maxSecretFile = 64 << 10

func environment(environ []string) map[string]string {
	env := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok {
			env[name] = value
		}
	}
	return env
}

func (l *loader) defaults() {
	for _, o := range Table {
		if err := o.take(&l.Options, o.Default); err != nil && o.Default != "" {
			panic("config: default of " + o.Name + ": " + err.Error()) // a mistake in the program
		}
	}
}

// environ takes every option that is set in the environment. An empty
// variable is as none.
func (l *loader) environ() {
	known := []string{envName("config")}
	for _, o := range Table {
		known = append(known, o.Env())
		value := l.env[o.Env()]
		if o.Secret {
			known = append(known, o.Env()+"_FILE")
			value = l.secret(o, value)
		}
		if value == "" {
			continue
		}
		if err := o.take(&l.Options, value); err != nil {
			l.bad = append(l.bad, finding{where: o.Env(), text: err.Error()})
		}
	}
	l.misspelt(known)
}

// secret returns the value of an option that may stand in a file of its own.
func (l *loader) secret(o Option, value string) string {
	path := l.env[o.Env()+"_FILE"]
	if path == "" {
		return value
	}
	if value != "" {
		l.bad = append(l.bad, finding{where: o.Env(), text: "is set, and " + o.Env() + "_FILE too; keep one"})
		return ""
	}
	text, why := readSecret(path)
	if why != "" {
		l.bad = append(l.bad, finding{where: o.Env() + "_FILE", text: why})
	}
	return text
}

// readSecret reads a file that holds one secret, without its last line break.
func readSecret(path string) (text, why string) {
	info, err := os.Stat(path)
	if err != nil {
		return "", reason(err)
	}
	if info.IsDir() || info.Size() > maxSecretFile {
		return "", path + " is not a file with one secret"
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", reason(err)
	}
	return strings.TrimRight(string(raw), "\r\n"), ""
}

// misspelt reports variables that are close to ours. Others with our prefix
// belong to tests and tools.
func (l *loader) misspelt(known []string) {
	own := make([]string, len(known))
	for i, k := range known {
		own[i] = strings.TrimPrefix(k, envPrefix)
	}
	for _, name := range slices.Sorted(maps.Keys(l.env)) {
		rest, ok := strings.CutPrefix(name, envPrefix)
		if !ok || slices.Contains(known, name) {
			continue
		}
		if near := form.Nearest(rest, own); near != "" {
			l.bad = append(l.bad, finding{where: name, text: "is not a setting; did you mean " + envPrefix + near + "?"})
		}
	}
}

func (l *loader) flags(flags map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(flags)) {
		i := slices.IndexFunc(Table, func(o Option) bool { return o.Name == name })
		if i < 0 {
			panic("config: no option " + name) // a mistake in the program
		}
		if err := Table[i].take(&l.Options, flags[name]); err != nil {
			l.bad = append(l.bad, finding{where: "--" + strings.ReplaceAll(name, "_", "-"), text: err.Error()})
		}
	}
}
