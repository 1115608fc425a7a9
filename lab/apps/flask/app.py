"""The lab's Flask application. It also stands behind lighttpd, Varnish and Traffic Server. LAB_NODE=2 is a node that refuses."""
import base64, hashlib, hmac, json, os, time
from flask import Flask, Response, abort, jsonify, redirect, request
app = Flask(__name__); NODE = os.environ.get("LAB_NODE", "1"); KEY = b"lab-shared-key-lab-shared-key-32"; hits = {}

def claims(token):
    """The claims of a JWT that this application has signed, or None."""
    try:
        head, body, sig = token.split(".")
        mine = base64.urlsafe_b64encode(hmac.new(KEY, (head + "." + body).encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
        return json.loads(base64.urlsafe_b64decode(body + "==")) if hmac.compare_digest(mine, sig) else None
    except ValueError: return None

@app.route("/ok")
@app.route("/<any(allow,block,geo,ua,auth,cookie,query,host,get,rate,sick):rule>/x")
@app.route("/hot/x.jpg")
def ok(rule=""): return "ok\n"
@app.route("/boom")
def boom(): raise RuntimeError("boom")
@app.route("/slow/x")
def slow(): time.sleep(6); return "late\n"
@app.route("/turns/x")
def turns(): return "ok\n" if NODE == "1" else abort(403)
@app.route("/flip/x")
def flip(): return abort(403) if "X-Lab-Prime" in request.headers else "ok\n"   # see lab prime
@app.route("/denied")
@app.route("/app/denied")
def denied(): abort(403)

@app.route("/f/allow")
def allow(): return "ok\n" if request.remote_addr == "127.0.0.2" else abort(403)
@app.route("/f/ua")
def ua(): return abort(403) if "monitor" in request.user_agent.string else "ok\n"
@app.route("/f/bearer")
def bearer():
    def no(status, error):
        r = jsonify(error=error); r.status_code = status
        r.headers["WWW-Authenticate"] = 'Bearer realm="lab"' + ("" if error == "unauthorized" else ', error="%s"' % error); return r
    a = request.headers.get("Authorization", "")
    if not a: return no(401, "unauthorized")
    c = claims(a.removeprefix("Bearer "))
    if not c or c.get("exp", 0) < time.time(): return no(401, "invalid_token")
    return "ok\n" if "admin" in c.get("scope", "") else no(403, "insufficient_scope")
@app.route("/f/key")
def key():
    k = request.headers.get("X-Api-Key")
    if not k: return jsonify(error="API key missing"), 403
    if k == "reader": return jsonify(error="forbidden"), 403
    return "ok\n" if k == "admin" else (jsonify(error="unknown API key"), 401)
@app.route("/f/login")
def login(): return "ok\n" if "session" in request.cookies else redirect("/f/signin?next=/f/login")
@app.route("/f/signin")
def signin(): return "<form><input type=password></form>"
@app.route("/f/post", methods=["POST"])
def post(): return "ok\n"
@app.route("/f/csrf", methods=["GET", "POST"])
def csrf(): return abort(400, "The CSRF token is missing.") if request.method == "POST" else "ok\n"
@app.route("/f/hidden/7")
def hidden(): return "ok\n" if request.headers.get("Authorization") == "Bearer owner" else abort(404)
@app.route("/f/limit")
def limit():
    """One request in 8 s for each address; a request that is refused counts too."""
    now = time.time(); last = hits.get(request.remote_addr, 0); hits[request.remote_addr] = now
    if now - last >= 8: return "ok\n"
    r = jsonify(message="slow down"); r.status_code = 429; r.headers["Retry-After"] = "8"; return r
@app.route("/f/quota")
def quota(): r = jsonify(message="Monthly quota exceeded"); r.status_code = 429; r.headers["Retry-After"] = "86400"; return r
@app.route("/f/accept")
def accept(): return "ok\n" if request.accept_mimetypes.best_match(["text/html"]) else abort(406)
@app.route("/f/legal")
def legal(): abort(451)
@app.route("/f/maint")
def maint(): return Response("Scheduled maintenance, back at 04:00", 503, {"Retry-After": "1800"})
@app.route("/f/loop")
def loop(): return redirect("/f/loop")
