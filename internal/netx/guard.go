package netx

import (
	"net/netip"
)

// A Guard says which targets may be reached. The zero value is that of a
// hosted service: public addresses only. What is never a target (multicast,
// broadcast, unspecified, reserved) is refused by every guard.
//
// It is asked about the address that is really dialled, at each attempt, hop
// and proxy, so that a name that resolves anew, a redirect, or an IPv4 address
// inside an IPv6 one gets nobody around it.
type Guard struct {
	AllowLoopback bool // 127.0.0.0/8, ::1
	AllowPrivate  bool // RFC 1918, RFC 4193, shared address space (RFC 6598), benchmarking (RFC 2544)
	AllowMetadata bool // link-local, and the metadata services of clouds
}

// SelfHosted is the guard for an operator who watches his own network:
// private and loopback are allowed, metadata services are not.
func SelfHosted() Guard { return Guard{AllowLoopback: true, AllowPrivate: true} }

// Hosted is the guard for a service that watches what strangers enter.
func Hosted() Guard { return Guard{} }

// The settings that a refusal names.
const (
	SettingLoopback = "allow_loopback"
	SettingPrivate  = "allow_private"
	SettingMetadata = "allow_metadata"
)

// Check returns nil if a may be reached, and otherwise a [*ForbiddenError].
func (g Guard) Check(a netip.Addr) error {
	what, setting := classOf(a)
	switch {
	case what == "",
		setting == SettingLoopback && g.AllowLoopback,
		setting == SettingPrivate && g.AllowPrivate,
		setting == SettingMetadata && g.AllowMetadata:
		return nil
	}
	return &ForbiddenError{Addr: a, What: what, Setting: setting}
}

// A ForbiddenError is a target that the guard refuses.
type ForbiddenError struct {
	Addr    netip.Addr
	What    string // "a private address"
	Setting string // that would allow it; empty if none does
}

func (e *ForbiddenError) Error() string {
	if e.Setting == "" {
		return e.Addr.String() + " is " + e.What + ", which is never a target"
	}
	return e.Addr.String() + " is " + e.What + ": the target guard refuses it while the setting " + e.Setting + " is off"
}

type block struct {
	prefix  netip.Prefix
	what    string
	setting string
}

// blocks are the addresses that are not public, more special ones first.
// Sources: the IANA special-purpose registries (RFC 6890), and the clouds'
// own documents for their metadata services.
var blocks = []block{
	{netip.MustParsePrefix("169.254.0.0/16"), "a link-local or metadata address", SettingMetadata}, // RFC 3927; AWS, GCP, Azure, ECS and others
	{netip.MustParsePrefix("100.100.100.200/32"), "a metadata address", SettingMetadata},           // Alibaba Cloud
	{netip.MustParsePrefix("192.0.0.192/32"), "a metadata address", SettingMetadata},               // Oracle Cloud, older
	{netip.MustParsePrefix("168.63.129.16/32"), "a metadata address", SettingMetadata},             // Azure's platform address
	{netip.MustParsePrefix("fd00:ec2::/32"), "a metadata address", SettingMetadata},                // AWS: ::254 and its neighbours
	{netip.MustParsePrefix("fd20:ce::254/128"), "a metadata address", SettingMetadata},             // GCP
	{netip.MustParsePrefix("fd00:42::42/128"), "a metadata address", SettingMetadata},              // Scaleway
	{netip.MustParsePrefix("fe80::/10"), "a link-local or metadata address", SettingMetadata},      // RFC 4291
	{netip.MustParsePrefix("127.0.0.0/8"), "a loopback address", SettingLoopback},
	{netip.MustParsePrefix("::1/128"), "a loopback address", SettingLoopback},
	{netip.MustParsePrefix("10.0.0.0/8"), "a private address", SettingPrivate},
	{netip.MustParsePrefix("172.16.0.0/12"), "a private address", SettingPrivate},
	{netip.MustParsePrefix("192.168.0.0/16"), "a private address", SettingPrivate},
	{netip.MustParsePrefix("100.64.0.0/10"), "a shared (carrier NAT) address", SettingPrivate},
	{netip.MustParsePrefix("192.0.0.0/24"), "a protocol assignment address", SettingPrivate},
	{netip.MustParsePrefix("198.18.0.0/15"), "a benchmarking address", SettingPrivate},
	{netip.MustParsePrefix("fc00::/7"), "a private address", SettingPrivate},
	{netip.MustParsePrefix("fec0::/10"), "a site-local address", SettingPrivate},
	{netip.MustParsePrefix("64:ff9b:1::/48"), "a local NAT64 address", SettingPrivate}, // RFC 8215
	{netip.MustParsePrefix("0.0.0.0/8"), "an address of this network", ""},             // RFC 1122: Linux takes it for loopback
	{netip.MustParsePrefix("224.0.0.0/4"), "a multicast address", ""},
	{netip.MustParsePrefix("255.255.255.255/32"), "the broadcast address", ""},
	{netip.MustParsePrefix("240.0.0.0/4"), "a reserved address", ""},
	{netip.MustParsePrefix("::/128"), "the unspecified address", ""},
	{netip.MustParsePrefix("ff00::/8"), "a multicast address", ""},
}

// classOf says what a is when it is not public, and which setting allows it.
func classOf(a netip.Addr) (what, setting string) {
	if !a.IsValid() {
		return "no address", ""
	}
	a = a.Unmap().WithZone("")
	for _, b := range blocks {
		if b.prefix.Contains(a) {
			return b.what, b.setting
		}
	}
	for _, in := range embedded(a) {
		if what, setting := classOf(in); what != "" {
			return what + " inside an IPv6 one (" + in.String() + ")", setting
		}
	}
	return "", ""
}

var (
	nat64  = netip.MustParsePrefix("64:ff9b::/96") // RFC 6052
	sixto4 = netip.MustParsePrefix("2002::/16")    // RFC 3056
	teredo = netip.MustParsePrefix("2001::/32")    // RFC 4380
	compat = netip.MustParsePrefix("::/96")        // RFC 4291, deprecated
)

// embedded returns the IPv4 addresses that a translator or tunnel would take
// from a.
func embedded(a netip.Addr) []netip.Addr {
	if a.Is4() {
		return nil
	}
	b := a.As16()
	switch {
	case nat64.Contains(a), compat.Contains(a):
		return []netip.Addr{netip.AddrFrom4([4]byte(b[12:16]))}
	case sixto4.Contains(a):
		return []netip.Addr{netip.AddrFrom4([4]byte(b[2:6]))}
	case teredo.Contains(a):
		client := [4]byte{^b[12], ^b[13], ^b[14], ^b[15]}
		return []netip.Addr{netip.AddrFrom4([4]byte(b[4:8])), netip.AddrFrom4(client)}
	}
	return nil
}
