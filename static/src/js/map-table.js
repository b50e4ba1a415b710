// The table under a map is that of the year on which the slider rests: the server's own, of which the page has one year.
import { atDay } from "./map-day.js";

/** Longer than a year is shown while the map plays, so that no table is fetched on the way. */
const REST_MILLISECONDS = 1000;

/** Answers with `follow(day)`. A closed table waits until it is opened. Each says of which day it is, so that the old one is
 * true while the new one comes, and if it does not. */
export function followingTable(figure, firstDay) {
  const details = figure.querySelector("details.chart-table");
  if (!details) return () => {};
  let has = firstDay;
  let wanted = firstDay;
  let timer;

  const load = async () => {
    const day = wanted;
    if (!details.open || has === day) return;
    details.setAttribute("aria-busy", "true");
    try {
      const table = await tableOf(figure, day);
      if (!table || wanted !== day) return;
      details.querySelector("table").replaceWith(table);
      has = day;
    } catch {
      // The older table stays, with its day.
    } finally {
      if (wanted === day) details.removeAttribute("aria-busy");
    }
  };
  details.addEventListener("toggle", load);
  return (day) => {
    wanted = day;
    clearTimeout(timer);
    timer = setTimeout(load, REST_MILLISECONDS);
  };
}

/** The table of the same chart on the page of that day; nothing if it has none. */
async function tableOf(figure, day) {
  const response = await fetch(atDay(window.location.href, day), { credentials: "same-origin" });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const key = CSS.escape(figure.dataset.chart);
  const table = page.querySelector(`figure.chart[data-chart="${key}"] .chart-table table`);
  return table && document.importNode(table, true);
}
