package store

func (l *resultLog) keep() { <-l.stop }
