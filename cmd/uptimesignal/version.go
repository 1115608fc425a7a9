package main

import (
	"fmt"
	"runtime"
)

// versionCmd says what this program is.
type versionCmd struct{}

// Run is the command.
func (versionCmd) Run(e *env) error {
	_, err := fmt.Fprintf(e.stdout, "uptimesignal %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
