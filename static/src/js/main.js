// The script of every public page: charts. Lists add lists.js. Every page works without either.
import { startCharts } from "./charts.js";
import { startMapSliders } from "./map-slider.js";

/** Safe to call again: each module skips what it has started. */
function start() {
  startCharts(document);
  startMapSliders(document);
}

document.documentElement.classList.add("js");
start();
// What htmx has put into the page (lists.js) may have charts too.
document.addEventListener("htmx:after:swap", start);
