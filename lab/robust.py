#!/usr/bin/env python3
"""robust.py --bin BINARY [--out FILE] [--raw FILE] [--jobs N] [--modes a,b] [--ids a,b]: how much is lost when answers tell less.

The cases on plain HTTP that need no special protocol go through tools/mangle.py, once as they are (control) and once in each
of its modes; the client's source address is kept. What is left out: TLS, HTTP/2, forward proxies, IPv6, names that DNS
must resolve, requests that get no answer (there is nothing to change), and cases that depend on requests sent before (they
are disturbed by their own repetition). Exit code: 0 when no mode loses more than 5 points of top-1, 1 when one does."""
import argparse, collections, concurrent.futures, json, pathlib, re, subprocess, sys
import score as S
import cases as C

BAR = 5.0
SHOWN = {"house": "an error's body replaced by one house page", "noserver": "fields Server and X-Powered-By left out", "translated": "the page's text in another language",
         "head": "order of the header fields reversed, their case changed", "renamed": "another name in Server, pages that say the status alone: a server program never seen before",
         "unseen": "house page and no Server"}

def upstream(case, v):
    """-> ADDR:PORT of a case that can go through the proxy, or None."""
    url = C.fill(case["url"], v); opts = S.dash(case.get("opts", "")).split(); names = {x.split("=", 1)[0] for x in opts}
    if names - {"connect", "noua", "wait", "http1.0", "http1.1", "insecure"} or not url.startswith("http://") or case["status"] == "000": return None
    at = next((x[8:] for x in opts if x.startswith("connect=")), None) or re.match(r"http://([^/?]+)", url).group(1)
    return at if re.fullmatch(r"127\.0\.40\.\d+:\d+", at) else None

def arm(mode, number, cases, a):
    v = C.make_vars()  # signatures of ten minutes
    at = sorted({u for _, u in cases}); listen = {u: "127.0.41.%d:%d" % (number, 20000 + i) for i, u in enumerate(at)}
    proxy = subprocess.Popen([sys.executable, str(S.HERE / "tools" / "mangle.py"), mode] + ["%s=%s" % (l, u) for u, l in listen.items()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if proxy.stdout.readline() != "ready\n": sys.exit("robust.py: mangle.py did not start")
        def one(x):
            c, u = x; opts = [o for o in S.dash(c.get("opts", "")).split() if not o.startswith("connect=")] + ["connect=" + listen[u]]
            d = S.run(a.bin, dict(c, opts=" ".join(opts)), v, False, 90); return c, d, S.judge(c, d)
        with concurrent.futures.ThreadPoolExecutor(a.jobs) as ex: return list(ex.map(one, cases))
    finally: proxy.stdin.close(); proxy.wait()

def top1(rows): return [j["ok"] for _, _, j in rows if j["kind"] == "separable"]
def points(x): return 100 * sum(x) / max(1, len(x))

def report(done):
    base = done["control"]; held = True
    out = ["## robustness", "", "The same %d cases through `tools/mangle.py`; unchanged, top-1 is right on %s. Bar: at most %.0f points lost in each mode." % (len(base), S.share(top1(base)), BAR), "",
           "| what is changed | top-1 | lost, points | inseparable | wrong and confident | false alarms |", "|---|---|---|---|---|---|"]
    for mode, rows in done.items():
        if mode == "control": continue
        lost = points(top1(base)) - points(top1(rows)); bar = mode not in ("renamed", "unseen")  # not of the robustness asked for
        held = held and (lost <= BAR or not bar); kind = lambda k: [j for _, _, j in rows if j["kind"] == k]
        out.append("| %s | %s | %.1f%s | %s | %d | %d |" % (SHOWN[mode], S.share(top1(rows)), lost, " (falls short)" if bar and lost > BAR else "", S.share([j["ok"] for j in kind("inseparable")]), sum(j["over"] for _, _, j in rows), sum(not j["ok"] for j in kind("healthy"))))
    out += [""]
    if "renamed" in done:
        out += ["Leaving one server program out: each program's cases as if it had never been seen (`renamed`), and the total with that program's cases so and all others as they are. Then the total with every program left out.", "",
                "| server program | known | left out | total with it left out | lost, points |", "|---|---|---|---|---|"]
        total = points(top1(base)); by = collections.defaultdict(lambda: ([], []))
        for i, m in enumerate(("control", "renamed")):
            for c, _, j in done[m]:
                if j["kind"] == "separable": by[c["server"]][i].append(j["ok"])
        for s, (k, u) in sorted(by.items()):
            rest = [x for t, (y, _) in by.items() if t != s for x in y] + u
            out.append("| %s | %s | %s | %.1f %% | %.1f |" % (s, S.share(k), S.share(u), points(rest), total - points(rest)))
        out += ["| every program | %s | %s | | %.1f |" % (S.share(top1(base)), S.share(top1(done["renamed"])), total - points(top1(done["renamed"]))), ""]
    if "house" in done:
        out += ["A house page, program by program, where it costs anything: what speaks JSON or XML says there all that it says.", "", "| server program | unchanged | with the house page |", "|---|---|---|"]
        by = collections.defaultdict(lambda: ([], []))
        for i, m in enumerate(("control", "house")):
            for c, _, j in done[m]:
                if j["kind"] == "separable": by[c["server"]][i].append(j["ok"])
        out += ["| %s | %s | %s |" % (s, S.share(k), S.share(u)) for s, (k, u) in sorted(by.items()) if sum(u) < sum(k)] + [""]
    was = {c["id"]: j["ok"] for c, _, j in base}
    out += ["| lost: mode | case | truth | answer |", "|---|---|---|---|"]
    for mode, rows in done.items(): out += ["| %s | %s | %s | %s |" % (mode, c["id"], c["cause"], j["why"]) for c, _, j in rows if mode != "control" and not j["ok"] and was[c["id"]]]
    return "\n".join(out + [""]), held

def main():
    ap = argparse.ArgumentParser(); ap.add_argument("--bin", required=True); ap.add_argument("--out"); ap.add_argument("--raw"); ap.add_argument("--ids"); ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--modes", default="house,noserver,translated,head,renamed,unseen"); a = ap.parse_args(); a.bin = str(pathlib.Path(a.bin).resolve())
    try: v = json.load(open(C.RUN / "vars.json"))
    except OSError: print("robust.py: the lab is not up (no %s)" % (C.RUN / "vars.json")); return 3
    want = set((a.ids or "").split(",")) - {""}; _, cases = S.table(S.HERE / "cases.tsv")
    cases = [(c, u) for c in cases if (u := upstream(c, v)) and (not want or c["id"] in want)]
    done = {}
    for i, m in enumerate(["control"] + a.modes.split(",")):
        done[m] = arm(m, i + 1, cases, a); text, held = report(done)
        if a.out: pathlib.Path(a.out).write_text(text)  # after each mode, for those who cannot wait
    if not a.out: print(text)
    if a.raw: pathlib.Path(a.raw).write_text(json.dumps([dict(mode=m, case=c["id"], truth=c["cause"], answer=d, judged=j) for m, rows in done.items() for c, d, j in rows], indent=1))
    base = points(top1(done["control"]))
    print("cases %d · top1 %.1f %% · lost: " % (len(cases), base) + " · ".join("%s %.1f" % (m, base - points(top1(r))) for m, r in done.items() if m != "control") + ("" if held else " (falls short)"))
    return 0 if held else 1
if __name__ == "__main__": sys.exit(main())
