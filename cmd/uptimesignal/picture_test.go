package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// The pictures of the README are drawn from recordings of real checks,
// testdata/pictures/*.ansi, which tools/dev/pictures.sh makes. The first line
// of a recording is the command.

// What a picture is made of. Each run of text is stretched to its columns, so
// that it looks alike in every fixed font.
const (
	cellWidth, cellHeight = 8.4, 19.0
	pictureTop            = 58.0 // below the window's bar
	pictureLeft           = 20.0
	pictureFont           = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"
)

// pictureInk is the ink of each tint on white; it is readable on its own white
// card whatever the page around it.
var pictureInk = map[string]string{
	"": `fill="#1f2328"`, "1": `fill="#1f2328" font-weight="bold"`, "2": `fill="#656d76"`, "36": `fill="#0550ae"`,
	"1;31": `fill="#cf222e" font-weight="bold"`, "1;32": `fill="#1a7f37" font-weight="bold"`, "1;33": `fill="#9a6700" font-weight="bold"`,
}

var escape = regexp.MustCompile(`\x1b\[([0-9;]*)m`)

// TestGoldenPictures draws the recordings.
func TestGoldenPictures(t *testing.T) {
	recordings, err := filepath.Glob(filepath.Join("testdata", "pictures", "*.ansi"))
	if err != nil || len(recordings) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	for _, file := range recordings {
		name := strings.TrimSuffix(filepath.Base(file), ".ansi")
		t.Run(name, func(t *testing.T) {
			recorded, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			picture := draw(strings.Split(strings.TrimRight(string(recorded), "\n"), "\n"))
			if strings.Contains(picture, "\x1b") {
				t.Error("an escape sequence that is not drawn")
			}
			compare(t, filepath.Join("..", "..", "docs", "images", name+".svg"), picture)
		})
	}
}

// draw draws the lines of a terminal.
func draw(lines []string) string {
	columns := 0
	for _, l := range lines {
		columns = max(columns, utf8.RuneCountInString(escape.ReplaceAllString(l, "")))
	}
	width, height := 2*pictureLeft+cellWidth*float64(columns+2), pictureTop+cellHeight*float64(len(lines)+1)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="%s">`+"\n",
		width, height, width, height, html.EscapeString(escape.ReplaceAllString(lines[0], "")))
	fmt.Fprintf(&b, `<rect x="0.5" y="0.5" width="%.0f" height="%.0f" rx="8" fill="#ffffff" stroke="#d0d7de"/>`+"\n", width-1, height-1)
	fmt.Fprintf(&b, `<path d="M0.5 36V8.5a8 8 0 0 1 8-8H%.1fa8 8 0 0 1 8 8V36z" fill="#f6f8fa" stroke="#d0d7de"/>`+"\n", width-8.5)
	for i := range 3 {
		fmt.Fprintf(&b, `<circle cx="%d" cy="18" r="5.5" fill="#d0d7de"/>`+"\n", 22+18*i)
	}
	fmt.Fprintf(&b, `<g font-family="%s" font-size="14" xml:space="preserve">`+"\n", html.EscapeString(pictureFont))
	for i, l := range lines {
		drawLine(&b, l, pictureTop+cellHeight*float64(i))
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// drawLine draws a line whose text stands on y.
func drawLine(b *strings.Builder, line string, y float64) {
	column, tint := 0, ""
	write := func(text string) {
		drawRun(b, text, tint, column, y)
		column += utf8.RuneCountInString(text)
	}
	for {
		at := escape.FindStringSubmatchIndex(line)
		if at == nil {
			write(line)
			return
		}
		write(line[:at[0]])
		tint, line = strings.TrimPrefix(line[at[2]:at[3]], "0"), line[at[1]:]
	}
}

// gaps are what stands apart: more than one space.
var gaps = regexp.MustCompile(` {2,}`)

// drawRun draws text of one tint: a bar as a box, words at their column.
func drawRun(b *strings.Builder, text, tint string, column int, y float64) {
	x := func(n int) float64 { return pictureLeft + cellWidth*float64(column+n) }
	if bar := strings.Trim(text, "█░"); bar == "" && text != "" {
		fill := "#1f2328"
		if strings.HasPrefix(text, "░") {
			fill = "#d8dee4"
		}
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="11" fill="%s"/>`+"\n", x(0), y-9.5, cellWidth*float64(utf8.RuneCountInString(text)), fill)
		return
	}
	for from := 0; from < len(text); {
		word, skip := text[from:], len(text)
		if at := gaps.FindStringIndex(word); at != nil {
			word, skip = word[:at[0]], from+at[1]
		}
		lead := len(word) - len(strings.TrimLeft(word, " "))
		if trimmed := strings.TrimSpace(word); trimmed != "" {
			n := utf8.RuneCountInString(trimmed)
			fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f" lengthAdjust="spacingAndGlyphs" %s>%s</text>`+"\n",
				x(utf8.RuneCountInString(text[:from])+lead), y, cellWidth*float64(n), pictureInk[tint], html.EscapeString(trimmed))
		}
		from = skip
	}
}
