/* Unsaved entries of a form survive a closed tab, a crash, and a session that ended.
 *
 * They are kept in this browser alone (localStorage), under the account and the address of the page, a moment after they
 * were typed, and offered again when the page is opened. They go once the form is saved, at sign-out, and after seven days.
 *
 * What is kept: the fields of policies' and other records' forms with their rows, what was chosen in boxes, and which state
 * of the record the page showed (loaded_at, seen), so that what somebody saved meanwhile is told on saving, as ever. Not kept:
 * files, passwords, forms of accounts and of the sign-in, forms in pop-up windows, and which row was taken out by “Remove”.
 */
const PREFIX = "migpol:entries:";
const MILLISECONDS_AFTER_TYPING = 600;
const MILLISECONDS_KEPT = 7 * 24 * 60 * 60 * 1000;
/** The page that a form was sent from, until the next page tells whether it was saved. */
const SENT = "migpol:sent";
/** What a page says of a form that was not saved. */
const REFUSED = ".errornote, .overtaken";
const NEVER = new Set(["csrfmiddlewaretoken", "save_over", "take_out", "_popup", "_to_field", "_reason"]);

/** Which state of the record a page showed: of policies and projects a moment, of others a digest. */
const STATE = new Set(["loaded_at", "seen"]);

/** Storage may be full, or switched off: then nothing is kept, and nothing breaks. */
function quietly(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

const read = (key) => quietly(() => JSON.parse(localStorage.getItem(key)));
const forget = (key) => quietly(() => localStorage.removeItem(key));

function keysOf(account) {
  const start = account === undefined ? PREFIX : `${PREFIX}${account}:`;
  return quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(start))) ?? [];
}

function dropOld() {
  for (const key of keysOf()) {
    const at = read(key)?.at;
    if (!(Date.now() - at < MILLISECONDS_KEPT)) forget(key);
  }
}

function addressOfPage() {
  const query = new URLSearchParams(location.search);
  query.delete("_changelist_filters");
  return `${location.pathname}?${query}`;
}

/** The form of a record, or one that asks for it. Never one of accounts. */
function formToKeep() {
  if (document.querySelector("[name=_popup], input[type=password]")) return null;
  const { classList } = document.body;
  const ofRecord = classList.contains("change-form") && classList.contains("app-policies");
  const form = document.querySelector(ofRecord ? "#content-main form[id$=_form]" : "form[data-keep]");
  return form?.querySelector("[name=_save], [name=_continue]") ? form : null;
}

const isKept = (box) =>
  box.name && !NEVER.has(box.name) && !box.name.includes("__prefix__") && !["file", "password", "submit", "button"].includes(box.type);

/** What the form says: [name, value] of each box; of one with a list [name, [[value, label], …]]. */
function saysNow(form) {
  const said = [];
  for (const box of form.elements) {
    if (!isKept(box)) continue;
    if (box.tagName === "SELECT") said.push([box.name, [...box.selectedOptions].map((option) => [option.value, option.text])]);
    else if (box.type === "checkbox" || box.type === "radio") said.push([box.name, box.checked ? [box.value] : null]);
    else said.push([box.name, box.value]);
  }
  return said;
}

/** Without what no person enters, to tell whether a person has. */
function typed(said) {
  return JSON.stringify(said.filter(([name]) => !STATE.has(name)));
}

/** Adds rows until there are as many as there were. */
function addRows(form, said) {
  for (const [name, value] of said) {
    if (!name.endsWith("-TOTAL_FORMS")) continue;
    const prefix = name.slice(0, -"-TOTAL_FORMS".length);
    const total = form.elements[name];
    const button = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    for (let left = Number(value) - Number(total?.value ?? 0); button && left > 0; left -= 1) button.click();
  }
}

function choose(box, chosen) {
  const known = new Map([...box.options].map((option) => [option.value, option]));
  for (const [value, label] of chosen) {
    if (!known.has(value)) known.set(value, box.appendChild(new Option(label, value)));
  }
  const values = new Set(chosen.map(([value]) => value));
  for (const option of box.options) option.selected = values.has(option.value);
}

