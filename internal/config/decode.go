package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/uptimesignal/uptimesignal/internal/form"
)

// maxDepth bounds nesting, and with it an alias that holds itself.
const maxDepth = 32

// spareNodes bounds what aliases can add to a file.
const spareNodes = 1_000_000

// A decoder reads nodes into structs by their json names, strictly: what it
// cannot take it reports with its line, and goes on.
type decoder struct {
	*loader
	depth, seen int
	room        int      // for nodes
	placed      []placed // where each of Monitors stands
}

// placed is where a thing stands in the file.
type placed struct {
	field string
	node  *yaml.Node
}

func (d *decoder) add(n *yaml.Node, field, text string) {
	d.bad = append(d.bad, finding{where: d.path, line: n.Line, field: field, text: text})
}

// follow leads from an alias to what it stands for.
func (d *decoder) follow(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// enter counts a node, and reports whether there is room for it.
func (d *decoder) enter(n *yaml.Node, field string) bool {
	d.seen++
	if d.depth++; d.depth > maxDepth {
		d.add(n, field, "is nested too deeply")
		return false
	}
	if d.seen == d.room {
		d.bad = append(d.bad, finding{where: d.path, text: "is too large: its aliases (*) repeat too much"})
	}
	return d.seen < d.room
}

// members calls each for every member of an object whose name is one of names.
func (d *decoder) members(n *yaml.Node, field string, names []string, each func(string, *yaml.Node)) {
	n = d.follow(n)
	defer func() { d.depth-- }()
	if !d.enter(n, field) {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.add(n, field, "must be an object: lines of the form name: value")
		return
	}
	had := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		name, at := key.Value, dot(field, key.Value)
		switch {
		case had[name]:
			d.add(key, at, "stands twice")
		case !slices.Contains(names, name):
			d.add(key, at, unknown(name, names))
		default:
			each(name, n.Content[i+1])
		}
		had[name] = true
	}
}

func unknown(name string, names []string) string {
	if near := form.Nearest(name, names); near != "" {
		return fmt.Sprintf("is not a setting; did you mean %q?", near)
	}
	return "is not a setting; there are " + strings.Join(names, ", ")
}

func dot(field, name string) string { return strings.TrimPrefix(field+"."+name, ".") }

// items calls each for every item of a list.
func (d *decoder) items(n *yaml.Node, field string, each func(at string, n *yaml.Node)) {
	n = d.follow(n)
	defer func() { d.depth-- }()
	if !d.enter(n, field) {
		return
	}
	if n.ShortTag() == "!!null" {
		return
	}
	if n.Kind != yaml.SequenceNode {
		d.add(n, field, "must be a list: lines that begin with a dash")
		return
	}
	for i, item := range n.Content {
		each(fmt.Sprintf("%s[%d]", field, i), item)
	}
}

// scalar returns the text of a single value.
func (d *decoder) scalar(n *yaml.Node, field string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.add(n, field, "must be a single value")
		return "", false
	}
	return d.lookUp(n, field)
}

// lookUp resolves the tags !env NAME and !file PATH, by which secrets stay out
// of the file.
func (d *decoder) lookUp(n *yaml.Node, field string) (string, bool) {
	switch n.Tag {
	case "!env":
		v, ok := d.env[n.Value]
		if !ok {
			d.add(n, field, "the environment has no variable "+n.Value)
		}
		return v, ok
	case "!file":
		v, why := readSecret(n.Value)
		if why != "" {
			d.add(n, field, "!file "+n.Value+": "+why)
		}
		return v, why == ""
	}
	return n.Value, true
}

var rawType = reflect.TypeFor[json.RawMessage]()

