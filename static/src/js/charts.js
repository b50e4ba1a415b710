// The server draws every chart as a still picture; this makes it live with plotly.js, which is heavy and comes late:
// on wide screens when the browser is idle and the chart is near, elsewhere when the reader first touches the chart.
// The live chart takes the place of the still only when it is drawn. If anything fails, the still stays.
//
//   <body data-plotly-src="..." data-topojson-src="...">
//   <figure class="chart" data-chart="KEY" data-state="still" data-height="N">
//     <figcaption>...</figcaption>
//     <div class="chart-canvas"><svg>the still</svg></div>
//     <script type="application/json" class="chart-figure">{"data": [...], "layout": {...}}</script>
//     <button type="button" data-export="png" hidden>...</button> <a href="....svg" data-export="svg">...</a>
//
// A figure may say "var(--x)" wherever a colour goes. The `customdata` of a point, or the first of it, may be the path of the page to open on a click.
import { showExports } from "./chart-export.js";
import { dressMap, isMap, keepPatterns } from "./chart-map.js";
import { coarse, followLinks, stepWithKeys } from "./chart-reader.js";
import { enlarged } from "./chart-size.js";
import { onSchemeChange, resolveVariables, themed } from "./theme.js";

const TOPOLOGY = "world_110m";
/** Px for which charts but maps are laid out, as in policies/charts/theme.py. */
const WIDE = 960;
const NARROW = 360;
const LONGEST_TURN_MILLISECONDS = 2000;

const roomy = matchMedia("(min-width: 60em) and (pointer: fine)");
/** As in the style sheet: below it a chart that has a narrow figure shows that one. */
const slim = matchMedia("(max-width: 719px)");

/** Charts by their `<figure>`. */
const charts = new Map();

/** Find the charts below `root` and let each wait for its moment. */
export function startCharts(root) {
  forgetRemoved();
  for (const element of root.querySelectorAll("figure.chart[data-chart]")) {
    if (charts.has(element)) continue;
    const chart = readChart(element);
    if (!chart) continue;
    charts.set(element, chart);
    showExports(element);
    upgradeWhenTouched(chart);
    if (roomy.matches && !navigator.connection?.saveData) near.observe(element);
  }
}

/** The chart of a `<figure>`: `figure` is its Plotly figure with unresolved colours, `live` its plot once there is one. */
export function chartOf(element) {
  return charts.get(element);
}

/** Change traces: `changes` is a list of [index of the trace, {"marker.color": array, ...}]. Draws if the chart is live,
 * and otherwise will be drawn so. */
export async function restyle(chart, changes) {
  for (const [index, update] of changes) {
    for (const [path, value] of Object.entries(update)) assign(chart.figure.data[index], path, value);
  }
  chart.changes += 1;
  if (!chart.live) return;
  for (const [index, update] of changes) {
    const resolved = resolveVariables(update, chart.element);
    // plotly.js spreads an outer array over traces, hence one array more.
    const spread = Object.fromEntries(Object.entries(resolved).map(([path, value]) => [path, [value]]));
    await window.Plotly.restyle(chart.live, spread, [index]);
  }
}

function assign(target, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  for (const key of keys) target = target[key] ??= {};
  target[last] = value;
}

function readChart(element) {
  const canvas = element.querySelector(".chart-canvas");
  const source = element.querySelector("script.chart-figure");
  if (!canvas || !source) return null;
  try {
    const narrow = element.querySelector("script.chart-figure-narrow");
    const wideFigure = JSON.parse(source.textContent);
    const narrowFigure = narrow ? JSON.parse(narrow.textContent) : null;
    return {
      element,
      canvas,
      narrowFigure,
      get figure() {
        return slim.matches && narrowFigure ? narrowFigure : wideFigure;
      },
      live: null,
      coming: null,
      changes: 0,
    };
  } catch {
    return null;
  }
}

