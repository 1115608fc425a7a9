// "Try it now" shows the result below the form, so that nothing that was typed
// is lost, secrets included. Without script the page comes back with it.

export function tryNow(refresh) {
  const form = document.querySelector("form[data-try]");
  if (!form) return;
  const box = document.getElementById("tried");
  const state = document.getElementById("try-state");
  form.addEventListener("submit", async (e) => {
    if (e.submitter?.value !== "try") return;
    e.preventDefault();
    const body = new URLSearchParams(new FormData(form, e.submitter));
    e.submitter.disabled = true;
    const began = Date.now();
    const tick = setInterval(() => (state.textContent = words((Date.now() - began) / 1000)), 250);
    state.textContent = words(0);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } });
      const html = await answer.text();
      if (!answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html")) {
        showFaults(html);
        state.textContent = "Something must be mended first.";
        return;
      }
      if (!answer.ok) throw new Error(html);
      const t = document.createElement("template");
      t.innerHTML = html;
      box.replaceChildren(t.content);
      refresh(box);
      state.textContent = "";
      box.firstElementChild?.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    } catch (err) {
      state.textContent = `It could not be tried: ${err.message.trim() || "no connection"}`;
    } finally {
      clearInterval(tick);
      e.submitter.disabled = false;
    }
  });
}

const words = (s) => (s < 3 ? "Checking…" : `Checking, with experiments… ${Math.floor(s)} s`);

// showFaults puts the errors of the page that came back next to the fields here.
function showFaults(html) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  document.querySelectorAll(".wrong").forEach((f) => { f.classList.remove("wrong"); f.querySelector(".error")?.remove(); });
  document.querySelectorAll("[aria-invalid]").forEach((i) => i.removeAttribute("aria-invalid"));
  let first = null;
  for (const error of doc.querySelectorAll(".error[id]")) {
    const input = document.getElementById(error.id.replace(/-error$/, ""));
    const field = input?.closest(".field");
    if (!field) continue;
    field.classList.add("wrong");
    field.append(document.adoptNode(error));
    input.setAttribute("aria-invalid", "true");
    const fold = field.closest("details");
    if (fold) fold.open = true;
    first ??= input;
  }
  first?.focus();
}
