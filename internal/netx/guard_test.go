package netx

import (
	"net/netip"
	"testing"
)

func TestGuard(t *testing.T) {
	const all, self, never = "hosted", "self-hosted", "never"
	for _, tt := range []struct {
		addr  string
		least string // the most careful guard that lets it through
	}{
		{"93.184.216.34", all}, {"2606:2800:220:1::1", all}, {"192.0.2.1", all}, {"172.15.255.255", all}, {"172.32.0.1", all}, {"100.63.255.255", all}, {"100.128.0.1", all},
		{"127.0.0.1", self}, {"127.255.1.2", self}, {"::1", self}, {"::ffff:127.0.0.1", self},
		{"10.1.2.3", self}, {"172.16.0.1", self}, {"172.31.255.255", self}, {"192.168.0.1", self}, {"fd12::1", self}, {"fc00::1", self}, {"fec0::1", self},
		{"100.64.0.1", self}, {"100.127.255.255", self}, {"198.18.0.1", self}, {"198.19.255.255", self}, {"192.0.0.8", self},
		{"::ffff:10.0.0.1", self}, {"64:ff9b::10.0.0.1", self}, {"64:ff9b::7f00:1", self}, {"64:ff9b:1::7f00:1", self}, {"2002:0a00:0001::1", self}, {"2002:7f00:0001::", self}, {"::7f00:1", self},
		{"2001:0:5db8:d822:0:0:f5ff:fffe", self}, // Teredo client 10.0.0.1
		{"64:ff9b::5db8:d822", all}, {"2002:5db8:d822::1", all},
		{"169.254.169.254", never}, {"169.254.0.1", never}, {"fe80::1", never}, {"fe80::1%eth0", never}, {"100.100.100.200", never}, {"192.0.0.192", never}, {"168.63.129.16", never},
		{"fd00:ec2::254", never}, {"fd20:ce::254", never}, {"fd00:42::42", never}, {"::ffff:169.254.169.254", never}, {"64:ff9b::a9fe:a9fe", never}, {"2002:a9fe:a9fe::", never}, {"::a9fe:a9fe", never},
		{"0.0.0.0", never}, {"0.1.2.3", never}, {"255.255.255.255", never}, {"224.0.0.1", never}, {"239.1.2.3", never}, {"240.0.0.1", never}, {"::", never}, {"ff02::1", never}, {"::ffff:0.0.0.0", never}, {"64:ff9b::", never},
	} {
		a := netip.MustParseAddr(tt.addr)
		if got := Hosted().Check(a) == nil; got != (tt.least == all) {
			t.Errorf("hosted guard allows %s: %v", a, got)
		}
		if got := SelfHosted().Check(a) == nil; got != (tt.least != never) {
			t.Errorf("self-hosted guard allows %s: %v", a, got)
		}
	}
	if err := (Guard{}).Check(netip.Addr{}); err == nil {
		t.Error("no address is allowed")
	}
	all3 := Guard{AllowLoopback: true, AllowPrivate: true, AllowMetadata: true}
	if all3.Check(netip.MustParseAddr("169.254.169.254")) != nil || all3.Check(netip.MustParseAddr("224.0.0.1")) == nil {
		t.Error("a guard that allows all allows metadata, and still no multicast")
	}
}

func TestRefusalNamesTheSetting(t *testing.T) {
	for addr, want := range map[string]string{
		"10.0.0.5":        "10.0.0.5 is a private address: the target guard refuses it while the setting allow_private is off",
		"::1":             "::1 is a loopback address: the target guard refuses it while the setting allow_loopback is off",
		"169.254.169.254": "169.254.169.254 is a link-local or metadata address: the target guard refuses it while the setting allow_metadata is off",
		"224.0.0.1":       "224.0.0.1 is a multicast address, which is never a target",
		"64:ff9b::a00:5":  "64:ff9b::a00:5 is a private address inside an IPv6 one (10.0.0.5): the target guard refuses it while the setting allow_private is off",
	} {
		if err := Hosted().Check(netip.MustParseAddr(addr)); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", addr, err, want)
		}
	}
}
