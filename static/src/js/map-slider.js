// The year slider of a map: recolours still or live map from the steps that came with the page, without a request; only the
// table, if the reader has opened it, is fetched once the slider rests.
// Without script the form's button loads the page for that year.
//
//   <form class="map-year" data-for="KEY">
//     <input type="range" name="year" min="2000" max="2026" value="2026"> <output></output>
//     <button class="no-script-only">...</button> <button type="button" data-play hidden>...</button>
//   and in the figure: <script type="application/json" class="chart-steps">
//     {"years": [2000, ...], "countries": {"PER": [[2000, "not-assessed"], [2015, "in-development"]]},
//      "labels": {"in-force": "In force"}, "counted": ["in-force"], "asOf": {"2026": "2026-11-23"}, "start": "not-assessed"}
//
// The still marks its shapes with data-iso3 and `state-<code>`, each with a <title> "Name: Label". In the figure a
// choropleth's z is the index in layout.meta.stateOrder; the customdata of markers is [path, iso3].
import { chartOf } from "./charts.js";
import { keepAddress, keepDay } from "./map-day.js";
import { countClasses, listPlaces, paintFigure, paintStill, statesIn } from "./map-paint.js";
import { followingTable } from "./map-table.js";

const STEP_MILLISECONDS = 700;
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
  const followWithTable = followingTable(figure, asOf(steps, shown));

  const show = () => {
    const year = Number(range.value);
    const text = dateText(steps, year);
    for (const output of form.querySelectorAll("output")) output.textContent = text;
    range.setAttribute("aria-valuetext", text);
    if (year === shown) return;
    shown = year;
    const states = statesIn(steps, year);
    const chart = chartOf(figure);
    const day = asOf(steps, year);
    paintStill(figure, states, steps.labels);
    if (chart) paintFigure(chart, states, steps.labels);
    listPlaces(figure, states, steps.labels, steps.start);
    const counts = countClasses(figure, states);
    sayHowMany(figure, steps, counts, dayText(day));
    keepAddress(day);
    keepDay(figure, day, dayText(day));
    followWithTable(day);
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
  return day ? dayText(day) : String(year);
}

function dayText(day) {
  const format = new Intl.DateTimeFormat(dateLocale(), { dateStyle: "long", timeZone: "UTC" });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** The sentence under the title counts the countries of some classes on the day that the map shows. */
function sayHowMany(figure, steps, counts, day) {
  const sentence = figure.querySelector(".chart-sentence");
  if (!sentence || !steps.sentence) return;
  const sum = (looks) => looks.reduce((total, look) => total + (counts[look] ?? 0), 0);
  sentence.textContent = steps.sentence
    .replace("{n}", String(sum(steps.counted ?? [])))
    .replace("{countries}", String(sum(Object.keys(counts))))
    .replace(/\{(\w+)\}/g, (whole, name) => {
      const look = name.replaceAll("_", "-");
      return look in steps.labels ? String(counts[look] ?? 0) : whole;
    })
    .replace("{as_of}", (steps.asOfWords ?? "{date}").replace("{date}", day));
}

/** A button that calls `step` until it answers false, and meanwhile says so: its words are those of `data-pause`. Hidden
 * from readers who want no motion. */
function makePlayer(button, { begin, step }) {
  let timer = null;
  const play = button?.textContent;
  const say = (playing) => {
    if (!button) return;
    button.textContent = playing ? button.dataset.pause : play;
    button.toggleAttribute("data-playing", playing);
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    say(false);
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
      say(true);
      // A choice may have put another map in its place.
      timer = setInterval(() => (button.isConnected && step()) || stop(), STEP_MILLISECONDS);
    });
  }
  return { stop };
}
