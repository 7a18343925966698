// Accessible autocomplete after the WAI-ARIA combobox pattern; markup in components/combobox.html.
// The server answers GET url?q=… with {"results": [{"value", "code", "text", "note"}]}; code and note may be absent, best first.
import { close, move, parts, running, show } from "./combobox_list.js";
import { focusNext } from "./keyboard.js";

async function search(input) {
  running.get(input)?.abort();
  const control = new AbortController();
  running.set(input, control);
  const query = input.value.trim();
  if (!query) return close(input);
  const address = new URL(parts(input).box.dataset.url, location.href);
  address.searchParams.set("q", query);
  try {
    await new Promise((resolve) => setTimeout(resolve, 90));
    if (control.signal.aborted) return;
    const answer = await fetch(address, { signal: control.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    show(input, (await answer.json()).results);
    parts(input).list.dataset.for = query;
    if (input.dataset.impatient) pickFirst(input);
  } catch (error) {
    if (error.name !== "AbortError") close(input);
  }
}

function addChip(box, input, row) {
  const chip = Object.assign(document.createElement("span"), { className: "chip", textContent: row.dataset.text });
  const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  remove.dataset.chipRemove = "";
  remove.setAttribute("aria-label", `× ${row.dataset.text}`);
  chip.append(remove, Object.assign(document.createElement("input"), { type: "hidden", name: input.dataset.name, value: row.dataset.value }));
  box.querySelector("[data-chips]").append(chip);
}

function pick(input, row) {
  const { box, many } = parts(input);
  if (many) addChip(box, input, row);
  else box.querySelector("[data-value]").value = row.dataset.value;
  input.value = many ? "" : row.dataset.text;
  close(input);
  box.dispatchEvent(new CustomEvent("combobox:pick", { bubbles: true, detail: { ...row.dataset } }));
  if (!many && input.closest("form[data-fast]")) focusNext(input);
}

// Enter before the answer came: the first choice is taken when it comes.
function pickFirst(input) {
  delete input.dataset.impatient;
  const first = parts(input).list.querySelector("[role=option]");
  if (first && document.activeElement === input) pick(input, first);
}

// The list is of what was typed before: its first choice is not what is meant.
const stale = (input) => parts(input).list.dataset.for !== input.value.trim();

function undecided(input) {
  const { box, many } = parts(input);
  return input.value.trim() !== "" && (many || box.querySelector("[data-value]").value === "");
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-combobox] [data-input]")) return;
  const { box, many } = parts(event.target);
  if (!many) box.querySelector("[data-value]").value = "";
  delete event.target.dataset.impatient;
  search(event.target);
});
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-combobox] [data-input]") || event.isComposing) return;
  if (parts(input).list.hidden || (event.key === "Enter" && stale(input))) {
    if (event.key !== "Enter" || event.ctrlKey || !undecided(input)) return;
    event.preventDefault();
    input.dataset.impatient = "1";
    search(input);
    return;
  }
  const chosen = parts(input).list.querySelector("[aria-selected=true]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") move(input, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" && chosen) pick(input, chosen);
  else if (event.key === "Escape") close(input);
  else return;
  event.preventDefault();
}, true);
document.addEventListener("mousedown", (event) => {
  const row = event.target.closest?.("[data-combobox] [role=option]");
  if (!row) return;
  event.preventDefault();
  pick(row.closest("[data-combobox]").querySelector("[data-input]"), row);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-combobox] [data-input]")) close(event.target);
});
document.addEventListener("click", (event) => event.target.closest?.("[data-chip-remove]")?.parentElement.remove());
