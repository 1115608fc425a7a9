package storetest

import "net/netip"

// sameAddr compares addresses, which go-cmp cannot look into.
func sameAddr(a, b netip.AddrPort) bool { return a == b }
