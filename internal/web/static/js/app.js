// What every page gains from script. Nothing here is needed to use a page.
import { live } from "./live.js";
import { tryNow } from "./try.js";


function coarse(s) {
  if (s < 60) return count(Math.floor(s), "second");
  if (s < 5400) return `${Math.floor(s / 60)} min`;
  if (s < 129600) return count(Math.round(s / 3600), "hour");
  return count(Math.round(s / 86400), "day");
}

const count = (n, unit) => (n === 1 ? `1 ${unit}` : `${n} ${unit}s`);

// The server says how long ago; the page keeps saying it as time passes, and
// the exact time is in the reader's own zone.
function times(root = document) {
  const now = Date.now();
  for (const t of root.querySelectorAll("time[datetime]")) {
    const at = new Date(t.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    t.title = at.toLocaleString(undefined, { dateStyle: "long", timeStyle: "long" });
    if ("clock" in t.dataset) {
      t.textContent = at.toLocaleTimeString(undefined, { hour12: false });
    } else if (/ ago$|^in |^just now$/.test(t.textContent)) {
      const s = (now - at) / 1000;
      t.textContent = s < -90 ? `in ${coarse(-s)}` : s < 0 ? "in a moment" : s < 5 ? "just now" : `${coarse(s)} ago`;
    }
  }
}

// How a command begins that is worth copying out of a sentence.
const commands = /^(sudo|aws|az|gcloud|gsutil|mc|kubectl|docker|systemctl|journalctl|nginx|apachectl|caddy|certbot|openssl|curl|dig|host|date|timedatectl|chronyc|ntpdate|uptimesignal|chmod|chown|chcon|restorecon|setsebool|semanage|ausearch|namei|ls|ps|stat|find|grep|tail|cat|getfacl|setfacl|icacls|iptables|nft|ufw|fail2ban-client|php|echo|git) /;

function copies(root = document) {
  if (!navigator.clipboard) return;
  for (const b of root.querySelectorAll("[data-copy][hidden]")) b.hidden = false;
  // A command inside a sentence gets a button of its own.
  for (const code of root.querySelectorAll(".fix li > code, .look > code, .prose ol > li > code")) {
    if (code.dataset.copyable || !commands.test(code.textContent)) continue;
    code.dataset.copyable = "1";
    const t = document.createElement("template");
    t.innerHTML = '<button type="button" class="copy-inline" title="Copy"><svg width="13" height="13" aria-hidden="true"><use href="#i-copy"/></svg></button>';
    t.content.firstChild.setAttribute("aria-label", `Copy ${code.textContent}`);
    code.after(t.content);
  }
}

document.addEventListener("click", async (e) => {
  const b = e.target.closest(".copy-inline");
  if (!b) return;
  try {
    await navigator.clipboard.writeText(b.previousElementSibling.textContent);
    b.classList.add("done");
    setTimeout(() => b.classList.remove("done"), 1500);
  } catch {
    // Not allowed here; the text can still be selected.
  }
});

document.addEventListener("click", async (e) => {
  const b = e.target.closest("[data-copy]");
  if (!b) return;
  const label = b.lastChild;
  try {
    await navigator.clipboard.writeText(b.parentElement.querySelector("code").textContent);
    label.textContent = "Copied";
  } catch {
    label.textContent = "Not allowed";
  }
  setTimeout(() => (label.textContent = "Copy"), 2000);
});

document.addEventListener("change", (e) => {
  if (e.target.matches("[data-submit]")) e.target.form.requestSubmit();
});

// A form that is on its way is not sent twice.
document.addEventListener("submit", (e) => {
  if (e.defaultPrevented) return;
  if (e.target.dataset.sent) { e.preventDefault(); return; }
  e.target.dataset.sent = "1";
  addEventListener("pageshow", () => delete e.target.dataset.sent, { once: true });
});

// "/" leads to the search.
document.addEventListener("keydown", (e) => {
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest("input, textarea, select")) return;
  const q = document.getElementById("q");
  if (q) { e.preventDefault(); q.focus(); }
});

function refresh(root) { times(root); copies(root); }
refresh(document);
const zone = document.getElementById("zone");
if (zone) zone.textContent = `Times are in your own zone, ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`;
setInterval(times, 10000);
live(refresh);
tryNow(refresh);
const wrong = document.querySelector("[aria-invalid]");
if (wrong) wrong.focus();
