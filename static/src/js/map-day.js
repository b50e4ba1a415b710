// The day that a map shows, wherever the page says it or links with it.

const ADDRESS_MILLISECONDS = 250;

let addressTimer;
/** Browsers limit how often the address may change, so it follows when the slider rests; `map:day` says so, with it. */
export function keepAddress(day) {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const address = new URL(window.location.href);
    address.searchParams.delete("year");
    address.searchParams.set("as_of", day);
    history.replaceState(history.state, "", address);
    document.dispatchEvent(new CustomEvent("map:day", { detail: { address: address.href } }));
  }, ADDRESS_MILLISECONDS);
}

/** Pages of countries, files and embed of the chart, other views of the selection, and the page that an embed links, are
 * of the day that it shows: `[data-day]` is a link, a field with the HTML of a frame, or what holds links. Those of other
 * charts stay. `[data-says-day]` says the day: its words have a {date}; so have those of `[data-cites-day]`, and
 * {day} where an address has it. */
export function keepDay(figure, day, text) {
  figure.dataset.day = day;
  for (const words of figure.querySelectorAll("[data-cites-day]")) {
    words.dataset.cites ??= words.textContent; // which says today, and does not say that it is
    words.textContent =
      day === words.dataset.ofDay
        ? words.dataset.cites
        : words.dataset.citesDay.replaceAll("{date}", text).replaceAll("{day}", day);
  }
  const mine = (element) => [null, figure].includes(element.closest("figure.chart"));
  for (const element of document.querySelectorAll("[data-day]:not(figure)")) {
    if (!mine(element)) continue;
    if (element.matches("textarea")) {
      element.value = element.value.replace(/src="([^"]*)"/, (_, source) => {
        return `src="${atDay(source.replaceAll("&amp;", "&"), day).replaceAll("&", "&amp;")}"`;
      });
    } else {
      for (const link of element.matches("a") ? [element] : element.querySelectorAll("a[href]")) {
        // The choice of another day is no longer in force.
        if (takesDayAway(link)) link.parentElement.hidden = true;
        else link.setAttribute("href", atDay(link.getAttribute("href"), day));
      }
    }
  }
  for (const form of document.querySelectorAll("form.filters, form.of")) keepField(form, day);
  for (const element of document.querySelectorAll("[data-says-day]")) {
    element.querySelector("[data-words]").textContent = element.dataset.saysDay.replace("{date}", text);
    element.hidden = false;
  }
}

/** A form that asks for the same page again asks for the same day. */
function keepField(form, day) {
  let field = form.elements.as_of;
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "as_of" });
    form.append(field);
  }
  field.value = day;
}

/** Of the choices in force, the one of a day. The address is still the one that the choices were written for, or all but
 * that one have a day already. */
function takesDayAway(link) {
  if (!link.closest(".chips") || !new URLSearchParams(window.location.search).has("as_of")) return false;
  return !new URL(link.getAttribute("href"), window.location.href).searchParams.has("as_of");
}

/** The address on that day. */
export function atDay(text, day) {
  const address = new URL(text, window.location.href);
  address.searchParams.set("as_of", day);
  return address.href;
}
