package store

import (
	"github.com/uptimesignal/uptimesignal/internal/alert"
	"github.com/uptimesignal/uptimesignal/internal/auth"
	"github.com/uptimesignal/uptimesignal/internal/judge"
)

// What a DB is to others.
var (
	_ judge.Ledger  = (*DB)(nil)
	_ judge.Log     = (*DB)(nil)
	_ judge.Records = (*DB)(nil)
	_ alert.Outbox  = (*DB)(nil)
	_ auth.Users    = (*DB)(nil)
	_ auth.Sessions = (*DB)(nil)
	_ auth.Revoker  = (*DB)(nil)
	_ auth.Keys     = (*DB)(nil)
	_ auth.KeyRing  = (*DB)(nil)
	_ auth.Settings = (*DB)(nil)
	_ auth.Auditor  = (*DB)(nil)
)
