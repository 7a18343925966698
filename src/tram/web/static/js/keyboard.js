// Keys that work everywhere: / search, Alt+S or Ctrl+Enter save, ? the list of keys, Enter to the next field.

const FIELDS = "input:not([type=hidden]):not([disabled]):not([readonly]), select:not([disabled]), textarea:not([disabled])";

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

function save(from) {
  const form = from.closest?.("form:not([role=search])") ?? document.querySelector("form[data-fast]");
  const owner = form ?? document.querySelector("[data-save]")?.form;
  if (!owner) return false;
  owner.requestSubmit(owner.querySelector("[data-save]") ?? undefined);
  return true;
}

// What is folded away has a place in the page, but takes no focus.
export function reachable(field) {
  return field.offsetParent !== null && !field.closest("details:not([open])");
}

// In a form marked data-fast Enter walks on, past what is marked data-skip; a text area takes its own Enter, a combobox its choice.
export function focusNext(field) {
  const form = field.form ?? field.closest("form");
  const fields = [...form.querySelectorAll(`${FIELDS}, [data-save]`)].filter(reachable);
  const walked = fields.filter((each) => !each.matches("[data-skip]") || each === field);
  const stops = walked.filter((each) => each.type !== "radio" || each.checked || each === field);
  const next = stops[stops.indexOf(field) + 1] ?? form.querySelector("[data-save]");
  next?.focus();
  if (next?.select && next.type !== "radio" && next.type !== "checkbox") next.select();
}

function enter(event) {
  const field = event.target;
  if (!field.matches("form[data-fast] input, form[data-fast] select") || field.type === "submit") return;
  event.preventDefault();
  focusNext(field);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const saving = (event.altKey && event.code === "KeyS") || (event.ctrlKey && event.key === "Enter");
  if (saving) {
    if (save(event.target)) event.preventDefault();
  } else if (event.key === "Enter" && !event.shiftKey) {
    enter(event);
  } else if (!typing(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) {
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("search")?.focus();
      document.getElementById("search")?.select();
    } else if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    }
  }
});
