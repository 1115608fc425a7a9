// The event stream: a list's rows come as HTML; any other page is told that
// something has changed, fetches itself, and takes over what is marked as live.

export function live(refresh) {
  const el = document.querySelector("[data-stream]");
  if (!el) return;
  const source = new EventSource(el.dataset.stream);
  const list = el.dataset.stream.includes("rows=1");
  let counts = false; // whether the numbers above a list are out of date
  source.addEventListener("row", (e) => { counts = row(JSON.parse(e.data), refresh) || counts; });
  source.addEventListener("changed", () => {
    if (list && !counts) return;
    counts = false;
    again(refresh);
  });
  addEventListener("pagehide", () => source.close());
}

// parse makes elements of a row, without running anything in it.
function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  return t.content.firstElementChild;
}

// row puts a fresh row in place of the old one and reports whether its state
// is another.
function row({ id, html }, refresh) {
  const old = document.getElementById(`m-${id}`);
  const fresh = parse(html);
  if (!old || !fresh) return false;
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const other = old.dataset.state !== fresh.dataset.state;
  if (other) fresh.classList.add("fresh");
  old.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  refresh(fresh);
  return other;
}

let waiting = false;
let owed = false;

// again fetches the page at most once in two seconds, and never misses the
// last change.
async function again(refresh) {
  if (waiting) { owed = true; return; }
  waiting = true;
  setTimeout(() => {
    waiting = false;
    if (owed) { owed = false; again(refresh); }
  }, 2000);
  let doc;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok || answer.redirected) return;
    doc = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // the stream reconnects, and with it this
  }
  for (const old of document.querySelectorAll("[data-live][id]")) {
    const fresh = doc.getElementById(old.id);
    if (!fresh || old.contains(document.activeElement)) continue;
    if (old.dataset.series) {
      old.dispatchEvent(new CustomEvent("fresh", { detail: fresh }));
      continue;
    }
    const open = [...old.querySelectorAll("details")].map((d) => d.open);
    fresh.querySelectorAll("details").forEach((d, i) => { if (i < open.length) d.open = open[i]; });
    old.replaceChildren(...document.adoptNode(fresh).childNodes);
    refresh(old);
  }
}
