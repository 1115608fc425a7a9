//go:build !linux

package inspect

import "github.com/uptimesignal/uptimesignal/internal/problem"

var notHere = problem.New(problem.Unavailable, "inspect reads /proc and works on Linux only; run it on the web server's own host")

func openView(Identity) (view, system, []string, error) { return nil, system{}, nil, notHere }

func processes() ([]process, error) { return nil, notHere }

func readProcess(int) (process, bool) { return process{}, false }

func confine(*Identity) {}

func listeners(uint16) func(process) bool { return func(process) bool { return false } }
