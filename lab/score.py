#!/usr/bin/env python3
"""score.py: run every case of this lab through `uptimesignal check` and score the diagnoses.

    ./lab up && ./score.py --bin ../uptimesignal [--out score.md] [--ids a,b] [--jobs 4] [--replayed] [--passive]

What the program must accept and answer (CHECK.md beside this file): the request as curl-like flags, the other places as
--place, the statuses that the owner expects as --expect; one JSON document on standard output; exit code 0 up, 1 not up, 2 not measured.
The standard arm on the real servers also looks for harm: limits and bans that a diagnosis itself has caused (harm.py).
Exit code of score.py: 0 when all bars hold, 1 when one does not, 3 when nothing could be run. Nothing of the truth is passed to the program."""
import argparse, collections, concurrent.futures, json, math, os, pathlib, re, subprocess, sys, time
HERE = pathlib.Path(__file__).resolve().parent
os.environ.setdefault("LAB", str(HERE)); os.environ.setdefault("RUN", os.environ.get("LAB_RUN", str(HERE / "run")))
sys.path[:0] = [str(HERE / "tools"), str(HERE)]
import cases as C
import harm as H

BARS = dict(top1=0.95, abstain=0.95, overclaim=0.01, false_alarm=0, requests_median=5, requests_max=16, seconds_median=3.0, ece=0.05)

def places():
    _, rows = table(HERE / "vantages.tsv")
    return rows

def table(path):
    hdr, rows = None, []
    for line in path.read_text().splitlines():
        if line.startswith("#") or not line.strip(): continue
        f = line.split("\t")
        if hdr is None: hdr = f; continue
        rows.append(dict(zip(hdr, f + [""] * (len(hdr) - len(f)))))
    return hdr, rows

def dash(x): return "" if x == "-" else x

def flags(case, v, passive):
    """The case as command-line flags; curl's names where curl has them."""
    a = ["--json", "--insecure", "--no-redirects", "--resolver", "127.0.40.53:53", "--allow-private"]
    opts = dash(case.get("opts", "")).split()
    o = {x.split("=", 1)[0]: (x.split("=", 1)[1] if "=" in x else "1") for x in opts}
    method = dash(case.get("method", "")) or "GET"
    if method != "GET": a += ["--request", method]
    if method == "POST": a += ["--data", ""]
    names = set()
    for h in [x.strip() for x in C.fill(dash(case.get("headers", "")), v).split(" ;; ") if x.strip()]:
        names.add(h.partition(":")[0].strip().lower()); a += ["--header", h]
    if "user-agent" not in names: a += ["--no-user-agent"] if "noua" in o else ["--user-agent", C.UA]
    a += {"h2": ["--http2"], "http1.0": ["--http1.0"]}.get(next((x for x in ("h2", "http1.0") if x in o), ""), ["--http1.1"])
    if "cert" in o: a += ["--cert", str(C.RUN / "tls" / (o["cert"] + ".pem")), "--key", str(C.RUN / "tls" / (o["cert"] + ".key"))]
    if "connect" in o: a += ["--connect-to", o["connect"]]
    if "proxy" in o: a += ["--proxy", o["proxy"]]
    if "proxyuser" in o: a += ["--proxy-user", o["proxyuser"]]
    if re.fullmatch(r"[0-9a-f.:]+", dash(case.get("source", ""))): a += ["--source", case["source"]]  # in replayed.tsv the column cites the document
    if passive: a += ["--no-experiments"]
    else:
        for p in places():
            if p["address"] != (dash(case.get("source", "")) or "127.0.0.1"):
                a += ["--place", "%s=%s,%s" % (p["name"], p["address"], p["country"])]
    if case["id"].endswith("-expected"): a += ["--expect", case["status"]]
    return a + [C.fill(case["url"], v)], o

