"""wikilogin.py URL FILE: signs in at DokuWiki and writes the cookies of both users for the cases."""
import http.cookiejar, json, re, sys, urllib.parse, urllib.request
import cases as C
url, out = sys.argv[1:]; v = {}
for user, word in (("alice", "wonderland"), ("bob", "builder")):
    jar = http.cookiejar.CookieJar(); o = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar))
    o.addheaders = [("User-Agent", C.UA)]
    page = o.open(url + "/doku.php?id=start&do=login", timeout=20).read().decode(); m = re.search(r'name="sectok" value="([^"]*)"', page)
    form = {"u": user, "p": word, "r": "1", "sectok": m.group(1) if m else "", "id": "start", "do": "login"}
    o.open(url + "/doku.php?id=start&do=login", urllib.parse.urlencode(form).encode(), timeout=20).read()
    v["WIKI_" + user.upper()] = "; ".join("%s=%s" % (c.name, c.value) for c in jar)
json.dump(v, open(out, "w"))