function restore(form, said) {
  document.documentElement.dataset.restoring = "true";
  addRows(form, said);
  const changed = [];
  const used = new Map();
  for (const [name, value] of said) {
    const place = used.get(name) ?? 0;
    used.set(name, place + 1);
    const box = [...form.elements].filter((each) => each.name === name && isKept(each))[place];
    if (!box) continue;
    if (box.tagName === "SELECT") choose(box, value);
    else if (box.type === "checkbox" || box.type === "radio") box.checked = value !== null;
    else box.value = value;
    changed.push(box);
  }
  for (const box of changed) {
    box.dispatchEvent(new Event("change", { bubbles: true }));
    // Boxes of autocomplete listen to jQuery alone.
    if (box.tagName === "SELECT") window.django?.jQuery?.(box).trigger("change.select2");
  }
  setTimeout(() => delete document.documentElement.dataset.restoring, 50);
}

/** The bar above the form. Its words come with the page. */
function offer(form, key, kept, current) {
  const words = document.getElementById("kept-entries");
  const bar = document.createElement("div");
  bar.className = "kept-entries";
  bar.setAttribute("role", "status");
  form.before(bar);
  const content = words.content.cloneNode(true);
  const time = content.querySelector("time");
  const at = new Date(kept.at);
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
  const loaded = (said) => said.find(([name]) => STATE.has(name))?.[1] ?? "";
  content.querySelector("[data-later]").hidden = loaded(kept.said) === loaded(current);
  const end = (name) => {
    const last = bar.querySelector(`[data-${name}]`);
    last.hidden = false;
    last.tabIndex = -1;
    bar.replaceChildren(last);
    last.focus();
  };
  content.querySelector("[data-restore]").addEventListener("click", () => {
    restore(form, kept.said);
    end("restored");
  });
  content.querySelector("[data-discard]").addEventListener("click", () => {
    forget(key);
    end("discarded");
  });
  // A region that is there before its words is read out when they come.
  setTimeout(() => bar.append(content), 100);
}

/** Forgets what was sent from a page if this page says that it was saved; else returns which page that was. */
function settle() {
  const sent = quietly(() => sessionStorage.getItem(SENT));
  if (!sent) return null;
  const refused = document.querySelector(`${REFUSED}, input[type=password], #id_code`);
  const said = document.querySelector(".messagelist li");
  if (!refused && said) forget(sent);
  // On the way through the sign-in it stays open whether the form arrived.
  quietly(() => sessionStorage.removeItem(SENT));
  return refused ? sent : null;
}

export function startKeeping() {
  dropOld();
  const justSent = settle();
  const account = document.querySelector("meta[name=account]")?.content;
  if (!account) return;
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    stopped = true;
    for (const key of keysOf(account)) forget(key);
  });
  let stopped = false;
  const form = formToKeep();
  if (!form) return;

  const key = `${PREFIX}${account}:${addressOfPage()}`;
  const shown = saysNow(form);
  const first = typed(shown);
  // After a mistake the page shows what was sent, which is not what is stored.
  const asStored = !document.querySelector(REFUSED);
  const kept = read(key);
  let waiting = Boolean(kept?.said) && key !== justSent && typed(kept.said) !== first;
  if (waiting) offer(form, key, kept, shown);

  let timer;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    if (stopped) return;
    const said = saysNow(form);
    if (asStored && typed(said) === first) {
      // As it was; what is offered is not thrown away for that.
      if (!waiting) forget(key);
      return;
    }
    waiting = false;
    quietly(() => localStorage.setItem(key, JSON.stringify({ at: Date.now(), said })));
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, MILLISECONDS_AFTER_TYPING);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  window.django?.jQuery?.(form).on("change", soon);
  document.addEventListener("formset:added", soon);
  document.addEventListener("formset:removed", soon);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && timer && keep());
  form.addEventListener("submit", ({ submitter }) => {
    keep();
    // A button with an address of its own (preview, look up) saves nothing.
    if (!submitter?.hasAttribute("formaction")) quietly(() => sessionStorage.setItem(SENT, key));
  });
}