def run(binary, case, v, passive, timeout, harm=False):
    a, o = flags(case, v, passive)
    row = {k: dash(x) if k != "url" else x for k, x in case.items()}
    held = C.prime(row, v, o)
    t = time.time()
    try: p = subprocess.run([binary, "check"] + a, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired: return dict(error="no answer in %d s" % timeout)
    finally:
        if held: held.terminate(); held.wait()
    took = time.time() - t
    if harm and not passive and "hold" not in o: after = H.answer(row, v)
    try: d = json.loads(p.stdout)
    except ValueError: return dict(error="exit %d, no JSON: %s" % (p.returncode, (p.stderr or p.stdout).strip()[:160]))
    d["_took"], d["_exit"] = took, p.returncode
    if harm and not passive and "hold" not in o: d["_after"] = after
    return d

def judge(case, d):
    """-> dict(kind, ok, p, why). kind: healthy | separable | inseparable."""
    truth = {case["cause"]} | {x for x in dash(case.get("alternates", "")).split(",") if x}
    rivals = {x for x in dash(case.get("inseparable_from", "")).split(",") if x}
    healthy = case["cause"] == "meta/healthy" or case["id"].endswith("-expected")
    kind = "healthy" if healthy else ("inseparable" if rivals else "separable")
    if "error" in d: return dict(kind=kind, ok=False, p=0.0, why=d["error"], over=False, needless=False)
    g = d.get("diagnosis") or {}
    verdict, causes, group = g.get("verdict", ""), g.get("causes") or [], set(g.get("group") or [])
    top = causes[0]["id"] if causes else ""; p = float(causes[0].get("probability", 0)) if causes else 0.0
    if healthy:
        ok = d.get("state") in ("up", "degraded")
        return dict(kind=kind, ok=ok, p=p, why="state %s, said %s %s" % (d.get("state"), verdict, top), over=False, needless=False)
    if d.get("state") in ("up", "degraded", "unknown"): return dict(kind=kind, ok=False, p=p, why="state " + str(d.get("state")), over=False, needless=False)
    if kind == "inseparable":
        named = verdict == "group" and case["cause"] in group and len(group) <= 4
        over = verdict == "cause" and p >= 0.9
        return dict(kind=kind, ok=named or (verdict == "cause" and top in truth and not over), p=p, named=named, why="said %s %s %.2f group %s" % (verdict, top, p, sorted(group)), over=over, needless=False)
    ok = (verdict == "cause" and top in truth) or (verdict == "group" and top in truth and len(group) <= 2)
    return dict(kind=kind, ok=ok, p=p, why="said %s %s %.2f group %s" % (verdict, top, p, sorted(group)), over=verdict == "cause" and p >= 0.8 and top not in truth, needless=verdict != "cause")

def ece(points, bins=10):
    tot, err = len(points), 0.0
    for b in range(bins):
        x = [(p, ok) for p, ok in points if b / bins <= p < (b + 1) / bins or (b == bins - 1 and p == 1)]
        if x: err += len(x) / tot * abs(sum(p for p, _ in x) / len(x) - sum(ok for _, ok in x) / len(x))
    return err if tot else float("nan")

def median(x): x = sorted(x); return x[len(x) // 2] if x else 0

def share(x): return "%d of %d (%.1f %%)" % (sum(x), len(x), 100 * sum(x) / len(x)) if x else "none"

def sizes(bad):
    """How many causes the answers name: one, or a group of 2, 3 or 4; or none."""
    n = collections.Counter()
    for _, d, _ in bad:
        g = d.get("diagnosis") or {}
        n[1 if g.get("verdict") == "cause" else len(g.get("group") or []) if g.get("verdict") == "group" else 0] += 1
    return ", ".join("%s: %d" % ({0: "no claim", 1: "one cause"}.get(k, "group of %d" % k), n[k]) for k in sorted(n, key=lambda k: (k == 0, k)))

def report(rows, title, harm=None):
    R = [(c, d, j) for c, d, j in rows]; by = lambda k: [(c, d, j) for c, d, j in R if j["kind"] == k]
    sep, ins, hea = by("separable"), by("inseparable"), by("healthy"); bad = sep + ins
    req = [d.get("diagnosis", {}).get("requests", 0) or 0 for c, d, j in bad if "error" not in d]; sec = [d["_took"] for c, d, j in bad if "error" not in d]
    f = dict(top1=sum(j["ok"] for _, _, j in sep) / max(1, len(sep)), abstain=sum(j["ok"] for _, _, j in ins) / max(1, len(ins)),
             overclaim=sum(j["over"] for _, _, j in bad) / max(1, len(bad)), false_alarm=sum(not j["ok"] for _, _, j in hea),
             requests_median=median(req), requests_max=max(req or [0]), seconds_median=round(median(sec), 2), ece=round(ece([(j["p"], j["ok"]) for _, _, j in sep if j["p"] > 0]), 3))
    up = dict(top1=True, abstain=True); out = ["## " + title, "", "| measure | figure | bar |", "|---|---|---|"]
    out += ["| top-1 right on separable cases | %s | ≥ %.0f %% |" % (share([j["ok"] for _, _, j in sep]), 100 * BARS["top1"]),
            "| inseparable cases answered by the right group or unclaimed | %s | ≥ %.0f %% |" % (share([j["ok"] for _, _, j in ins]), 100 * BARS["abstain"]),
            "| wrong and confident, or one cause claimed where none can be | %.1f %% | ≤ 1 %% |" % (100 * f["overclaim"]),
            "| false alarms on healthy or expected answers | %d of %d | 0 |" % (f["false_alarm"], len(hea)),
            "| requests per diagnosis, median / largest | %s / %s | ≤ 5 / ≤ 16 |" % (f["requests_median"], f["requests_max"]),
            "| seconds, median | %s | ≤ 3 |" % f["seconds_median"], "| expected calibration error | %s | ≤ 0.05 |" % f["ece"],
            "| named, separable cases | %s | - |" % sizes(sep)]
    if ins: out += ["| named, inseparable cases | %s | ≤ 4 |" % sizes(ins)]
    if harm is not None: out += ["| harm: limits or bans that a diagnosis caused, of %d | %d | 0 |" % (harm["asked"], len(harm["found"]))]
    out += [""]
    if harm and harm["found"] + harm["told"]: out += ["- harm: " + x for x in harm["found"]] + ["- no harm, but told: " + x for x in harm["told"]] + [""]
    fam = collections.defaultdict(list); srv = collections.defaultdict(list)
    for c, d, j in R: fam[c["cause"].split("/")[0]].append(j["ok"]); srv[c.get("server") or c["id"].split("-")[0]].append(j["ok"])
    for name, m in (("family of the cause", fam), ("server program", srv)):
        out += ["| %s | right |" % name, "|---|---|"] + ["| %s | %s |" % (k, share(x)) for k, x in sorted(m.items())] + [""]
    wrong = [(c, d, j) for c, d, j in R if not j["ok"]]
    out += ["| wrong: case | truth | answer |", "|---|---|---|"] + ["| %s | %s | %s |" % (c["id"], c["cause"], j["why"]) for c, d, j in wrong] + [""]
    held = {k: (f[k] >= BARS[k] if k in up else f[k] <= BARS[k]) for k in BARS if not (k == "abstain" and not ins) and not (k == "top1" and not sep)}
    return "\n".join(out), f, held

def main():
    ap = argparse.ArgumentParser(); ap.add_argument("--bin", required=True); ap.add_argument("--out"); ap.add_argument("--raw"); ap.add_argument("--ids"); ap.add_argument("--only-file")
    ap.add_argument("--jobs", type=int, default=4); ap.add_argument("--timeout", type=int, default=90); ap.add_argument("--replayed", action="store_true"); ap.add_argument("--passive", action="store_true")
    a = ap.parse_args(); binary = str(pathlib.Path(a.bin).resolve())
    subprocess.run([sys.executable, str(HERE / "tools" / "cases.py"), "vars"], stdout=subprocess.DEVNULL)
    try: v = json.load(open(C.RUN / "vars.json"))
    except OSError: print("score.py: the lab is not up (no %s)" % (C.RUN / "vars.json")); return 3
    _, cases = table(HERE / ("replayed.tsv" if a.replayed else "cases.tsv"))
    want = set((a.ids or "").split(",")) - {""}
    if a.only_file: want |= set(pathlib.Path(a.only_file).read_text().split())
    if want: cases = [c for c in cases if c["id"] in want]
    if os.environ.get("LAB_NO_IPV6") == "1": cases = [c for c in cases if "ipv6" not in c.get("opts", "").split()]
    stateful = [c for c in cases if any(x in c.get("opts", "") for x in ("prime", "hold"))]; free = [c for c in cases if c not in stateful]
    rows = []; harm = not a.replayed and not a.passive
    if any(c["cause"] == "edge/stale-error-cached" for c in cases): subprocess.run([str(HERE / "lab"), "prime"], env=dict(os.environ, LAB_RUN=str(C.RUN)))
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as ex:
        for c, d in zip(free, ex.map(lambda c: run(binary, c, v, a.passive, a.timeout, harm), free)): rows.append((c, d, judge(c, d)))
    for c in stateful: d = run(binary, c, v, a.passive, a.timeout, harm); rows.append((c, d, judge(c, d)))
    harmed = H.weigh(rows, v, C.prime) if harm else None
    text, f, held = report(rows, ("documented answers, replayed" if a.replayed else "real servers") + (", passive only" if a.passive else ""), harmed)
    if a.out: pathlib.Path(a.out).write_text(text + "\n")
    else: print(text)
    if a.raw: pathlib.Path(a.raw).write_text(json.dumps([dict(case=c["id"], truth=c["cause"], answer=d, judged=j) for c, d, j in rows], indent=1))
    print("cases %d · " % len(rows) + " · ".join("%s %s%s" % (k, round(x, 3), "" if held[k] else " (falls short)") for k, x in f.items() if k in held) + (" · harm %d" % len(harmed["found"]) if harm else ""))
    return 0 if all(held.values()) else 1
if __name__ == "__main__": sys.exit(main())
