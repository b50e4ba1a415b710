// “Look it up” on the form of a source: asks our server what the page at the address says of itself, and fills the boxes
// that are empty. Without script the button sends the form, and the server fills it.

/** What is in a box: nobody has typed where it is empty. */
function fill(form, found) {
  const kept = [];
  for (const [name, value] of Object.entries(found)) {
    const box = form.elements[name];
    if (!box) continue;
    if (box.value.trim()) {
      if (box.value.trim() !== value) kept.push(document.querySelector(`label[for="${box.id}"]`)?.textContent.replace(/:$/, "") ?? name);
      continue;
    }
    box.value = value;
    box.classList.add("proposed");
    box.addEventListener("input", () => box.classList.remove("proposed"), { once: true });
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  return kept;
}

export function startLookUp() {
  const place = document.querySelector("[data-look-up]");
  if (!place) return;
  const form = place.closest("form");
  const button = place.querySelector("button");
  const said = place.querySelector("[data-said]");

  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    said.textContent = place.dataset.waiting;
    try {
      const response = await fetch(place.dataset.lookUp, {
        method: "POST",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: new URLSearchParams({ url: form.elements.url.value }),
      });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const answer = await response.json();
      const kept = fill(form, answer.found);
      said.textContent = kept.length ? `${answer.said} ${place.dataset.kept} ${kept.join(", ")}.` : answer.said;
      if (answer.recorded) {
        const link = document.createElement("a");
        link.href = answer.recorded;
        link.textContent = answer.record;
        said.append(" ", link);
      }
    } catch {
      said.textContent = place.dataset.failed;
    }
    button.removeAttribute("aria-disabled");
  });
  // Enter in the address looks it up first, as long as nothing else is filled in.
  form.elements.url.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && form.elements.url.value && !form.elements.title.value && !form.elements.citation.value) {
      event.preventDefault();
      button.click();
    }
  });
}
