// The year slider of a map: recolours still or live map from the steps that came with the page, without a request.
// Without script the form's button loads the page for that year.
//
//   <form class="map-year" data-for="KEY">
//     <input type="range" name="year" min="2000" max="2026" value="2026"> <output></output>
//     <button class="no-script-only">...</button> <button type="button" data-play hidden>...</button>
//   and in the figure: <script type="application/json" class="chart-steps">
//     {"years": [2000, ...], "countries": {"PER": [[2000, "not-assessed"], [2015, "in-development"]]},
//      "labels": {"in-force": "In force"}, "asOf": {"2026": "2026-11-23"}, "start": "not-assessed"}
//
// The still marks its shapes with data-iso3 and `state-<code>`, each with a <title> "Name: Label". In the figure a
// choropleth's z is the index in layout.meta.stateOrder; the customdata of markers is [path, iso3].
import { chartOf, restyle } from "./charts.js";

const STEP_MILLISECONDS = 700;
const ADDRESS_MILLISECONDS = 250;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const started = new WeakSet();

/** Connect every `<form class="map-year" data-for="KEY">` below `root` with its chart. */
export function startMapSliders(root) {
  for (const form of root.querySelectorAll("form.map-year[data-for]")) {
    if (started.has(form)) continue;
    const figure = document.querySelector(`figure.chart[data-chart="${CSS.escape(form.dataset.for)}"]`);
    const steps = readSteps(figure);
    const range = form.querySelector("input[type=range]");
    if (!steps || !range) continue;
    started.add(form);
    connect(form, range, figure, steps);
  }
}

function readSteps(figure) {
  try {
    return JSON.parse(figure.querySelector("script.chart-steps").textContent);
  } catch {
    return null;
  }
}

function connect(form, range, figure, steps) {
  for (const button of form.querySelectorAll(".no-script-only")) button.hidden = true;
  const years = steps.years;
  let shown = Number(range.defaultValue || range.value);

  const show = () => {
    const year = Number(range.value);
    const text = dateText(steps, year);
    for (const output of form.querySelectorAll("output")) output.textContent = text;
    range.setAttribute("aria-valuetext", text);
    if (year === shown) return;
    shown = year;
    const states = statesIn(steps, year);
    const chart = chartOf(figure);
    paintStill(figure, states, steps.labels);
    if (chart) paintFigure(chart, states, steps.labels);
    countLegend(figure, states);
    sayHowMany(figure, steps, states, year);
    keepAddress(asOf(steps, year));
    keepLinks(figure, asOf(steps, year));
  };

  range.setAttribute("aria-valuetext", dateText(steps, shown));
  range.addEventListener("input", () => {
    player.stop();
    show();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });

  const goTo = (year) => {
    range.value = String(year);
    show();
  };
  const player = makePlayer(form.querySelector("[data-play]"), {
    begin() {
      if (shown >= years.at(-1)) goTo(years[0]);
    },
    step() {
      goTo(shown + 1);
      return shown < years.at(-1);
    },
  });

  // A browser that comes back to the page restores the slider, not the colours.
  window.addEventListener("pageshow", show);
  show();
}

/** The day that stands for a year: the one given, or its last. */
function asOf(steps, year) {
  return steps.asOf?.[year] ?? `${year}-12-31`;
}

/** English is written day first, as the United Nations write it. */
function dateLocale() {
  const language = document.documentElement.lang || "en";
  return language === "en" ? "en-GB" : language;
}

