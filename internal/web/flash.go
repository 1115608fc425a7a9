package web

import "net/http"

// A flash is a message that the next page shows once. Only its code travels in
// the cookie, so nobody can put words into our mouth.
type flash string

const flashCookie = "flash"

var flashes = map[flash]string{
	"welcome":         "Your account is ready. Add the first thing to watch.",
	"signed-out":      "You are signed out.",
	"monitor-created": "Saved. The first check is on its way.",
	"monitor-saved":   "Saved. The next check uses the new settings.",
	"monitor-deleted": "The monitor is deleted.",
	"paused":          "Paused. Nothing is checked until you resume.",
	"resumed":         "Resumed.",
	"checking":        "A check is running; its result appears here.",
	"retesting":       "A check of every monitor of this incident is running.",
	"acknowledged":    "Acknowledged. The others can see that you are on it.",
	"channel-created": "The channel is saved. Send a test to see that it works.",
	"channel-saved":   "The channel is saved.",
	"channel-deleted": "The channel is deleted.",
	"channel-tested":  "A test alert is on its way. Its fate appears below.",
	"key-revoked":     "The key is revoked. It does not work any more.",
	"session-revoked": "That browser is signed out.",
	"password":        "The password is changed. Every other browser is signed out.",
}

func putFlash(w http.ResponseWriter, r *http.Request, f flash) {
	if f == "" {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: string(f), Path: "/", MaxAge: 60,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil})
}

func takeFlash(w http.ResponseWriter, r *http.Request) string {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return flashes[flash(c.Value)]
}
