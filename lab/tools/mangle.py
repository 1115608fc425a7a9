#!/usr/bin/env python3
"""mangle.py MODE LISTEN=UPSTREAM ...: a loopback proxy that changes answers, as sites that hide their software do.

Requests go on byte for byte, from the client's own source address. One request per connection; TLS is not looked into. Modes:
  control     nothing is changed (but for Connection: close and the framing of the body)
  house       every error's body is replaced by one page of the house
  noserver    the fields Server and X-Powered-By are left out
  translated  the words of pages, and the sentences in JSON, are put into German
  head        the order of the fields is reversed and their case changed
  renamed     a server program never seen before: Server names another, and error pages in HTML say the status and no more; what
              applications and interfaces write in JSON or XML stays
  unseen      noserver and house: neither name nor page is left
Prints "ready" when all addresses listen; ends when its standard input does."""
import gzip, html.parser, http.client, json, re, selectors, socket, struct, sys, threading

HOUSE = ("<!doctype html>\n<html lang=\"en\"><head><title>Example Corporation</title></head>\n<body><h1>Sorry, that did not work.</h1>\n"
         "<p>Our team has been told. Please come back later, or call your contact.</p></body></html>\n").encode()

APPLICATION = re.compile(rb"wp-content|wp-includes")  # a page of a site, not of a server program

WORDS = dict(line.split("=", 1) for line in """the=der|a=ein|an=ein|is=ist|are=sind|was=wurde|were=wurden|be=werden|been=worden|has=hat|have=haben|had=hatte|not=nicht|no=kein|
you=Sie|your=Ihr|we=wir|our=unser|this=dieser|that=jener|these=diese|to=zu|of=von|on=auf|in=in|for=für|from=von|by=durch|with=mit|without=ohne|or=oder|and=und|at=bei|as=als|
it=es|its=sein|can=kann|cannot=kann nicht|could=konnte|can't=kann nicht|don't=nicht|do=tun|does=tut|did=tat|didn't=tat nicht|may=darf|must=muss|will=wird|would=würde|should=sollte|
forbidden=verboten|denied=verweigert|access=Zugriff|permission=Berechtigung|permissions=Berechtigungen|unauthorized=nicht angemeldet|authorization=Anmeldung|authentication=Anmeldung|required=nötig|
credentials=Zugangsdaten|provided=angegeben|invalid=ungültig|expired=abgelaufen|token=Marke|signature=Unterschrift|login=Anmeldung|log=anmelden|password=Kennwort|username=Benutzername|user=Benutzer|
users=Benutzer|account=Konto|key=Schlüssel|page=Seite|found=gefunden|server=Server|request=Anfrage|requests=Anfragen|requested=angefragt|resource=Quelle|url=Adresse|address=Adresse|error=Fehler|errors=Fehler|
bad=schlecht|gateway=Übergang|service=Dienst|unavailable=nicht verfügbar|temporarily=vorübergehend|unable=unfähig|understand=verstehen|verify=prüfen|document=Dokument|browser=Browser|supply=liefern|
wrong=falsch|either=entweder|too=zu|many=viele|limit=Grenze|limited=begrenzt|rate=Rate|quota=Kontingent|exceeded=überschritten|throttled=gedrosselt|expected=erwartet|available=verfügbar|second=Sekunde|seconds=Sekunden|
blocked=gesperrt|banned=gesperrt|security=Sicherheit|reasons=Gründe|maintenance=Wartung|briefly=kurz|scheduled=geplant|check=prüfen|back=zurück|minute=Minute|try=versuchen|again=erneut|later=später|
please=bitte|contact=anrufen|administrator=Verwalter|site=Seite|website=Seite|country=Land|region=Gegend|allowed=erlaubt|allow=erlauben|method=Verfahren|cookie=Keks|cookies=Kekse|missing=fehlend|incorrect=falsch|
internal=innerer|timeout=Zeitüberschreitung|timed=zeitlich|out=aus|failed=gescheitert|failure=Scheitern|verification=Prüfung|aborted=abgebrochen|host=Rechner|connection=Verbindung|connections=Verbindungen|
http=HTTP|status=Status|code=Kennzahl|message=Nachricht|sent=gesandt|upstream=Oberlauf|origin=Ursprung|cache=Speicher|proxy=Vermittler|directory=Verzeichnis|listing=Liste|index=Inhalt|file=Datei|files=Dateien|
moved=verzogen|permanently=dauerhaft|additionally=außerdem|while=während|trying=versuchend|use=nutzen|handle=bearbeiten|perform=ausführen|action=Handlung|following=folgender|encountered=angetroffen|retrieve=holen|
reason=Grund|certificate=Zertifikat|client=Kunde|range=Bereich|large=groß|long=lang|media=Medien|type=Art|unsupported=nicht unterstützt|content=Inhalt|length=Länge|payload=Ladung|entity=Wesen|teapot=Kanne|
referer=Verweis|referrer=Verweis|agent=Vertreter|signed=unterzeichnet|time=Zeit|difference=Abstand|between=zwischen|current=jetzig|match=passen|calculated=berechnet|specified=genannt|exist=bestehen|records=Verzeichnissen|
database=Datenbank|establishing=Aufbau|sorry=Verzeihung|logged=angemeldet|members=Mitglieder|only=nur|enough=genug|inactive=stillgelegt|deleted=gelöscht|disabled=abgeschaltet|suspended=gesperrt|active=tätig""".replace("\n", "").split("|"))

