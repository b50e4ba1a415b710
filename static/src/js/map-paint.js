// A year of a map: which class each country is in, and still, live map, legend and list in those classes.
import { restyle } from "./charts.js";

/** {"PER": "in-force", ...}: the last change up to that year. A country whose first change is later has `steps.start`, if given. */
export function statesIn(steps, year) {
  const states = {};
  for (const [country, changes] of Object.entries(steps.countries)) {
    const past = changes.filter(([since]) => since <= year);
    const state = past.at(-1)?.[1] ?? steps.start;
    if (state) states[country] = state;
  }
  return states;
}

export function paintStill(figure, states, labels) {
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

export function paintFigure(chart, states, labels) {
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

/** The legend with the countries of each class; answers with how many they are. */
export function countClasses(figure, states) {
  const counts = {};
  for (const state of Object.values(states)) counts[state] = (counts[state] ?? 0) + 1;
  const inside = figure.querySelectorAll("[data-legend]");
  for (const item of inside.length ? inside : document.querySelectorAll("[data-legend]")) {
    const count = item.querySelector(".count");
    if (count) count.textContent = String(counts[item.dataset.legend] ?? 0);
  }
  return counts;
}

/** The list of countries beside the map: the class of each, in its swatch and in words; those of which nothing is known
 * (`silent`) come last, as the server has them. */
export function listPlaces(figure, states, labels, silent) {
  const places = [...figure.querySelectorAll(".map-places [data-iso3]")];
  for (const place of places) {
    const state = states[place.dataset.iso3];
    if (!state) continue;
    place.querySelector(".swatch").className = `swatch state-${state}`;
    place.querySelector(".place-state").textContent = labels?.[state] ?? state;
  }
  const key = (place) => `${Number((states[place.dataset.iso3] ?? silent) === silent)} ${place.querySelector("a").textContent}`;
  const sorted = places.map((place) => [key(place), place]).sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
  // One that has the focus would lose it if it moved.
  if (places.some((place) => place.contains(document.activeElement))) return;
  places[0]?.parentElement.append(...sorted.map(([, place]) => place));
}
