// Suggestions under a search field: a combobox with a list (WAI-ARIA pattern). The server answers with the list; this
// shows it and moves in it. Without script, or without an answer, the field is a plain one and its form searches.
const TYPING_MILLISECONDS = 200;
const FEWEST_LETTERS = 2;

class Suggestions {
  constructor(box) {
    this.field = box.querySelector("input");
    this.address = box.dataset.suggest;
    this.status = box.appendChild(document.createElement("div"));
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.panel = box.appendChild(document.createElement("div"));
    this.panel.className = "suggestions-panel";
    this.panel.hidden = true;
    this.active = null;
    for (const [name, value] of [["role", "combobox"], ["autocomplete", "off"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) {
      this.field.setAttribute(name, value);
    }
    this.field.addEventListener("input", () => this.ask());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => this.close());
    // The focus stays in the field, so that the list is still there when the button comes up.
    this.panel.addEventListener("mousedown", (event) => event.preventDefault());
    this.panel.addEventListener("click", ({ target }) => this.go(target.closest("[role=option]")));
  }

  get options() {
    return [...this.panel.querySelectorAll("[role=option]")];
  }

  ask() {
    this.stop();
    const text = this.field.value.trim();
    if (text.length < FEWEST_LETTERS) return;
    this.timer = setTimeout(() => this.fetch(text), TYPING_MILLISECONDS);
  }

  async fetch(text) {
    this.request = new AbortController();
    const { signal } = this.request;
    try {
      const response = await fetch(`${this.address}?${new URLSearchParams({ q: text })}`, { signal });
      if (!response.ok) return;
      const html = await response.text();
      if (!signal.aborted && document.activeElement === this.field) this.show(html);
    } catch {
      // The next letter has ended the request, or there is no network: the field still searches.
    }
  }

  show(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const list = parsed.querySelector("[role=listbox]");
    this.status.textContent = parsed.querySelector("[role=status]")?.textContent ?? "";
    this.panel.replaceChildren(...(list ? [list] : []));
    this.mark(null);
    const open = this.options.length > 0;
    this.panel.hidden = !open;
    this.field.setAttribute("aria-expanded", String(open));
    if (open) this.field.setAttribute("aria-controls", list.id);
  }

  /** Close the list and forget what was asked. */
  stop() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.panel.hidden = true;
    this.mark(null);
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-controls");
  }

  mark(option) {
    this.active?.setAttribute("aria-selected", "false");
    this.active = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", option.id);
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    const open = !this.panel.hidden;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.ask();
      const { options } = this;
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Beyond either end is the field itself.
      const place = options.indexOf(this.active) + 1 + step;
      const places = options.length + 1;
      this.mark(options[((place + places) % places) - 1] ?? null);
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // and the words stay
      this.stop();
    } else if (event.key === "Enter") {
      if (open && this.active) {
        event.preventDefault();
        this.go(this.active);
      }
      this.stop(); // or the form searches
    }
  }

  go(option) {
    if (option) window.location.assign(option.dataset.href);
  }
}

for (const box of document.querySelectorAll("[data-suggest]")) new Suggestions(box);