function dateText(steps, year) {
  const day = steps.asOf?.[year];
  if (!day) return String(year);
  const format = new Intl.DateTimeFormat(dateLocale(), { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** {"PER": "in-force", ...}: the last change up to that year. A country whose first change is later has `steps.start`, if given. */
function statesIn(steps, year) {
  const states = {};
  for (const [country, changes] of Object.entries(steps.countries)) {
    const past = changes.filter(([since]) => since <= year);
    const state = past.at(-1)?.[1] ?? steps.start;
    if (state) states[country] = state;
  }
  return states;
}

function paintStill(figure, states, labels) {
  for (const shape of figure.querySelectorAll(".chart-canvas > svg [data-iso3]")) {
    const state = states[shape.dataset.iso3];
    if (!state) continue;
    for (const name of [...shape.classList]) if (name.startsWith("state-")) shape.classList.remove(name);
    shape.classList.add(`state-${state}`);
    const title = shape.querySelector("title");
    if (title) title.textContent = relabel(title.textContent, labels?.[state] ?? state);
  }
}

/** "Peru: Adopted" with the label of another state. */
function relabel(text, label) {
  const end = text.lastIndexOf(": ");
  return end < 0 ? text : `${text.slice(0, end)}: ${label}`;
}

function paintFigure(chart, states, labels) {
  const { data, layout } = chart.figure;
  const order = layout.meta?.stateOrder ?? [];
  const changes = [];
  data.forEach((trace, index) => {
    const isChoropleth = trace.type === "choropleth";
    if (!isChoropleth && trace.type !== "scattergeo") return;
    const countries = isChoropleth ? trace.locations : trace.customdata?.map((row) => row?.[1]);
    if (!countries) return;
    const update = {};
    if (isChoropleth) {
      update.z = countries.map((country, at) => (states[country] ? order.indexOf(states[country]) : trace.z[at]));
    } else {
      const before = trace.marker?.color;
      const colourBefore = (at) => (Array.isArray(before) ? before[at] : before);
      update["marker.color"] = countries.map((country, at) =>
        states[country] ? `var(--state-${states[country]})` : colourBefore(at),
      );
    }
    const label = (at) => labels?.[states[countries[at]]];
    for (const name of ["text", "hovertext"]) {
      if (!Array.isArray(trace[name])) continue;
      update[name] = trace[name].map((text, at) => (label(at) ? relabel(text, label(at)) : text));
    }
    changes.push([index, update]);
  });
  restyle(chart, changes);
}

function countLegend(figure, states) {
  const counts = {};
  for (const state of Object.values(states)) counts[state] = (counts[state] ?? 0) + 1;
  const inside = figure.querySelectorAll("[data-legend]");
  for (const item of inside.length ? inside : document.querySelectorAll("[data-legend]")) {
    const count = item.querySelector(".count");
    if (count) count.textContent = String(counts[item.dataset.legend] ?? 0);
  }
}

/** The sentence under the title counts what is in force on the day that the map shows. */
function sayHowMany(figure, steps, states, year) {
  const sentence = figure.querySelector(".chart-sentence");
  if (!sentence || !steps.sentence) return;
  const inForce = Object.values(states).filter((state) => state === "in-force").length;
  const day = dateText({ asOf: { [year]: asOf(steps, year) } }, year);
  sentence.textContent = steps.sentence
    .replace("{in_force}", String(inForce))
    .replace("{countries}", String(Object.keys(states).length))
    .replace("{as_of}", (steps.asOfWords ?? "{date}").replace("{date}", day));
}

let addressTimer;
/** Browsers limit how often the address may change, so it follows when the slider rests. */
function keepAddress(day) {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const address = new URL(window.location.href);
    address.searchParams.delete("year");
    address.searchParams.set("as_of", day);
    history.replaceState(history.state, "", address);
  }, ADDRESS_MILLISECONDS);
}

/** Files and embed of the chart, and the page that an embed links, are of the day that it shows: `[data-day]` is a link,
 * or a field with the HTML of a frame. Links of other charts stay. */
function keepLinks(figure, day) {
  const atDay = (text) => {
    const address = new URL(text, window.location.href);
    address.searchParams.set("as_of", day);
    return address.href;
  };
  // A citation in words is of the day that it was written for; its files are of any.
  for (const words of figure.querySelectorAll("[data-of-day]")) words.hidden = words.dataset.ofDay !== day;
  for (const element of document.querySelectorAll("[data-day]")) {
    const owner = element.closest("figure.chart");
    if (owner && owner !== figure) continue;
    if (element.href) {
      element.href = atDay(element.href);
    } else {
      element.value = element.value.replace(/src="([^"]*)"/, (_, source) => {
        return `src="${atDay(source.replaceAll("&amp;", "&")).replaceAll("&", "&amp;")}"`;
      });
    }
  }
}

/** A toggle button that calls `step` until it answers false. Hidden from readers who want no motion. */
function makePlayer(button, { begin, step }) {
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button?.setAttribute("aria-pressed", "false");
  };
  if (button) {
    const offer = () => {
      stop();
      button.hidden = calm.matches;
    };
    offer();
    calm.addEventListener("change", offer);
    document.addEventListener("visibilitychange", () => document.hidden && stop());
    button.addEventListener("click", () => {
      if (timer) {
        stop();
        return;
      }
      begin();
      button.setAttribute("aria-pressed", "true");
      timer = setInterval(() => step() || stop(), STEP_MILLISECONDS);
    });
  }
  return { stop };
}
