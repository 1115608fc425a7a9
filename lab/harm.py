"""harm.py: did a diagnosis itself cause a limit or a ban?

Three looks, none of which needs the diagnoser's word for it but the last:
 1. After each diagnosis the case's own request is sent once more with curl. Where the case was not limited before and is now
    answered 429, or 503 or 403 that it was not answered before, the diagnosis counts as harm.
 2. Where the case begins limited or banned, that says nothing by itself: the limit may be the old one. So the case is made
    again without a diagnosis, the same time is waited, and curl asks: if it is free then, and was not after the diagnosis,
    the diagnosis has kept the limit alive. A limit that one request alone would have used up again (the case is made once
    more, one request is sent at the same time, and curl is refused after that too) is told, but does not count: the next
    check would have done the same.
 3. An experiment that was answered 429 where the control was not."""
import concurrent.futures, subprocess, time
import cases as C

REFUSED = ("403", "429", "503")
SETTLE = 25  # longer than every window and ban of the lab

def answer(row, v):
    """-> the status of the case's own request, now."""
    p = subprocess.run(C.curl_args(dict(row, opts=" ".join(x for x in row["opts"].split() if not x.startswith("wait="))), v, "/dev/null", "/dev/null")[0], capture_output=True, text=True)
    return (p.stdout.split() + ["000"])[0]

def clean(case): return {k: "" if x == "-" and k != "url" else x for k, x in case.items()}

def without(case, d, v, prime):
    """-> the statuses where the same time goes by without a diagnosis: alone, and after one request."""
    row = clean(case); o = {x.split("=", 1)[0]: (x.split("=", 1)[1] if "=" in x else "1") for x in row["opts"].split()}; got = []
    for single in (False, True):
        time.sleep(SETTLE); prime(row, v, o); time.sleep(d["_took"])
        if single: answer(row, v)
        got.append(answer(row, v))
        if got[0] in REFUSED: break
    return got

def weigh(rows, v, prime):
    """-> dict(asked, found, told) over all diagnoses that have an answer after them."""
    asked = [(c, d) for c, d, _ in rows if "_after" in d and d.get("diagnosis")]; found, again, told = [], [], []
    for c, d in asked:
        for x in d["diagnosis"].get("experiments") or []:
            if x["outcome"] == "429" and x["control"] != "429": found.append("%s: the experiment %s was answered 429" % (c["id"], x["id"]))
        if d["_after"] not in REFUSED: continue
        if "prime=" in c.get("opts", ""): again.append((c, d))
        elif d["_after"] != c["status"]: found.append("%s: %s before, %s after the diagnosis" % (c["id"], c["status"], d["_after"]))
    by = {}
    for c, d in again: by.setdefault(c["source"], []).append((c, d))
    def group(cases): return [(c, d, without(c, d, v, prime)) for c, d in cases]
    with concurrent.futures.ThreadPoolExecutor(max(1, len(by))) as ex:
        for done in ex.map(group, by.values()):
            for c, d, w in done:
                if w[0] in REFUSED: continue
                if w[1] in REFUSED: told.append("%s: the last request of the diagnosis used up the one request that the limit had free again" % c["id"])
                else: found.append("%s: %s after the diagnosis, %s after the same time without one" % (c["id"], d["_after"], w[0]))
    return dict(asked=len(asked), found=found, told=told)
