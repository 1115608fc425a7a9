package faultnet

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var http2Scenarios = []Scenario{
	{Name: "HTTP/2 is well", URL: "https://site.example/", Status: 200, Longest: instant, Build: func(w *World) {
		w.Name(host, addr)
		w.Serve(addr+":443", HTTP(with(host, year, nil)(w), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ProtoMajor != 2 {
				w.WriteHeader(http.StatusUpgradeRequired)
			}
			_, _ = io.WriteString(w, "all is well")
		})))
	}},
	{Name: "HTTP/2 without TLS", URL: "http://site.example/", Protocol: "h2", Status: 200, Longest: instant,
		Build: web(plainFrames(func(f *http2.Framer, id uint32) { answer2(f, id, true) }))},
	{Name: "HTTP/2 stream is refused", URL: "https://site.example/", Want: measure.HTTP2Error, Longest: instant,
		Build: frames(func(f *http2.Framer, id uint32) { _ = f.WriteRSTStream(id, http2.ErrCodeHTTP11Required) })},
	{Name: "HTTP/2 connection is sent away", URL: "https://site.example/", Want: measure.HTTP2Error, Longest: instant,
		Build: frames(func(f *http2.Framer, _ uint32) {
			_ = f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, []byte("calm down"))
		})},
	{Name: "HTTP/2 frame is malformed", URL: "https://site.example/", Want: measure.HTTP2Error, Longest: instant,
		Build: frames(func(f *http2.Framer, id uint32) {
			_ = f.WriteRawFrame(http2.FrameHeaders, http2.FlagHeadersEndHeaders, id, []byte{0xff, 0xff, 0xff})
		})},
	{Name: "HTTP/2 endless header", URL: "https://site.example/", Want: measure.HTTP2Error, Longest: instant, Build: frames(func(f *http2.Framer, id uint32) {
		filler := []byte(strings.Repeat("\x00\x01x\x01y", 3000))
		_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte{0x88}})
		for f.WriteContinuation(id, false, filler) == nil {
		}
	})},
	{Name: "HTTP/2 never answers", URL: "https://site.example/", Want: measure.AnswerTimeout, Build: frames(func(*http2.Framer, uint32) {})},
	{Name: "HTTP/2 body hangs", URL: "https://site.example/", Want: measure.BodyTimeout, Status: 200,
		Build: frames(func(f *http2.Framer, id uint32) { answer2(f, id, false) })},
	{Name: "HTTP/2 body is reset", URL: "https://site.example/", Want: measure.BodyReset, Status: 200, Longest: 2 * instant, Build: frames(func(f *http2.Framer, id uint32) {
		answer2(f, id, false)
		time.Sleep(instant / 10)
		_ = f.WriteRSTStream(id, http2.ErrCodeInternal)
	})},
	{Name: "HTTP/2 was asked for and nothing is offered", URL: "https://site.example/", Protocol: "h2", Want: measure.TLSProtocol, Longest: instant,
		Build: secure(func(w *World) *tls.Config {
			c := with(host, year, nil)(w)
			c.NextProtos = []string{}
			return c
		}, ok200...)},
	{Name: "HTTP/2 was asked for and is not offered", URL: "https://site.example/", Protocol: "h2", Want: measure.TLSProtocol, Longest: instant,
		Build: secure(with(host, year, nil), ok200...)},
}

// frames builds a world in which site.example speaks HTTP/2 by hand: it reads
// the first request and then does as told.
func frames(do func(f *http2.Framer, stream uint32)) func(*World) {
	return func(w *World) {
		w.Name(host, addr)
		conf := with(host, year, nil)(w)
		conf.NextProtos = []string{"h2"}
		w.Serve(addr+":443", TLS(conf, func(c net.Conn) bool { return speak2(c, do) }))
	}
}

func plainFrames(do func(f *http2.Framer, stream uint32)) Server {
	return Script(func(c net.Conn) bool { return speak2(c, do) })
}

func speak2(c net.Conn, do func(f *http2.Framer, stream uint32)) bool {
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return false
	}
	f := http2.NewFramer(c, c)
	if f.WriteSettings() != nil {
		return false
	}
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return false
		}
		if h, ok := frame.(*http2.HeadersFrame); ok {
			go do(f, h.StreamID)
		}
	}
}

func answer2(f *http2.Framer, id uint32, end bool) {
	var b strings.Builder
	e := hpack.NewEncoder(&b)
	_ = e.WriteField(hpack.HeaderField{Name: ":status", Value: "200"})
	_ = f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte(b.String()), EndHeaders: true, EndStream: end})
	if !end {
		_ = f.WriteData(id, false, []byte("all is"))
	}
}
