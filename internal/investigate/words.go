package investigate

import "github.com/uptimesignal/uptimesignal/internal/measure"

// Words says a failure code in words.
func Words(f measure.Failure) string { return f.Words() }
