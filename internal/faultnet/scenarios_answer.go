package faultnet

import (
	"strings"

	"github.com/uptimesignal/uptimesignal/internal/measure"
)

var answerScenarios = []Scenario{
	{Name: "refused with 403", URL: "http://site.example/", Want: measure.StatusUnexpected, Status: 403, Longest: instant,
		Build: web(Script(ReadRequest, Send(Answer(403, "", "Forbidden"))))},
	{Name: "accepts and never answers", URL: "http://site.example/", Want: measure.AnswerTimeout, Build: web(Script(Hang))},
	{Name: "reset before the answer", URL: "http://site.example/", Want: measure.AnswerReset, Longest: instant, Build: web(Script(ReadRequest, Reset))},
	{Name: "closed before the answer", URL: "http://site.example/", Want: measure.AnswerClosed, Longest: instant, Build: web(Script(ReadRequest))},
	{Name: "closed within the header", URL: "http://site.example/", Want: measure.AnswerClosed, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nContent-Ty")))},
	{Name: "header drips", URL: "http://site.example/", Want: measure.AnswerTimeout, Build: web(Script(ReadRequest, Drip("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")))},
	{Name: "endless header", URL: "http://site.example/", Want: measure.HeaderTooLarge, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\n"), Forever("X-Filler: "+strings.Repeat("x", 60)+"\r\n")))},
	{Name: "endless header line", URL: "http://site.example/", Want: measure.HeaderTooLarge, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nX-Filler: "), Forever("x")))},
	{Name: "endless line that is not HTTP", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant, Build: web(Script(ReadRequest, Forever("x")))},
	{Name: "endless informational answers", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant,
		Build: web(Script(ReadRequest, Forever("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")))},
	{Name: "some informational answers", URL: "http://site.example/", Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send(strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 3)+Answer(200, "", "x"))))},
	{Name: "switches to another protocol unasked", URL: "http://site.example/", Want: measure.StatusUnexpected, Status: 101, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), Hang))},
	{Name: "not HTTP", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant, Build: web(Script(ReadRequest, Send("SSH-2.0-OpenSSH_9.2\r\n"), Hang))},
	{Name: "not HTTP, no line", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant, Build: web(Script(ReadRequest, Send("\x00\x01\x02hello")))},
	{Name: "status line without a status", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant, Build: web(Script(ReadRequest, Send("HTTP/1.1 OK\r\n\r\n")))},
	{Name: "header line without a colon", URL: "http://site.example/", Want: measure.AnswerMalformed, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nnonsense\r\n\r\n")))},
	{Name: "invalid UTF-8 in the header", URL: "http://site.example/", Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send(Answer(200, "X-Bad: \xff\xfe\x00caf\xe9\r\nX-\xff: y\r\n", "x"))))},
	{Name: "bare CR and LF in the header", URL: "http://site.example/", Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\nX-Split: a\rSet-Cookie: b\nContent-Length: 1\n\nx")))},
	{Name: "several lengths", URL: "http://site.example/", Want: measure.AnswerMalformed, Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx")))},
	{Name: "answers in HTTP/1.0", URL: "http://site.example/", Protocol: "http/1.0", Status: 200, Longest: instant,
		Build: web(Script(ReadRequest, Send("HTTP/1.0 200 OK\r\n\r\nall is well")))},
}
