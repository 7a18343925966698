// The visit form's own keys. Alt with a digit presses the button that shows it, or chooses the value a list has for it;
// 150/ or 150 and a blank walks to the second pressure; a chip puts a diagnosis into its box; "like last time" fills the
// prescription.
import { focusNext } from "../js/keyboard.js";

const form = document.querySelector("[data-visit]");

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function pick(button) {
  const input = document.getElementById(`combo-${button.dataset.pick}`);
  const box = input.closest("[data-combobox]");
  put(input, button.dataset.text);
  box.querySelector("[data-value]").value = button.dataset.value;
  input.focus();
  focusNext(input);
}

function fill(button) {
  const field = document.getElementById(button.dataset.fill);
  const text = JSON.parse(document.getElementById(button.dataset.from).textContent);
  put(field, field.value.trim() ? `${field.value.trimEnd()}\n${text}` : text);
  field.focus();
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick], [data-fill]");
  if (button?.dataset.pick) pick(button);
  else if (button) fill(button);
});

form?.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset.pair) return;
  const halves = /^\s*(\d{2,3})[/\s]\s*(\d*)\s*$/.exec(field.value);
  if (!halves) return;
  const other = document.getElementById(field.dataset.pair);
  field.value = halves[1];
  if (halves[2]) other.value = halves[2];
  other.focus();
});

// Where somebody is sent is where the station sent the last one, until another code is typed.
form?.addEventListener("change", (event) => {
  if (event.target.name !== "outcome" || !["referred", "admitted"].includes(event.target.value)) return;
  const path = form.querySelector("[data-path]");
  path.open = true;
  const to = path.querySelector("[name=referred_to]");
  if (event.target.value === "referred" && !to.value) put(to, path.dataset.usual);
});

document.addEventListener("keydown", (event) => {
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  if (!event.altKey || event.ctrlKey || !digit) return;
  const button = form?.querySelector(`[data-alt="${digit}"]`);
  if (!button) return;
  event.preventDefault();
  if (button.dataset.altValue) put(button, button.dataset.altValue);
  else button.click();
});

form?.querySelector("[aria-invalid=true]")?.focus();
if (form) form.dataset.ready = "";
