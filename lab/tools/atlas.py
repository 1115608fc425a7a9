#!/usr/bin/env python3
"""atlas.py --bin BINARY --out FILE.jsonl.gz [--ids a,b] [--jobs N]: write down what every case answers to every experiment.

One line a case: its truth, and the evidence that `check --battery` gathered. Investigations can be played from it without
servers, with answers changed as sites change them (internal/diagnose, TestAtlas; TestFit). Left out: cases that depend on
requests sent before (prime=, hold=), which every further request would disturb. The run needs the lab up."""
import argparse, concurrent.futures, gzip, json, pathlib, subprocess, sys, tempfile
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import score as S
import cases as C

def slim(ev):
    """What no rule looks at in a trial: the request again, addresses, certificates."""
    for t in ev["Trials"] or []:
        for h in t.get("hops", []):
            h["request"] = dict(method=h["request"]["method"], url=h["request"]["url"])
            for k in ("local", "resolved", "tls"): h.pop(k, None)
            h["observations"] = [o for o in h["observations"] if o.get("failure")] or h["observations"][-1:]
            for o in h["observations"]: o.pop("target", None)
        t["hops"] = t.get("hops", [])[-1:]
    return ev

def one(binary, case, v):
    args, _ = S.flags(case, v, False); args.remove("--json")
    with tempfile.TemporaryDirectory() as d:
        p = subprocess.run([binary, "check", "--battery", d + "/e.json"] + args, capture_output=True, text=True, timeout=300)
        try: ev = slim(json.load(open(d + "/e.json")))
        except OSError: print("atlas.py: %s: %s" % (case["id"], p.stderr.strip()), file=sys.stderr); return None
    some = lambda k: [x for x in S.dash(case.get(k, "")).split(",") if x]
    return dict(id=case["id"], cause=case["cause"], alternates=some("alternates"), inseparable=some("inseparable_from"), server=case["server"], evidence=ev)

def main():
    ap = argparse.ArgumentParser(); ap.add_argument("--bin", required=True); ap.add_argument("--out", required=True); ap.add_argument("--ids"); ap.add_argument("--jobs", type=int, default=2)
    a = ap.parse_args(); binary = str(pathlib.Path(a.bin).resolve())
    subprocess.run([sys.executable, str(S.HERE / "tools" / "cases.py"), "vars"], stdout=subprocess.DEVNULL)
    v = json.load(open(C.RUN / "vars.json")); want = set((a.ids or "").split(",")) - {""}
    _, cases = S.table(S.HERE / "cases.tsv")
    for c in S.table(S.HERE / "replayed.tsv")[1]: cases.append(dict(c, server="replayed"))
    cases = [c for c in cases if (not want or c["id"] in want) and not any(x in c.get("opts", "") for x in ("prime=", "hold="))]
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as ex: rows = [r for r in ex.map(lambda c: one(binary, c, v), cases) if r]
    with gzip.GzipFile(a.out, "wb", mtime=0) as f:
        for r in rows: f.write((json.dumps(r, separators=(",", ":")) + "\n").encode())
    print("%d cases, %d trials" % (len(rows), sum(len(r["evidence"]["Trials"] or []) for r in rows)))
if __name__ == "__main__": main()