/** Charts that htmx has swapped out of the page: free what plotly.js holds for them. */
function forgetRemoved() {
  for (const [element, chart] of charts) {
    if (element.isConnected) continue;
    if (chart.live) window.Plotly.purge(chart.live);
    near.unobserve(element);
    charts.delete(element);
  }
}

// --- when --------------------------------------------------------------------------------------------------------

const whenIdle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 200));
const loaded = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else window.addEventListener("load", resolve, { once: true });
});
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
let queue = loaded;

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      // One after the other, so that no long task blocks the page; but none waits for a chart that waits for its reader.
      queue = queue
        .then(() => new Promise((resolve) => whenIdle(resolve)))
        .then(() => Promise.race([upgrade(charts.get(target)), pause(LONGEST_TURN_MILLISECONDS)]));
    }
  },
  { rootMargin: "400px" },
);

function upgradeWhenTouched(chart) {
  const events = ["pointerdown", "pointermove", "touchstart", "keydown"];
  const touched = (event) => {
    // Keys that pass through, or follow a link of the still, do not ask for more.
    if (event.type === "keydown" && ["Tab", "Shift", "Control", "Alt", "Meta", "Enter"].includes(event.key)) return;
    for (const name of events) chart.canvas.removeEventListener(name, touched);
    upgrade(chart, event.type === "keydown");
  };
  for (const name of events) chart.canvas.addEventListener(name, touched, { passive: true });
}

// --- how ---------------------------------------------------------------------------------------------------------

/** Make a chart live. Answers the plot, or null if that failed; a later call tries again. */
function upgrade(chart, moveFocus = false) {
  if (!chart) return Promise.resolve(null);
  chart.coming ??= draw(chart, moveFocus).catch(() => {
    chart.coming = null;
    return null;
  });
  return chart.coming;
}

async function draw(chart, moveFocus) {
  const { element, canvas } = chart;
  const [Plotly] = await Promise.all([loadPlotly(), isMap(chart.figure) ? loadTopology() : null]);
  const stills = [...canvas.querySelectorAll(":scope > svg")];
  const still = stills.find((svg) => svg.getBoundingClientRect().width > 0) ?? stills[0];
  const box = document.createElement("div");
  box.className = "chart-live";
  holdSize(chart, still);
  // Over the still and not yet visible: drawn at its final size, then swapped.
  Object.assign(box.style, { position: "absolute", inset: "0", visibility: "hidden" });
  canvas.append(box);
  try {
    const { changes } = chart;
    const { data, layout } = dressed(chart);
    await Plotly.newPlot(box, data, layout, config(chart));
    // The slider may have moved meanwhile.
    if (chart.changes !== changes) await redraw(chart, box);
  } catch (error) {
    Plotly.purge(box);
    box.remove();
    throw error;
  }
  dressMap(chart, box);
  box.on("plotly_afterplot", () => dressMap(chart, box));
  const focused = still?.contains(document.activeElement);
  if (focused && !moveFocus) {
    await focusLeaves(still);
    await redraw(chart, box);
  }
  keepPatterns(canvas, still);
  for (const svg of stills) svg.remove();
  Object.assign(box.style, { position: "absolute", inset: "0", visibility: "" });
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", still?.getAttribute("aria-label") || caption(element));
  box.setAttribute("aria-details", element.querySelector("details.chart-table")?.id ?? "");
  if (focused && moveFocus) box.focus({ preventScroll: true });
  chart.live = box;
  followLinks(box);
  stepWithKeys(box);
  element.dataset.state = "live";
  element.dispatchEvent(new CustomEvent("chart:live", { bubbles: true }));
  return box;
}

function redraw(chart, box) {
  const { data, layout } = dressed(chart);
  return window.Plotly.react(box, data, layout, config(chart));
}

/** Keep the room that the still takes: maps keep their shape, other charts their height. On small screens, where a still
 * shrinks and the reader has asked for the live chart by touching it, that height is at least `data-height`. */
