// Replaces the drawn chart by one that can be read off and zoomed. uPlot is
// loaded before this as a plain script.

const names = ["Resolve", "Connect", "TLS", "Wait", "Transfer"];
const colors = ["resolve", "connect", "tls", "wait", "transfer"];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const ms = (v) => (v == null ? "–" : v >= 1000 ? `${(v / 1000).toFixed(2)} s` : `${v < 10 ? Number(v.toFixed(1)) : Math.round(v)} ms`);

function clock(t, step) {
  const d = new Date(t * 1000);
  if (step >= 86400 || (d.getHours() === 0 && d.getMinutes() === 0)) return d.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return d.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
}

function stacked(data) {
  const layers = [];
  for (let i = 0; i < data.phases.length; i++) {
    layers.push(data.at.map((_, k) => (data.avg[k] == null ? null : data.phases.slice(0, i + 1).reduce((sum, p) => sum + (p[k] ?? 0), 0))));
  }
  return layers;
}

function options(el, data, width) {
  const axis = { stroke: css("--ink-2"), grid: { stroke: css("--line"), width: 1 }, ticks: { show: false }, font: `11px ${css("--sans")}` };
  const phased = data.phases.length > 0;
  const series = [{ value: (_, t) => (t == null ? "–" : new Date(t * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })) }];
  const failed = { label: "Failed", stroke: css("--down"), value: (u, v, i, k) => (k == null || !data.count[k] ? "–" : `${data.bad[k]} of ${data.count[k]}`), points: { show: false }, scale: "none", width: 0 };
  if (phased) {
    // The topmost area is drawn first, so that each covers what is under it.
    for (let i = names.length - 1; i >= 0; i--) {
      series.push({ label: names[i], fill: css(`--p-${colors[i]}`), stroke: css(`--p-${colors[i]}`), width: 0, points: { show: false }, value: (u, v, s, k) => ms(k == null ? null : data.phases[i][k]) });
    }
  } else {
    series.push({ label: "Most", stroke: css("--p-connect"), width: 1, fill: css("--sunk"), points: { show: false }, value: (u, v) => ms(v) });
    series.push({ label: "Least", stroke: css("--p-connect"), width: 1, fill: css("--card"), points: { show: false }, value: (u, v) => ms(v) });
  }
  series.push({ label: "Average", stroke: css("--ink"), width: 1.3, points: { show: data.avg.filter((v) => v != null).length < 30, size: 4, fill: css("--ink") }, value: (u, v) => ms(v) });
  series.push(failed);
  return {
    width, height: Math.max(180, Math.round(Math.min(width * 0.3, 280))), series,
    scales: { x: { range: () => [data.from, data.to] }, y: { range: (u, lo, hi) => [0, (hi || 1) * 1.08] }, none: { range: () => [0, 1] } },
    axes: [{ ...axis, size: 28, values: (u, splits, i, space, step) => splits.map((t) => clock(t, step)) }, { ...axis, values: (u, vals) => vals.map((v) => (v === 0 ? "0" : ms(v))), size: 58 }],
    legend: { live: true }, cursor: { y: false, points: { show: false } },
    hooks: { drawClear: [(u) => shade(u, data)] },
  };
}

// shade marks the slices in which checks failed.
function shade(u, data) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.fillStyle = css("--down");
  ctx.globalAlpha = 0.2;
  data.at.forEach((t, i) => {
    if (!data.bad[i]) return;
    const x = u.valToPos(t, "x", true);
    const end = u.valToPos(data.at[i + 1] ?? data.to, "x", true);
    ctx.fillRect(x, bbox.top, Math.max(end - x, 2), bbox.height);
  });
  ctx.restore();
}

async function draw(el) {
  const answer = await fetch(el.dataset.series);
  if (!answer.ok) return;
  const data = await answer.json();
  if (!data.at.length || !data.avg.some((v) => v != null)) return;
  const columns = [data.at];
  if (data.phases.length) columns.push(...stacked(data).reverse());
  else columns.push(data.max, data.min);
  columns.push(data.avg, data.bad);
  const box = document.createElement("div");
  box.className = "uplot-box";
  const old = el.plot;
  el.plot = new window.uPlot(options(el, data, el.clientWidth), columns, box);
  el.replaceChildren(box);
  old?.destroy();
}

const el = document.querySelector("[data-series]");
if (el && window.uPlot) {
  const go = () => draw(el).catch(() => {}); // the drawn chart stays
  go();
  el.addEventListener("fresh", go);
  let width = el.clientWidth;
  new ResizeObserver(() => {
    if (!el.plot || el.clientWidth === width) return;
    width = el.clientWidth;
    el.plot.setSize({ width, height: Math.max(180, Math.round(Math.min(width * 0.3, 280))) });
  }).observe(el);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", go);
  addEventListener("beforeprint", () => el.plot?.redraw());
}
