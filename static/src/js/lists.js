// The script of faceted lists, beside main.js: htmx swaps the results, and the address follows.
import { afterSwap } from "./htmx.js";
import { startFilters } from "./filters.js";
import "./facets-day.js";
import { startPassages } from "./passages.js";

startFilters(document);
startPassages(document);
afterSwap(() => startFilters(document));
