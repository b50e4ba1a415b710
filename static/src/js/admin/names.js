// Gives the boxes of autocomplete the names of their fields: select2 leaves an empty one without any.

function nameOf(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  return (label?.textContent ?? select.getAttribute("aria-label") ?? "").trim().replace(/:$/, "");
}

function nameBoxes(root) {
  for (const select of root.querySelectorAll("select.select2-hidden-accessible")) {
    const box = select.parentElement.querySelector(".select2-selection");
    const name = nameOf(select);
    if (!box || !name) continue;
    const shown = box.querySelector(".select2-selection__rendered");
    // What is chosen, as the value of the box, is read with its name.
    const say = () => {
      const chosen = [...select.selectedOptions].map((option) => option.text).filter(Boolean).join(", ");
      box.setAttribute("aria-label", chosen ? `${name}: ${chosen}` : name);
      // For the mouse; the keyboard empties the box with Backspace.
      setTimeout(() => box.querySelector(".select2-selection__clear")?.setAttribute("aria-hidden", "true"));
    };
    box.removeAttribute("aria-labelledby");
    // It is a plain text: the box itself says that it can be chosen.
    for (const name of ["role", "aria-readonly"]) shown?.removeAttribute(name);
    box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
    window.django?.jQuery?.(select).on("change", say);
    say();
  }
}

/** Headers of columns that have no name are cells, as those below them are. */
function emptyHeaders() {
  for (const header of document.querySelectorAll(".inline-group thead th")) {
    if (header.textContent.trim()) continue;
    const cell = document.createElement("td");
    cell.className = header.className;
    header.replaceWith(cell);
  }
}

export function startNames() {
  emptyHeaders();
  // After select2, which begins with the page's other scripts.
  window.django?.jQuery?.(() => setTimeout(() => nameBoxes(document)));
  document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameBoxes(target)));
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(".select2-search__field:not([aria-label])")) {
      const open = document.querySelector(".select2-container--open [aria-label]");
      target.setAttribute("aria-label", open?.getAttribute("aria-label") ?? "");
    }
  });
}
