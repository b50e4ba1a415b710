// htmx under our Content Security Policy: no injected style, no code from attributes, and nothing from other hosts.
import htmx from "htmx.org";

// It is a constructed style sheet, which the policy allows, but how a request in flight looks is for our style sheet.
document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== htmx.indicatorStyleSheet);

Object.assign(htmx.config, {
  includeIndicatorCSS: false,
  // Back and forward load the page, which answers 304 if nothing was published.
  history: "reload",
  // An error page inside a list helps nobody: filters.js loads the address instead.
  noSwap: [204, 304, "4xx", "5xx"],
});

/** Call `listener(event)` when htmx has put new content into the page. */
export function afterSwap(listener) {
  document.addEventListener("htmx:after:swap", listener);
}

/** Call `listener(event)` when a request of htmx failed, on the way or with an error status. */
export function afterFailure(listener) {
  document.addEventListener("htmx:error", listener);
  document.addEventListener("htmx:response:error", listener);
}
