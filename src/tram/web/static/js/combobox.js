// Accessible autocomplete after the WAI-ARIA combobox pattern; markup in components/combobox.html.
// The server answers GET url?q=… with {"results": [{"value", "code", "text", "note"}]}; code and note may be absent, best first.
import { focusNext } from "./keyboard.js";

const running = new WeakMap();

const parts = (input) => {
  const box = input.closest("[data-combobox]");
  return { box, list: box.querySelector("[role=listbox]"), many: box.dataset.many !== undefined };
};

function option(item, index, list) {
  const row = document.createElement("li");
  row.className = "combo-option";
  row.id = `${list.id}-${index}`;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", index === 0);
  Object.assign(row.dataset, { value: item.value, text: item.code ? `${item.code} ${item.text}` : item.text });
  for (const [tag, text] of [["b", item.code ?? ""], ["span", item.text], ["small", item.note ?? ""]]) {
    row.append(Object.assign(document.createElement(tag), { textContent: text }));
  }
  return row;
}

function show(input, items) {
  const { list } = parts(input);
  const none = Object.assign(document.createElement("li"), { className: "combo-none", textContent: input.dataset.none });
  list.replaceChildren(...(items.length ? items.map((item, index) => option(item, index, list)) : [none]));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  activate(input, list.querySelector("[role=option]"));
}

function close(input) {
  running.get(input)?.abort();
  parts(input).list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function activate(input, row) {
  parts(input).list.querySelectorAll("[role=option]").forEach((each) => each.setAttribute("aria-selected", each === row));
  if (!row) return;
  input.setAttribute("aria-activedescendant", row.id);
  row.scrollIntoView({ block: "nearest" });
}

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
    if (answer.ok) show(input, (await answer.json()).results);
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

function move(input, step) {
  const rows = [...parts(input).list.querySelectorAll("[role=option]")];
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  activate(input, rows[(now + step + rows.length) % rows.length]);
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-combobox] [data-input]")) return;
  const { box, many } = parts(event.target);
  if (!many) box.querySelector("[data-value]").value = "";
  search(event.target);
});
document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-combobox] [data-input]") || event.isComposing || parts(input).list.hidden) return;
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
