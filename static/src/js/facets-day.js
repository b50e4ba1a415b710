// The facets beside a map of which the reader moved the slider: their counts are of a day, so they are asked for anew when
// the slider rests. Until they are there, and if they never come, the old ones are dimmed and said to be old.
import { rememberLook, restoreLook, startFilters } from "./filters.js";

const PLAYING_MILLISECONDS = 500;
/** As the table under the map: nothing is fetched for years on the way. */
const REST_MILLISECONDS = 1000;
let asking = null;
let waiting;

document.addEventListener("map:day", ({ detail }) => {
  asking?.abort();
  clearTimeout(waiting);
  document.getElementById("facets")?.classList.add("old");
  waiting = setTimeout(() => renew(detail.address), REST_MILLISECONDS);
});
// A choice asks for everything anew, with that day.
document.addEventListener(
  "submit",
  () => {
    asking?.abort();
    clearTimeout(waiting);
  },
  true,
);

async function renew(address) {
  const facets = document.getElementById("facets");
  if (!facets) return;
  asking?.abort();
  clearTimeout(waiting);
  facets.classList.add("old");
  // While it plays, no year is looked at for long.
  if (document.querySelector("[data-playing]")) {
    waiting = setTimeout(() => renew(window.location.href), PLAYING_MILLISECONDS);
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  try {
    const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("facets");
    // Who has just ticked a box is not to find it unticked.
    if (signal.aborted || !fresh || facets.contains(document.activeElement)) return;
    rememberLook();
    facets.replaceChildren(...fresh.childNodes);
    restoreLook();
    startFilters(document);
    facets.classList.remove("old");
  } catch {
    // Another day has ended the request, or there is no network: the counts stay marked as old.
  }
}
