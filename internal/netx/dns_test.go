package netx

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/miekg/dns"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

// zone answers by the first label of the name that is asked for; lost counts
// the questions that it loses.
func zone(lost *atomic.Int32, w dns.ResponseWriter, q *dns.Msg) {
	m := new(dns.Msg).SetReply(q)
	name, t := q.Question[0].Name, q.Question[0].Qtype
	label, _, _ := strings.Cut(name, ".")
	add := func(text string) {
		rr, err := dns.NewRR(name + " 60 IN " + text)
		if err == nil && rr.Header().Rrtype == t || strings.HasPrefix(text, "CNAME") {
			m.Answer = append(m.Answer, rr)
		}
	}
	_, udp := w.RemoteAddr().(*net.UDPAddr)
	switch label {
	case "both":
		add("A 192.0.2.1")
		add("AAAA 2001:db8::1")
	case "alias":
		add("CNAME both.test.")
		rr, _ := dns.NewRR("both.test. 60 IN A 192.0.2.1")
		m.Answer = append(m.Answer, rr)
	case "four":
		add("A 192.0.2.4")
	case "large":
		if udp {
			m.Truncated = true
		} else {
			add("A 192.0.2.9")
		}
	case "broken":
		m.Rcode = dns.RcodeServerFailure
	case "closed":
		m.Rcode = dns.RcodeRefused
	case "silent":
		return
	case "lossy":
		if lost.Add(1) == 1 {
			return
		}
		add("A 192.0.2.5")
	case "empty":
	default:
		m.Rcode = dns.RcodeNameError
	}
	_ = w.WriteMsg(m)
}

func startDNS(t *testing.T) string {
	t.Helper()
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	lost := new(atomic.Int32)
	answer := dns.HandlerFunc(func(w dns.ResponseWriter, q *dns.Msg) { zone(lost, w, q) })
	for _, s := range []*dns.Server{{PacketConn: pc, Handler: answer}, {Listener: l, Handler: answer}} {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = s.ActivateAndServe() // ends with Shutdown
		}()
		<-started
		t.Cleanup(func() {
			if err := s.Shutdown(); err != nil {
				t.Error(err)
			}
			<-done
		})
	}
	return pc.LocalAddr().String()
}

func TestResolver(t *testing.T) {
	n := System(Options{Guard: SelfHosted(), Resolver: startDNS(t)})
	for _, tt := range []struct {
		host   string
		family Family
		want   []string
		fail   measure.Failure
	}{
		{"both.test", Either, []string{"192.0.2.1", "2001:db8::1"}, measure.OK},
		{"both.test", IPv4, []string{"192.0.2.1"}, measure.OK},
		{"both.test", IPv6, []string{"2001:db8::1"}, measure.OK},
		{"alias.test", IPv4, []string{"192.0.2.1"}, measure.OK},
		{"four.test", Either, []string{"192.0.2.4"}, measure.OK},
		{"four.test", IPv6, nil, measure.NameNoAddr},
		{"large.test", IPv4, []string{"192.0.2.9"}, measure.OK},
		{"empty.test", Either, nil, measure.NameNoAddr},
		{"nosuch.test", Either, nil, measure.NameNotFound},
		{"broken.test", Either, nil, measure.NameServer},
		{"closed.test", IPv4, nil, measure.NameServer},
		{"silent.test", IPv4, nil, measure.NameTimeout},
		{"192.0.2.7", IPv4, []string{"192.0.2.7"}, measure.OK},
		{"192.0.2.7", IPv6, nil, measure.NameNoAddr},
		{"::ffff:192.0.2.7", Either, []string{"192.0.2.7"}, measure.OK},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		r := NewRecorder(time.Now())
		got, err := n.Resolve(ctx, r, tt.host, Via{Family: tt.family})
		cancel()
		if err != nil {
			t.Errorf("%s: %v", tt.host, err)
		}
		var texts []string
		for _, a := range got {
			texts = append(texts, a.String())
		}
		if !slices.Equal(texts, tt.want) {
			t.Errorf("%s (%s): %v, want %v", tt.host, tt.family, texts, tt.want)
		}
		if o, _ := r.Hop.Failed(); o.Failure != tt.fail || (o.Detail == "") != (tt.fail == measure.OK) {
			t.Errorf("%s (%s): failure %+v, want %q", tt.host, tt.family, o, tt.fail)
		}
	}
}

// TestResolverGone: where nothing listens at our own name server, nothing is
// known of the target.
func TestResolverGone(t *testing.T) {
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := pc.LocalAddr().String()
	pc.Close()
	r := NewRecorder(time.Now())
	_, err = System(Options{Guard: SelfHosted()}).Resolve(t.Context(), r, "both.test", Via{Resolver: server})
	if err == nil || !strings.Contains(err.Error(), "nothing answers at the name server") {
		t.Errorf("got %v", err)
	}
	if o, failed := r.Hop.Failed(); failed {
		t.Errorf("the target is blamed: %+v", o)
	}
}

// A question that got lost is asked again.
func TestResolverAsksAgain(t *testing.T) {
	n := System(Options{Guard: SelfHosted(), Resolver: startDNS(t)})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	got, err := n.Resolve(ctx, NewRecorder(time.Now()), "lossy.test", Via{Family: IPv4})
	if err != nil || len(got) != 1 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestResolverBehindGuard(t *testing.T) {
	n := System(Options{Guard: Hosted()})
	r := NewRecorder(time.Now())
	if _, err := n.Resolve(t.Context(), r, "both.test", Via{Resolver: "10.0.0.53:53"}); err != nil {
		t.Fatal(err)
	}
	if o, _ := r.Hop.Failed(); o.Failure != measure.TargetForbidden {
		t.Errorf("a private name server may be asked: %+v", o)
	}
}

// The system's own resolver reads /etc/hosts and needs no network for that.
func TestSystemLookup(t *testing.T) {
	r := NewRecorder(time.Now())
	got, err := System(Options{}).Resolve(t.Context(), r, "localhost", Via{Family: IPv4})
	if err != nil || !slices.Contains(got, netip.MustParseAddr("127.0.0.1")) {
		t.Errorf("localhost: %v, %v, %+v", got, err, r.Hop.Observations)
	}
}
