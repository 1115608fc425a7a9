// Command echo is the lab's service on Echo, with the framework's own middleware and default answers: echo ADDR:PORT ROOT.
package main

import (
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	echojwt "github.com/labstack/echo-jwt/v4"
	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"golang.org/x/time/rate"
)

func main() {
	addr, root := os.Args[1], os.Args[2]
	e := echo.New()
	e.HideBanner = true
	e.Use(middleware.Recover())
	e.Pre(middleware.RemoveTrailingSlash())
	read := []string{"GET", "HEAD"}
	every := []string{"GET", "HEAD", "OPTIONS", "POST"}
	e.Match(read, "/", fine)
	e.Match(read, "/ok", fine)
	e.Group("/key", middleware.KeyAuth(goodKey)).GET("/x", fine)
	e.Group("/jwt", echojwt.JWT([]byte("lab-shared-key-lab-shared-key-32"))).GET("/x", fine)
	e.Group("/staff", middleware.BasicAuth(password), refuse(func(c echo.Context) bool { return c.Get("user") != "alice" })).GET("/x", fine)
	e.Group("/form", middleware.CSRF()).Match([]string{"GET", "HEAD", "POST"}, "/x", fine)
	e.Group("/limit", limiter()).Match([]string{"GET", "HEAD", "OPTIONS"}, "/x", fine)
	e.Group("/notus", refuse(func(c echo.Context) bool { return echo.ExtractIPDirect()(c.Request()) == "127.0.0.1" })).Match(every, "/x", fine)
	e.Group("/partner", refuse(func(c echo.Context) bool {
		return !strings.HasPrefix(c.Request().Header.Get("Referer"), "http://"+addr)
	})).Match(every, "/x", fine)
	e.Group("/dead", deadProxy(addr))
	e.Static("/files", root)
	e.Logger.Fatal(e.Start(addr))
}

func fine(c echo.Context) error {
	return c.JSON(http.StatusOK, map[string]string{"status": "ok"})
}

func goodKey(key string, _ echo.Context) (bool, error) { return key == "good-key", nil }

func password(user, word string, c echo.Context) (bool, error) {
	c.Set("user", user)
	return (user == "alice" && word == "wonderland") || (user == "bob" && word == "builder"), nil
}

func refuse(bad func(echo.Context) bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if bad(c) {
				return echo.ErrForbidden
			}
			return next(c)
		}
	}
}

func limiter() echo.MiddlewareFunc {
	return middleware.RateLimiter(middleware.NewRateLimiterMemoryStoreWithConfig(
		middleware.RateLimiterMemoryStoreConfig{Rate: rate.Limit(0.1), Burst: 1, ExpiresIn: time.Minute}))
}

// deadProxy passes on to a port of the same address on which nothing listens.
func deadProxy(addr string) echo.MiddlewareFunc {
	host, _, _ := net.SplitHostPort(addr)
	target := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, "9")}
	return middleware.Proxy(middleware.NewRoundRobinBalancer([]*middleware.ProxyTarget{{URL: target}}))
}
