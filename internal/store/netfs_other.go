//go:build !linux

package store

func networkFS(string) (name string, remote bool) { return "", false }
