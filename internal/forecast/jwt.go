package forecast

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

var jwt = Kind{
	ID: "jwt-expiry", Title: "A JSON Web Token in the request runs out", Lead: 7 * day,
	Source: "RFC 7519, section 4.1.4",
	find: func(in *input) []found {
		var out []found
		for _, t := range tokens(in) {
			out = append(out, readJWT(t.where, t.text)...)
		}
		return out
	},
}

type token struct{ where, text string }

// tokens gathers what may be a token: after Bearer or Token in a header, in a
// query parameter that is named for one, in any cookie.
func tokens(in *input) []token {
	var out []token
	for _, f := range in.request.Header {
		if strings.EqualFold(f.Name, "Cookie") {
			continue
		}
		_, text, ok := strings.Cut(f.Value, " ")
		if !ok {
			text = f.Value
		}
		out = append(out, token{"the header " + f.Name, strings.TrimSpace(text)})
	}
	for _, name := range []string{"token", "access_token", "id_token", "jwt", "auth_token"} {
		out = append(out, token{"the parameter " + name, fold(in.query, name)})
	}
	for _, name := range slices.Sorted(maps.Keys(in.cookies)) {
		out = append(out, token{"the cookie " + name, in.cookies.Get(name)})
	}
	return out
}

// readJWT reads the end of a signed token. An encrypted one (five parts) and
// an opaque one say nothing.
func readJWT(where, s string) []found {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(s) > 16384 || !strings.HasPrefix(parts[0], "ey") {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return nil
	}
	var claims struct{ Exp, Iat *float64 }
	if json.Unmarshal(raw, &claims) != nil || claims.Exp == nil {
		return nil
	}
	end, ok := numericDate(*claims.Exp)
	if !ok {
		return nil
	}
	f := found{at: end, because: "The token in " + where + " has exp " + at(end) + ": it is refused from then on at the latest."}
	if claims.Iat != nil {
		f.born, _ = numericDate(*claims.Iat)
	}
	if life := end.Sub(f.born); !f.born.IsZero() && life > 0 && life < day {
		f.because += " It lives " + strconv.Itoa(int(life/time.Minute)) + " minutes only; a monitor needs a token that lives longer."
	}
	return []found{f}
}

// numericDate reads seconds since 1970, perhaps with a fraction.
func numericDate(x float64) (time.Time, bool) {
	if math.IsNaN(x) || x < 0 || x > 1e11 {
		return time.Time{}, false
	}
	return time.Unix(int64(x), 0), true
}
