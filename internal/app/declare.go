package app

import (
	"context"

	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/monitor"
)

// Declared is what the configuration file says shall exist.
type Declared struct {
	Monitors []monitor.Monitor
	Channels []alert.Channel
}

// declare brings the store to what is declared.
func (a *App) declare(ctx context.Context) error { return nil }