def german(text):
    def word(m):
        w = m.group(0); g = WORDS.get(w.lower())
        return w if g is None else (g[:1].upper() + g[1:] if w[:1].isupper() else g)
    return re.sub(r"[A-Za-z']+", word, text)

class Page(html.parser.HTMLParser):
    """Translates the text of a page and leaves markup, scripts, styles and comments as they are."""
    def __init__(self): super().__init__(convert_charrefs=False); self.out, self.raw = [], 0
    def handle_starttag(self, tag, attrs): self.out.append(self.get_starttag_text()); self.raw += tag in ("script", "style", "pre", "code")
    def handle_startendtag(self, tag, attrs): self.out.append(self.get_starttag_text())
    def handle_endtag(self, tag): self.out.append("</%s>" % tag); self.raw = max(0, self.raw - (tag in ("script", "style", "pre", "code")))
    def handle_data(self, d): self.out.append(d if self.raw else german(d))
    def handle_entityref(self, n): self.out.append("&%s;" % n)
    def handle_charref(self, n): self.out.append("&#%s;" % n)
    def handle_comment(self, d): self.out.append("<!--%s-->" % d)
    def handle_decl(self, d): self.out.append("<!%s>" % d)
    def handle_pi(self, d): self.out.append("<?%s>" % d)
    def unknown_decl(self, d): self.out.append("<![%s]>" % d)

def sentences(x):
    if isinstance(x, str): return german(x) if " " in x else x
    if isinstance(x, list): return [sentences(y) for y in x]
    if isinstance(x, dict): return {k: sentences(y) for k, y in x.items()}
    return x

def translated(kind, body):
    text = body.decode("utf-8", "surrogateescape")
    try:
        if "json" in kind: text = json.dumps(sentences(json.loads(text)), ensure_ascii=False)
        elif "html" in kind: p = Page(); p.feed(text); p.close(); text = "".join(p.out)
        elif "xml" in kind: text = re.sub(r"(?<=<Message>)[^<]*", lambda m: german(m.group(0)), text)
        elif kind.startswith("text/plain") or not kind: text = german(text)
    except ValueError: pass
    return text.encode("utf-8", "surrogateescape")

def field(fields, name): return next((v for k, v in fields if k.lower() == name), "")

def mangle(mode, status, fields, body):
    """-> fields, body. body is None where an answer has none (HEAD, 204, 304)."""
    if mode in ("noserver", "unseen"): fields = [(k, v) for k, v in fields if k.lower() not in ("server", "x-powered-by")]
    if mode in ("house", "unseen") and status >= 400 and body:
        body = HOUSE; fields = [(k, v) for k, v in fields if k.lower() not in ("content-type", "content-encoding", "content-language", "etag", "last-modified")] + [("Content-Type", "text/html")]
    if mode == "renamed":
        fields = [(k, "acmed/1.0" if k.lower() == "server" else v) for k, v in fields if k.lower() != "x-powered-by"]
        if status >= 400 and body and "html" in field(fields, "content-type").lower() and not APPLICATION.search(body):
            phrase = http.client.responses.get(status, "Error")
            body = ("<html><head><title>%d %s</title></head><body><h1>%s</h1><hr>acmed/1.0</body></html>" % (status, phrase, phrase)).encode()
            fields = [(k, v) for k, v in fields if k.lower() != "content-encoding"]
    if mode == "translated" and body:
        if field(fields, "content-encoding").lower() == "gzip": body = gzip.decompress(body); fields = [(k, v) for k, v in fields if k.lower() != "content-encoding"]
        body = translated(field(fields, "content-type").lower(), body)
    if mode == "head": fields = [(k.upper() if k.islower() else k.lower(), v) for k, v in reversed(fields)]
    return fields, body

