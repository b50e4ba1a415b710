// The passages behind a cell of a matrix, in a dialog. Without script, or when the dialog cannot be filled, a cell is a
// link to a page that shows the same.

/** Connect the page's `<dialog id="passages">` to every `<a data-passages>`. */
export function startPassages(root) {
  const dialog = root.getElementById("passages");
  if (!dialog || dialog.dataset.started) return;
  dialog.dataset.started = "yes";
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-passages]");
    // A link that is to open elsewhere is left to the browser.
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(dialog, link);
  });
  // A click on what lies behind the dialog closes it, as Escape does.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

async function show(dialog, link) {
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!response.ok) throw new Error(response.statusText);
    dialog.querySelector("#passages-body").innerHTML = await response.text();
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  } catch {
    location.assign(link.href);
  } finally {
    link.removeAttribute("aria-busy");
  }
}
