// Command uptimesignal watches endpoints and says why they fail.
//
// Every subcommand is one line of [commands] and a file of its own. The words
// of the command line keep these rules: results go to standard output, and
// nothing else does; what is wrong with a call goes to standard error as one
// lower-case sentence that names what mends it; a name that is a flag is
// written as it is typed. Exit codes: 0 all is well; 1 the thing asked about is
// not; 2 the call was wrong or nothing could be measured.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/uptimesignal/uptimesignal/internal/problem"
)

// version is set by the linker.
var version = "dev"

// commands is the table of subcommands.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Watch endpoints on a schedule, alert, and serve pages and API."`
	Demo    demoCmd    `cmd:"" help:"The same, with endpoints of its own that start to refuse."`
	Check   checkCmd   `cmd:"" help:"Check a URL once, and say why it fails, for whom, and what to change."`
	Explain explainCmd `cmd:"" help:"Explain a status or a cause: what it means, why it is sent, how to mend it."`
	Inspect inspectCmd `cmd:"" help:"On the web server's own host: say what keeps a path from being served, and what mends it."`
	Doctor  doctorCmd  `cmd:"" help:"Say what on this machine would keep the server from working."`
	Version versionCmd `cmd:"" help:"Say which version this is."`
}

// Exit codes.
const (
	exitGood  = 0
	exitNot   = 1 // the answer is no
	exitWrong = 2 // the call is wrong, or we could not do it
)

// An env is what a subcommand may reach of the outer world.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}

// An exit ends the program with a code. A message, if there is one, goes to
// standard error.
type exit struct {
	code int
	msg  string
}

func (e *exit) Error() string { return e.msg }

// wrong is an error of the call, in words for its user.
func wrong(format string, args ...any) error {
	return &exit{exitWrong, fmt.Sprintf(format, args...)}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the whole program.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		args = []string{"--help"}
	}
	helped := false
	parser, err := kong.New(new(commands),
		kong.Name("uptimesignal"),
		kong.Description("Watches endpoints and says why they fail: for whom, since when, and what to change."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.ValueFormatter(func(v *kong.Value) string { return v.Help }),
		kong.Bind(&env{stdin, stdout, stderr}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintf(stderr, "uptimesignal: build the command line: %v\n", err)
		return exitWrong
	}
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return exitGood
	case err != nil:
		fmt.Fprintf(stderr, "uptimesignal: %s\n", usage(err, args))
		return exitWrong
	}
	return end(parsed.Run(), stderr)
}

// end says what went wrong, if anything, and returns the exit code.
func end(err error, stderr io.Writer) int {
	if err == nil {
		return exitGood
	}
	if e, ok := errors.AsType[*exit](err); ok {
		if e.msg != "" {
			fmt.Fprintf(stderr, "uptimesignal: %s\n", e.msg)
		}
		return e.code
	}
	if kind, text := problem.Of(err); kind != problem.Internal {
		fmt.Fprintf(stderr, "uptimesignal: %s\n", text)
		return exitWrong
	}
	fmt.Fprintf(stderr, "uptimesignal: %v\n", err)
	return exitWrong
}

// usage words an error of the parser, with the help that mends it.
func usage(err error, args []string) string {
	help := "uptimesignal --help"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") && !strings.Contains(err.Error(), "unexpected argument "+args[0]) {
		help = "uptimesignal " + args[0] + " --help"
	}
	text := err.Error()
	if strings.HasPrefix(text, `expected "<`) {
		text = "the " + strings.ToUpper(strings.Trim(strings.TrimPrefix(text, "expected "), `"<>`)) + " is missing"
	}
	return text + "; see " + help
}
