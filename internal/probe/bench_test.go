package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/uptimesignal/uptimesignal/internal/monitor"
	"github.com/uptimesignal/uptimesignal/internal/netx"
)

const serverEnv = "UPTIMESIGNAL_BENCH_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(serverEnv) != "" {
		benchServer()
		return
	}
	os.Exit(m.Run())
}

// benchServer answers in a process of its own, so that its cost is not
// counted, until its standard input is closed.
func benchServer() {
	page := strings.Repeat("all is well\n", 20)
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) })
	plain, secure := httptest.NewServer(h), httptest.NewTLSServer(h)
	fmt.Println(plain.URL)
	fmt.Println(secure.URL)
	io.Copy(io.Discard, os.Stdin)
}

func startServer(b *testing.B) (plain, secure string) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serverEnv+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	lines.Scan()
	plain = lines.Text()
	lines.Scan()
	return plain, lines.Text()
}

func cpuTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkHTTP compares a check with a bare net/http client that does the
// same requests on fresh connections and keeps nothing. Compare cpu-µs/op: the
// server is another process.
func BenchmarkHTTP(b *testing.B) {
	plain, secure := startServer(b)
	for _, url := range []string{plain, secure} {
		scheme, _, _ := strings.Cut(url, ":")
		n := netx.System(netx.Options{Guard: netx.SelfHosted()})
		spec := DefaultHTTP(url + "/")
		spec.Insecure = true
		spec.Protocol = netx.HTTP11
		run(b, scheme+"/check", func() error {
			ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
			defer cancel()
			r := RunHTTP(ctx, n, spec, monitor.Expectation{})
			if r.Status() != 200 {
				return fmt.Errorf("report %+v", r)
			}
			return nil
		})
		t := &http.Transport{DisableKeepAlives: true}
		if scheme == "https" {
			t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
		}
		client := &http.Client{Transport: t, Timeout: 10 * time.Second}
		run(b, scheme+"/bare", func() error {
			resp, err := client.Get(url + "/")
			if err != nil {
				return err
			}
			defer resp.Body.Close()
			_, err = io.Copy(io.Discard, resp.Body)
			return err
		})
		if scheme == "http" {
			at := strings.TrimPrefix(url, "http://")
			run(b, scheme+"/raw", func() error { return rawGet(at) })
		}
	}
}

// rawGet is the least that a request can cost in Go.
func rawGet(at string) error {
	c, err := net.Dial("tcp", at)
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", at)
	_, err = io.Copy(io.Discard, c)
	return err
}

// run calls f from 32 goroutines, as an agent would.
func run(b *testing.B, name string, f func() error) {
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(32 / runtime.GOMAXPROCS(0))
		cpu := cpuTime()
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := f(); err != nil {
					b.Error(err)
					return
				}
			}
		})
		b.ReportMetric(float64((cpuTime()-cpu).Microseconds())/float64(b.N), "cpu-µs/op")
	})
}