function holdSize({ element, canvas, figure }, still) {
  const { width, height } = still ? still.getBoundingClientRect() : { width: 0, height: 0 };
  canvas.style.position = "relative";
  if (isMap(figure) && width && height) {
    const box = still?.viewBox?.baseVal;
    canvas.style.aspectRatio = box?.width ? `${box.width} / ${box.height}` : `${width} / ${height}`;
  } else {
    const { height: wide, narrowHeight } = element.dataset;
    const wanted = Number(slim.matches && narrowHeight ? narrowHeight : wide) || 0;
    canvas.style.height = `${(roomy.matches ? height || wanted : Math.max(height, wanted)) || 400}px`;
  }
}

/** Data and layout as plotly.js shall draw them: our colours resolved, the size left to the box. */
function dressed({ element, canvas, narrowFigure, figure: drawn }) {
  const laidOut = drawn === narrowFigure ? NARROW : WIDE;
  const figure = isMap(drawn) ? drawn : enlarged(drawn, canvas.clientWidth / laidOut);
  const layout = themed(figure.layout, element);
  delete layout.width;
  delete layout.height;
  layout.autosize = true;
  // Zoom and hidden traces survive a redraw.
  layout.uirevision ??= "keep";
  // A finger on a chart scrolls the page.
  if (coarse.matches) layout.dragmode = false;
  return resolveVariables({ data: figure.data, layout }, element);
}

function config({ figure }) {
  return {
    // A finger cannot hover, so the buttons would always lie on the chart; a map needs them for its zoom.
    ...(coarse.matches && !isMap(figure) ? { displayModeBar: false } : {}),
    displaylogo: false,
    responsive: true,
    showSendToCloud: false,
    scrollZoom: false,
    locale: document.documentElement.lang || "en",
    modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"],
  };
}

function caption(element) {
  return element.querySelector("figcaption")?.textContent.trim() || element.dataset.chart;
}

function focusLeaves(still) {
  return new Promise((resolve) => {
    still.addEventListener("focusout", function left({ relatedTarget }) {
      if (still.contains(relatedTarget)) return;
      still.removeEventListener("focusout", left);
      resolve();
    });
  });
}

let plotlyComing;
function loadPlotly() {
  plotlyComing ??= loadPlotlyStyles()
    .then(loadPlotlyScript)
    .catch((error) => {
      plotlyComing = null;
      throw error;
    });
  return plotlyComing;
}

function loadPlotlyScript() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.body.dataset.plotlySrc;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("plotly.js did not start")));
    script.onerror = () => reject(new Error("plotly.js did not load"));
    document.head.append(script);
  });
}

/** By this id and class plotly.js knows that its styles are there, and writes none into the page (the policy forbids it). */
function loadPlotlyStyles() {
  document.getElementById("plotly.js-style-global")?.remove();
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    Object.assign(link, { id: "plotly.js-style-global", className: "no-inline-styles", rel: "stylesheet" });
    link.href = document.body.dataset.plotlyCss;
    link.onload = resolve;
    link.onerror = () => reject(new Error("plotly.css did not load"));
    document.head.append(link);
  });
}

let topologyComing;
/** plotly.js would fetch geometry from a remote host; what is in PlotlyGeoAssets it does not fetch. */
function loadTopology() {
  topologyComing ??= fetch(document.body.dataset.topojsonSrc, { credentials: "same-origin" })
    .then(async (response) => {
      if (!response.ok) throw new Error(`geometry: ${response.status}`);
      window.PlotlyGeoAssets ??= { topojson: {} };
      window.PlotlyGeoAssets.topojson[TOPOLOGY] = await response.json();
    })
    .catch((error) => {
      topologyComing = null;
      throw error;
    });
  return topologyComing;
}

onSchemeChange(async () => {
  for (const chart of charts.values()) {
    chart.changes += 1;
    if (chart.live) await redraw(chart, chart.live);
  }
});

slim.addEventListener("change", async () => {
  for (const chart of charts.values()) {
    if (!chart.live || !chart.narrowFigure) continue;
    holdSize(chart, null);
    await redraw(chart, chart.live);
  }
});
