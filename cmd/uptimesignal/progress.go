package main

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/uptimesignal/uptimesignal/internal/experiment"
	"github.com/uptimesignal/uptimesignal/internal/investigate"
)

// A progress is one line on a terminal that says what is being done, and is
// gone when it is done. Elsewhere it says nothing.
type progress struct {
	w     io.Writer // nil when nobody watches
	width int
}

func newProgress(w io.Writer) *progress {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb" {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil || width < 20 {
			width = plainWidth
		}
		return &progress{w, width}
	}
	return &progress{}
}

func (p *progress) say(text string) {
	if p.w == nil {
		return
	}
	line := []rune("  … " + printable(text))
	if len(line) >= p.width { // it must stay one line to be taken back
		line = append(line[:p.width-2], '…')
	}
	fmt.Fprintf(p.w, "\r\x1b[2K%s", string(line))
}

// trying tells which experiment is under way.
func (p *progress) trying(e investigate.Event) {
	title := string(e.Step.Experiment)
	if x, ok := experiment.Find(e.Step.Experiment); ok {
		title = x.Title
	}
	p.say(fmt.Sprintf("trying %s (request %d of at most %d)", title, e.Requests+1, e.Budget))
}

func (p *progress) clear() {
	if p.w != nil {
		fmt.Fprint(p.w, "\r\x1b[2K")
	}
}
