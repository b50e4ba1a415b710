// The facets of a list. The form carries hx-get and hx-target; this submits it on change, keeps the focus where it was,
// says the new count and keeps the address short. So it is on every view of a selection: list, map, timeline, and others. Without script the form has a button. The facets come anew with the
// results, for their counts have changed: what was open stays open, and a search box in a long facet narrows its list.
import { afterFailure, afterSwap } from "./htmx.js";

const TYPING_MILLISECONDS = 400;
const started = new WeakSet();
let focused = null;
/** Where the control that the reader used stood, from the top of the window (px). */
let stood = null;

/** Connect every `<form class="filters">` below `root`. */
export function startFilters(root) {
  for (const form of root.querySelectorAll("form.filters")) {
    if (started.has(form)) continue;
    started.add(form);
    // For a plain submit as for htmx: choices that say nothing stay out of the address.
    form.addEventListener("formdata", ({ formData }) => dropEmpty(formData));
    if (form.matches("[hx-get], [data-hx-get]")) submitOnChange(form);
  }
  for (const box of root.querySelectorAll(".facet-search")) {
    box.hidden = false;
    const field = box.querySelector("input");
    if (started.has(field)) continue;
    started.add(field);
    field.addEventListener("input", (event) => {
      event.stopPropagation(); // it narrows the list and not the selection
      narrow(box.closest("fieldset"), field.value);
    });
    field.addEventListener("change", (event) => event.stopPropagation());
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
}

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Show only those choices of a facet that have every word, without regard to accents; what is chosen stays. */
function narrow(list, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  for (const item of list.querySelectorAll(".choices li")) {
    const label = plain(item.textContent);
    item.hidden = !item.querySelector("input").checked && !words.every((word) => label.includes(word));
  }
}

/** Which facets are open, and how far their lists are scrolled. */
function lookOf(facets) {
  return new Map(
    [...facets.querySelectorAll("details[data-facet]")].map((facet) => [
      facet.dataset.facet,
      { open: facet.open, top: facet.querySelector(".choices").scrollTop },
    ]),
  );
}

let before = null;

export function rememberLook() {
  const facets = document.getElementById("facets");
  before = facets ? lookOf(facets) : null;
}

export function restoreLook() {
  if (!before) return;
  for (const facet of document.querySelectorAll("#facets details[data-facet]")) {
    const was = before.get(facet.dataset.facet);
    if (!was) continue;
    facet.open = was.open;
    facet.querySelector(".choices").scrollTop = was.top;
  }
}

function dropEmpty(formData) {
  for (const name of new Set(formData.keys())) {
    const values = formData.getAll(name).filter((value) => value !== "");
    formData.delete(name);
    for (const value of values) formData.append(name, value);
  }
}

function submitOnChange(form) {
  let timer;
  const submit = () => {
    clearTimeout(timer);
    const { activeElement } = document;
    rememberLook();
    focused = form.contains(activeElement) ? { name: activeElement.name, value: activeElement.value } : null;
    stood = focused && activeElement.getBoundingClientRect().top;
    form.requestSubmit();
  };
  form.addEventListener("change", submit);
  form.addEventListener("input", ({ target }) => {
    if (!target.matches("input[type=search], input[type=text]")) return;
    clearTimeout(timer);
    timer = setTimeout(submit, TYPING_MILLISECONDS);
  });
  // Enter in a field, and "Apply" after typing, are a change and a submit: asked once, or Back would seem to do nothing.
  let asked = null;
  const once = (event) => {
    clearTimeout(timer);
    const query = new URLSearchParams(new FormData(form));
    query.sort();
    const isAsked = query.toString() === asked;
    asked = query.toString();
    if (!isAsked) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  form.addEventListener("submit", once, { capture: true }); // before that of htmx
}

afterSwap(() => {
  restoreLook();
  restoreFocus();
  announceCount();
});

afterFailure(({ target }) => {
  const form = target instanceof Element && target.closest("form.filters");
  if (form) form.submit();
});

/** htmx keeps the focus of an element with an id; this does it for one with a name, if its part of the page is new. */
function restoreFocus() {
  if (!focused?.name) return;
  // The same name may stand in other forms of the page, hidden.
  const same = [...document.querySelectorAll(`form.filters [name="${CSS.escape(focused.name)}"]`)];
  const element = same.find(({ value }) => value === focused.value) ?? (same.length === 1 ? same[0] : null);
  if (document.activeElement === document.body) element?.focus({ preventScroll: true });
  // Results above the filters may have become longer or shorter: what the reader looks at stays where it was.
  if (element && document.activeElement === element) window.scrollBy(0, element.getBoundingClientRect().top - stood);
}

/** A live region must stay in the page to be read out: the new content says its count in `data-result-count`. */
function announceCount() {
  const region = document.getElementById("result-count");
  const source = document.querySelector("[data-result-count], #results .chart-sentence, #results .empty");
  if (region && source) region.textContent = source.dataset.resultCount || source.textContent.trim();
}
