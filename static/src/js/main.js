// The whole script of the public pages. Every page works without it; see docs and policies/charts/still.py.
import { afterSwap } from "./htmx.js";
import { startCharts } from "./charts.js";
import { startFilters } from "./filters.js";
import { startMapSliders } from "./map-slider.js";

/** Safe to call again: each module skips what it has started. */
function start() {
  startCharts(document);
  startMapSliders(document);
  startFilters(document);
}

document.documentElement.classList.add("js");
start();
afterSwap(start);
