package app_test

import "github.com/uptimesignal/uptimesignal/internal/store"

var listAll = store.MonitorFilter{Limit: 200}
