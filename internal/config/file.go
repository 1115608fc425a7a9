package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/uptimesignal/uptimesignal/internal/form"
)

// maxFile bounds the file: 10,000 monitors are some 2 MB.
const maxFile = 64 << 20

// file takes the settings that stand in the file at path.
func (l *loader) file(path string) {
	l.path = path
	root, size, f := readFile(path)
	if f != nil {
		l.bad = append(l.bad, *f)
		return
	}
	if root == nil {
		return // nothing in it
	}
	d := &decoder{loader: l, room: size + spareNodes}
	d.members(root, "", topLevel(), func(name string, n *yaml.Node) {
		switch name {
		case "monitors":
			d.monitors(n)
		case "channels":
			d.channels(n)
		default:
			d.option(name, n)
		}
	})
	d.references()
}

func topLevel() []string {
	names := []string{"monitors", "channels"}
	for _, o := range Table {
		names = append(names, o.Name)
	}
	return names
}

// readFile returns the root of the document, nil when it is empty, and how
// many bytes the file has.
func readFile(path string) (root *yaml.Node, size int, f *finding) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, &finding{where: path, text: reason(err)}
	}
	if info.IsDir() || info.Size() > maxFile {
		return nil, 0, &finding{where: path, text: "is not a configuration file: it is a folder, or larger than 64 MiB"}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, 0, &finding{where: path, text: reason(err)}
	}
	var doc yaml.Node
	if err := yaml.Load(raw, &doc); err != nil {
		return nil, 0, damaged(path, err)
	}
	if len(doc.Content) == 0 {
		return nil, 0, nil
	}
	return doc.Content[0], len(raw), nil
}

// damaged says where the file stops being YAML; nil when it is only empty.
func damaged(path string, err error) *finding {
	switch text := err.Error(); {
	case strings.Contains(text, "no documents"):
		return nil
	case strings.Contains(text, "expected single document"):
		return &finding{where: path, text: "holds several YAML documents (---); only one is read"}
	}
	f := &finding{where: path, text: "is not YAML: " + err.Error()}
	if e, ok := errors.AsType[*yaml.LoadError](err); ok {
		f.line, f.text = max(e.Mark.Line, 1), "is not YAML: "+e.Message
	}
	return f
}

// reason drops the path of an error, which the message names already.
func reason(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Sprintf("cannot be read: %v", e.Err)
	}
	return err.Error()
}

// option takes one scalar.
func (d *decoder) option(name string, n *yaml.Node) {
	for _, o := range Table {
		if o.Name != name {
			continue
		}
		n = d.follow(n)
		if n.ShortTag() == "!!null" {
			return
		}
		text, ok := d.scalar(n, name)
		if !ok {
			return
		}
		if o.Type == form.Bool && n.ShortTag() != "!!bool" {
			d.add(n, name, "must be true or false, without quotes")
			return
		}
		if err := o.take(&d.Options, text); err != nil {
			d.add(n, name, err.Error())
		}
	}
}