class Cut(Exception): pass

class Reader:
    def __init__(self, s): self.s, self.b = s, b""
    def more(self):
        x = self.s.recv(65536)
        if not x: raise Cut
        self.b += x
    def until(self, mark):
        while mark not in self.b: self.more()
        x, _, self.b = self.b.partition(mark); return x
    def take(self, n):
        while len(self.b) < n: self.more()
        x, self.b = self.b[:n], self.b[n:]; return x
    def rest(self):
        try:
            while True: self.more()
        except Cut: x, self.b = self.b, b""; return x

def parse(head):
    lines = head.decode("latin-1").split("\r\n")
    return lines[0], [(k.strip(), v.strip()) for k, _, v in (l.partition(":") for l in lines[1:])]

def body_of(r, fields, open_end):
    if "chunked" in field(fields, "transfer-encoding").lower():
        out = b""
        while True:
            n = int(r.until(b"\r\n").split(b";")[0], 16)
            if n == 0:
                while r.until(b"\r\n"): pass
                return out
            out += r.take(n); r.take(2)
    n = field(fields, "content-length")
    if n: return r.take(int(n))
    return r.rest() if open_end else b""

def splice(c, upstream):
    """TLS goes through as it is: a site that hides its software speaks TLS where it did."""
    with socket.socket() as u:
        u.settimeout(30); u.bind((c.getpeername()[0], 0)); u.connect(upstream)
        def pump(a, b):
            try:
                while x := a.recv(65536): b.sendall(x)
                b.shutdown(socket.SHUT_WR)
            except OSError: pass
        t = threading.Thread(target=pump, args=(u, c), daemon=True); t.start(); pump(c, u); t.join()

def serve(mode, c, upstream):
    u = None
    try:
        c.settimeout(30)
        if c.recv(1, socket.MSG_PEEK) == b"\x16": return splice(c, upstream)
        r = Reader(c); head = r.until(b"\r\n\r\n"); line, fields = parse(head); body = body_of(r, fields, False)
        u = socket.socket(); u.settimeout(30); u.bind((c.getpeername()[0], 0)); u.connect(upstream)
        u.sendall(head + b"\r\n\r\n" + body); a = Reader(u)
        while True:
            first, fields = parse(a.until(b"\r\n\r\n")); status = int(first.split()[1])
            if status >= 200: break
        none = line.startswith("HEAD ") or status in (204, 304)
        body = None if none else body_of(a, fields, True)
        fields, body = mangle(mode, status, fields, body)
        fields = [(k, v) for k, v in fields if k.lower() not in ("transfer-encoding", "connection", "keep-alive") and (none or k.lower() != "content-length")]
        if not none: fields.append(("Content-Length", str(len(body))))
        out = "\r\n".join([first] + ["%s: %s" % f for f in fields + [("Connection", "close")]]) + "\r\n\r\n"
        c.sendall(out.encode("latin-1") + (body or b""))
    except (Cut, OSError, ValueError, IndexError):
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # an answer that was cut short stays cut short
    finally:
        c.close()
        if u: u.close()

def main():
    mode, sel = sys.argv[1], selectors.DefaultSelector()
    for pair in sys.argv[2:]:
        (host, _, port), (uhost, _, uport) = (x.rpartition(":") for x in pair.split("="))
        s = socket.create_server((host, int(port)), backlog=64); s.setblocking(False); sel.register(s, selectors.EVENT_READ, (uhost, int(uport)))
    sel.register(sys.stdin, selectors.EVENT_READ, None); print("ready", flush=True)
    while True:
        for key, _ in sel.select():
            if key.data is None:
                if not sys.stdin.buffer.raw.read(1): return
                continue
            try: c, _ = key.fileobj.accept()
            except OSError: continue
            threading.Thread(target=serve, args=(mode, c, key.data), daemon=True).start()

if __name__ == "__main__": main()
