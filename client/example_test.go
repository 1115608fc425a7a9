package client_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
)

// A server that answers what the examples need.
func server() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/monitors", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		fmt.Fprint(w, `{"id":"0192","name":"Shop","spec":{},"interval":"30s","state":"unknown","target":"https://shop.example.com/","version":1}`)
	})
	mux.HandleFunc("GET /api/v1/monitors", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			fmt.Fprint(w, `{"monitors":[{"id":"1","name":"Shop","spec":{},"state":"refused","version":1}],"next_cursor":"p2"}`)
			return
		}
		fmt.Fprint(w, `{"monitors":[{"id":"2","name":"Blog","spec":{},"state":"refused","version":1}]}`)
	})
	mux.HandleFunc("GET /api/v1/monitors/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"type":"urn:uptimesignal:problem:not_found","title":"Not Found","status":404,"detail":"There is no such monitor."}`)
	})
	return httptest.NewServer(mux)
}

func Example() {
	srv := server()
	defer srv.Close()
	c, err := client.New(srv.URL, "ups_key")
	if err != nil {
		panic(err)
	}
	m, err := c.CreateMonitor(context.Background(), client.MonitorSettings{
		Name:     "Shop",
		Spec:     client.HTTP("https://shop.example.com/"),
		Interval: new(client.Duration(30 * time.Second)),
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(m.Name, m.Target, m.State)
	// Output: Shop https://shop.example.com/ unknown
}

func ExampleClient_Monitors() {
	srv := server()
	defer srv.Close()
	c, _ := client.New(srv.URL, "ups_key")
	for m, err := range c.Monitors(context.Background(), client.MonitorFilter{State: "refused"}) {
		if err != nil {
			panic(err)
		}
		fmt.Println(m.Name)
	}
	// Output:
	// Shop
	// Blog
}

func ExampleError() {
	srv := server()
	defer srv.Close()
	c, _ := client.New(srv.URL, "ups_key")
	_, err := c.GetMonitor(context.Background(), "nothing")
	if e, ok := errors.AsType[*client.Error](err); ok {
		fmt.Println(e.Kind(), e.Status, e.Detail)
	}
	// Output: not_found 404 There is no such monitor.
}
