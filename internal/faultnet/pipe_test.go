package faultnet

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

// The pipe keeps the contract of net.Conn.
func TestPipe(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := Pipe(&net.TCPAddr{Port: 1}, &net.TCPAddr{Port: 2})
		return a, b, func() {
			a.Close()
			b.Close()
		}, nil
	})
}

func TestReset(t *testing.T) {
	a, b := Pipe(&net.TCPAddr{}, &net.TCPAddr{})
	if _, err := io.WriteString(b, "lost"); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if n, err := a.Read(make([]byte, 9)); n != 0 || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("read %d, %v", n, err)
	}
	if _, err := io.WriteString(a, "x"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("write: %v", err)
	}
}

func TestClose(t *testing.T) {
	a, b := Pipe(&net.TCPAddr{}, &net.TCPAddr{})
	io.WriteString(b, "last words")
	b.Close()
	if got, err := io.ReadAll(a); string(got) != "last words" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Deadlines are those of the bubble.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe(&net.TCPAddr{}, &net.TCPAddr{})
		defer b.Close()
		defer a.Close()
		began := time.Now()
		a.SetDeadline(began.Add(time.Hour))
		_, err := a.Read(make([]byte, 1))
		if e, ok := errors.AsType[net.Error](err); !ok || !e.Timeout() || time.Since(began) != time.Hour {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestScenariosAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range Scenarios {
		if s.Name == "" || s.URL == "" || s.Build == nil || seen[s.Name] {
			t.Errorf("incomplete or twice: %+v", s)
		}
		seen[s.Name] = true
	}
}
