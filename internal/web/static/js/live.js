// The event stream: a list's rows come as HTML; any other page is told that
// something has changed, fetches itself, and takes over what is marked as live.

export function live(refresh) {
  const el = document.querySelector("[data-stream]");
  if (!el) return;
  const source = new EventSource(el.dataset.stream);
  source.addEventListener("row", (e) => row(JSON.parse(e.data), refresh));
  source.addEventListener("changed", () => again(refresh));
  addEventListener("pagehide", () => source.close());
}

// parse makes elements of a row, without running anything in it.
function parse(html) {
  const t = document.createElement("template");
  t.innerHTML = html;
  return t.content.firstElementChild;
}

function row({ id, html }, refresh) {
  const old = document.getElementById(`m-${id}`);
  const fresh = parse(html);
  if (!old || !fresh) return;
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  if (old.dataset.state !== fresh.dataset.state) fresh.classList.add("fresh");
  old.replaceWith(fresh);
  if (focused) [...fresh.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  refresh(fresh);
}

let waiting = false;

// again fetches the page at most once in two seconds.
async function again(refresh) {
  if (waiting) return;
  waiting = true;
  setTimeout(() => (waiting = false), 2000);
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