// value reads n into v.
func (d *decoder) value(n *yaml.Node, v reflect.Value, field string) {
	n = d.follow(n)
	if n.ShortTag() == "!!null" {
		return
	}
	if v.Type() == rawType {
		if raw, err := json.Marshal(d.plain(n, field)); err == nil {
			v.SetBytes(raw)
		}
		return
	}
	if v.Kind() == reflect.Pointer {
		fresh := reflect.New(v.Type().Elem())
		d.value(n, fresh.Elem(), field)
		v.Set(fresh)
		return
	}
	if v.Type() != reflect.TypeFor[time.Time]() {
		if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
			d.text(n, u, field)
			return
		}
	}
	switch v.Kind() {
	case reflect.Slice:
		d.items(n, field, func(at string, item *yaml.Node) {
			fresh := reflect.New(v.Type().Elem()).Elem()
			d.value(item, fresh, at)
			v.Set(reflect.Append(v, fresh))
		})
	case reflect.Struct:
		d.structure(n, v, field)
	default:
		d.single(n, v, field)
	}
}

func (d *decoder) text(n *yaml.Node, u encoding.TextUnmarshaler, field string) {
	if text, ok := d.scalar(n, field); ok {
		if err := u.UnmarshalText([]byte(text)); err != nil {
			d.add(n, field, err.Error())
		}
	}
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value, field string) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		text, _ := d.scalar(n, field)
		t, err := time.Parse(time.RFC3339, text)
		if err != nil {
			d.add(n, field, "must be a time such as 2026-11-24T06:00:00Z")
		}
		v.Set(reflect.ValueOf(t))
		return
	}
	fields := map[string]reflect.Value{}
	var names []string
	for f, fv := range v.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		fields[name] = fv
		names = append(names, name)
	}
	d.members(n, field, names, func(name string, member *yaml.Node) {
		d.value(member, fields[name], dot(field, name))
	})
}

func (d *decoder) single(n *yaml.Node, v reflect.Value, field string) {
	text, ok := d.scalar(n, field)
	if !ok {
		return
	}
	tag := n.ShortTag()
	switch v.Kind() {
	case reflect.String:
		if tag == "!!bool" {
			d.add(n, field, "must be a text; put it in quotes")
			return
		}
		v.SetString(text)
	case reflect.Bool:
		b, err := parseBool(text)
		if err != nil || tag != "!!bool" {
			d.add(n, field, "must be true or false, without quotes")
			return
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64:
		i, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			d.add(n, field, "must be a whole number")
			return
		}
		v.SetInt(i)
	default:
		panic("config: no way to read a " + v.Type().String()) // a mistake in the program
	}
}

// plain turns n into what JSON can write. What a kind makes of it is checked
// afterwards.
func (d *decoder) plain(n *yaml.Node, field string) any {
	n = d.follow(n)
	defer func() { d.depth-- }()
	if !d.enter(n, field) {
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if _, had := out[name]; had {
				d.add(n.Content[i], dot(field, name), "stands twice")
			}
			out[name] = d.plain(n.Content[i+1], dot(field, name))
		}
		return out
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			out[i] = d.plain(item, fmt.Sprintf("%s[%d]", field, i))
		}
		return out
	}
	text, _ := d.lookUp(n, field)
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return text == "true"
	case "!!int":
		if i, err := strconv.ParseInt(text, 0, 64); err == nil {
			return i
		}
	case "!!float":
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	}
	return text
}

// line returns the line of the member of n that field names, or of the
// deepest that there is on the way to it.
func (d *decoder) line(n *yaml.Node, field string) int {
	n = d.follow(n)
	at := n.Line
	for part := range strings.FieldsFuncSeq(field, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		switch n.Kind {
		case yaml.SequenceNode:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(n.Content) {
				return at
			}
			n = d.follow(n.Content[i])
			at = n.Line
		case yaml.MappingNode:
			i := 0
			for i < len(n.Content) && n.Content[i].Value != part {
				i += 2
			}
			if i+1 >= len(n.Content) {
				return at
			}
			at, n = n.Content[i].Line, d.follow(n.Content[i+1])
		default:
			return at
		}
	}
	return at
}
