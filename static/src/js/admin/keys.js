// Keys of the analysts' forms: Ctrl+S saves and stays, Ctrl+Enter saves (⌘ on a Mac); a new row takes the focus.

const FIELDS = "input:not([type=hidden]), select, textarea, .select2-selection";

/** The button that a key presses: the first of these names that the form has. */
function press(form, ...names) {
  for (const name of names) {
    const button = form.querySelector(`input[type=submit][name=${name}], button[type=submit][name=${name}]`);
    if (button) {
      button.click();
      return true;
    }
  }
  return false;
}

/** The form that is entered: there is one on a page, beside buttons and searches. */
function formOfPage() {
  return [...document.querySelectorAll("#content-main form")].find((form) => form.querySelector("[name=_save], [name=_continue]"));
}

/** Whether somebody could type there; the box of an autocomplete stands for its hidden select. */
function canTakeFocus(field) {
  return !field.disabled && field.offsetParent !== null && !field.classList.contains("select2-hidden-accessible");
}

export function startKeys() {
  const form = formOfPage();
  if (!form) return;
  for (const line of document.querySelectorAll(".keys")) line.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    if (event.key === "Enter" && press(form, "_save", "_continue")) event.preventDefault();
    if (event.key.toLowerCase() === "s" && press(form, "_continue", "_save")) event.preventDefault();
  });

  document.addEventListener("formset:added", ({ target }) => {
    // Once the boxes of the row are what they will be.
    setTimeout(() => {
      if (document.documentElement.dataset.restoring) return;
      [...target.querySelectorAll(FIELDS)].find(canTakeFocus)?.focus();
    });
  });
}
