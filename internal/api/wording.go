package api

import (
	"regexp"
	"strings"
)

// huma words what a schema refuses for programmers of schemas. These are the
// words of this house. A message that is not here is shown as it is.
var wordings = []struct {
	pattern *regexp.Regexp
	text    string
}{
	{regexp.MustCompile(`^unexpected property$`), "is not a field of this object"},
	{regexp.MustCompile(`^unknown query parameter$`), "is not a parameter of this path"},
	{regexp.MustCompile(`^expected required property .* to be present$`), "must not be left out"},
	{regexp.MustCompile(`^expected string$`), "must be a text in quotes"},
	{regexp.MustCompile(`^expected (number|integer)$`), "must be a number"},
	{regexp.MustCompile(`^expected boolean$`), "must be true or false"},
	{regexp.MustCompile(`^expected array$`), "must be a list"},
	{regexp.MustCompile(`^expected object$`), "must be an object"},
	{regexp.MustCompile(`^expected string to be (a |statuses)(.*)$`), "must be $1$2"},
	{regexp.MustCompile(`^expected value to be one of "(.*)"$`), "must be one of $1"},
	{regexp.MustCompile(`^expected number >= (\d+)$`), "must be at least $1"},
	{regexp.MustCompile(`^expected number <= (\d+)$`), "must be at most $1"},
	{regexp.MustCompile(`^expected length >= 1$`), "must not be empty"},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "must have at most $1 characters"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date-time$|^invalid date/time`), "must be a time such as 2026-11-24T06:00:00Z"},
	{regexp.MustCompile(`^invalid integer$`), "must be a number"},
	{regexp.MustCompile(`^invalid boolean$`), "must be true or false"},
}

var required = regexp.MustCompile(`^expected required property (.*) to be present$`)

// say turns what huma found at a place of the request into our words.
func say(location, message string) FieldError {
	f := FieldError{Field: location, Text: message}
	if m := required.FindStringSubmatch(message); m != nil {
		f.Field += "." + m[1]
	}
	for _, in := range []string{"body.", "query.", "path.", "header."} {
		f.Field = strings.TrimPrefix(f.Field, in)
	}
	for _, w := range wordings {
		if w.pattern.MatchString(message) {
			text := w.pattern.FindString(message)
			f.Text = w.pattern.ReplaceAllString(text, w.text)
			break
		}
	}
	return f
}
