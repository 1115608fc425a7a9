package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// A terminal writes text for people: in columns, wrapped to the width, in
// colour where that is wanted. What is written is kept until flush, so that a
// page appears at once and only flush can fail.
type terminal struct {
	w      io.Writer
	colour bool // and glyphs
	width  int
	b      strings.Builder
}

const (
	labelWidth = 11 // of the left column
	maxWidth   = 100
	plainWidth = 80
)

// newTerminal writes to w. Colour needs a terminal and no NO_COLOR
// (https://no-color.org).
func newTerminal(w io.Writer) *terminal {
	t := &terminal{w: w, width: plainWidth}
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return t
	}
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		t.width = min(max(width-1, 40), maxWidth)
	}
	t.colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return t
}

func (t *terminal) flush() error {
	_, err := io.WriteString(t.w, t.b.String())
	return err
}

// A tint is the way a text looks.
type tint string

const (
	plain  tint = ""
	bold   tint = "1"
	dim    tint = "2"
	red    tint = "1;31"
	green  tint = "1;32"
	yellow tint = "1;33"
	cyan   tint = "36"
)

// paint returns s in a tint.
func (t *terminal) paint(c tint, s string) string {
	if !t.colour || c == plain || s == "" {
		return s
	}
	return "\x1b[" + string(c) + "m" + s + "\x1b[0m"
}

func (t *terminal) line(s string) { t.b.WriteString(strings.TrimRight(s, " ") + "\n") }

// say writes text beside a label, wrapped in the right column. Lines of one
// section have no label but the first.
func (t *terminal) say(label string, c tint, text string) { t.item(label, "", c, text) }

// item is say with a mark before the text, under which nothing stands.
func (t *terminal) item(label, mark string, c tint, text string) {
	room := t.width - labelWidth - 2 - utf8.RuneCountInString(mark)
	inCode := false
	for i, l := range wrap(text, max(room, 20)) {
		if i > 0 {
			label, mark = "", strings.Repeat(" ", utf8.RuneCountInString(mark))
		}
		l, inCode = t.paintCode(c, l, inCode)
		t.line("  " + t.label(label) + mark + l)
	}
}

// paintCode is paint for a line of a text in which code stands between
// backticks: where there is colour, that tells code apart instead. It returns
// whether the line ends within code.
func (t *terminal) paintCode(c tint, line string, inCode bool) (string, bool) {
	if !t.colour {
		return line, false
	}
	var b strings.Builder
	for i, part := range strings.Split(line, "`") {
		if i > 0 {
			inCode = !inCode
		}
		if inCode {
			b.WriteString(t.paint(cyan, part))
		} else {
			b.WriteString(t.paint(c, part))
		}
	}
	return b.String(), inCode
}

// row writes a line of the right column as it is.
func (t *terminal) row(label, text string) {
	t.line("  " + t.label(label) + text)
}

// label is the left column.
func (t *terminal) label(s string) string {
	return t.paint(dim, s) + strings.Repeat(" ", max(0, labelWidth-utf8.RuneCountInString(s)))
}

func (t *terminal) gap() { t.b.WriteByte('\n') }

// bar draws a probability.
func (t *terminal) bar(p float64) string {
	const cells = 20
	n := min(max(int(p*cells+0.5), 0), cells)
	if !t.colour {
		return "[" + strings.Repeat("#", n) + strings.Repeat(".", cells-n) + "] " + percent(p)
	}
	return t.paint(bold, strings.Repeat("█", n)) + t.paint(dim, strings.Repeat("░", cells-n)) + " " + t.paint(bold, percent(p))
}

// percent is a probability in words. Nothing is certain.
func percent(p float64) string {
	switch n := int(p*100 + 0.5); {
	case n >= 100:
		return "over 99 %"
	case n < 1:
		return "under 1 %"
	default:
		return strconv.Itoa(n) + " %"
	}
}

// cells writes a row of a table, each cell wrapped to its width.
func (t *terminal) cells(label string, widths []int, texts []string, looks []tint) {
	lines := make([][]string, len(widths))
	height := 1
	for i := range widths {
		lines[i] = wrapHard(texts[i], widths[i]-2)
		height = max(height, len(lines[i]))
	}
	for row := range height {
		var line strings.Builder
		for i := range lines {
			text := ""
			if row < len(lines[i]) {
				text = lines[i][row]
			}
			line.WriteString(t.paint(looks[i], text) + strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(text))))
		}
		if row > 0 {
			label = ""
		}
		t.row(label, strings.TrimRight(line.String(), " "))
	}
}

// pad fills s up to n characters.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s)))
}

// wrap breaks text at spaces into lines of at most width characters. Code
// between backticks stays on one line if it fits on one. A longer word stands
// alone.
func wrap(text string, width int) []string {
	var lines []string
	for para := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range unbroken(strings.Fields(para), width) {
			switch {
			case line == "":
				line = word
			case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
				lines, line = append(lines, line), word
			default:
				line += " " + word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// unbroken joins the words of code between backticks, where they fit on a
// line of width characters.
func unbroken(words []string, width int) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		end := i
		for marks := strings.Count(words[i], "`"); marks%2 == 1 && end+1 < len(words); {
			end++
			marks += strings.Count(words[end], "`")
		}
		code := strings.Join(words[i:end+1], " ")
		if end > i && utf8.RuneCountInString(code) <= width {
			out = append(out, code)
			i = end
			continue
		}
		out = append(out, words[i])
	}
	return out
}

// wrapHard is wrap that breaks longer words too.
func wrapHard(text string, width int) []string {
	var out []string
	for _, l := range wrap(text, width) {
		for r := []rune(l); ; {
			n := min(len(r), width)
			out = append(out, string(r[:n]))
			if r = r[n:]; len(r) == 0 {
				break
			}
		}
	}
	return out
}

// printable keeps a target's words from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError {
			return '�'
		}
		return r
	}, s)
}
