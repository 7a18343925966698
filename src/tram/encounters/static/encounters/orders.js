// Orders of the visit form: what is picked becomes a row that the server draws; its dose is read by the server too, so
// that what the screen says is what will be saved. Enter in the last box of a row leads back to the search.
const box = document.querySelector("[data-orders]");
const find = document.getElementById("combo-order");
const list = box?.querySelector("[data-order-list]");
const reading = new WeakMap();

const nextKey = () => String(Math.max(0, ...[...list.querySelectorAll("[data-key]")].map((each) => Number(each.value))) + 1);
const firstBox = (row) => row.querySelector("input:not([type=hidden]):not([data-skip])");

function changed(field) {
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function daysBefore(row) {
  for (let each = row.previousElementSibling; each; each = each.previousElementSibling) {
    if (each.dataset.days) return each.dataset.days;
  }
  return "";
}

async function read(row) {
  const dose = row.querySelector("[data-dose]");
  const many = row.querySelector("[data-many-of]");
  reading.get(row)?.abort();
  const control = new AbortController();
  reading.set(row, control);
  const address = new URL(row.dataset.doseUrl, location.href);
  address.search = new URLSearchParams({ dose: dose?.value ?? "", quantity: many.value, days: daysBefore(row) });
  try {
    const answer = await fetch(address, { signal: control.signal, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const said = await answer.json();
    row.querySelector("[data-said]").textContent = said.said;
    if (dose) many.placeholder = said.quantity;
    row.dataset.days = said.days;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

// What was typed while the row was on its way belongs to it.
function takeOver(row) {
  const field = firstBox(row);
  if (!field) return find.focus();
  const early = find.value;
  const left = find.dataset.impatient !== undefined;
  delete find.dataset.impatient;
  find.value = "";
  changed(find);
  if (early) field.value = early;
  if (left) return find.focus();
  field.focus();
  if (early) field.setSelectionRange(early.length, early.length);
  else field.select();
}

async function add(item) {
  const key = nextKey();
  const answer = await fetch(`${box.dataset.rowUrl}${item}/?${new URLSearchParams({ key })}`);
  if (!answer.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const row = holder.content.querySelector("[data-order]");
  list.append(row);
  takeOver(row);
  changed(firstBox(row) ?? row.querySelector("input"));
}

function again() {
  const offered = box.querySelector("[data-again]");
  for (const drawn of offered?.content.querySelectorAll("[data-order]") ?? []) {
    const row = drawn.cloneNode(true);
    const key = nextKey();
    const old = row.dataset.order;
    row.dataset.order = key;
    row.querySelectorAll("[name], [id], [aria-describedby]").forEach((each) => {
      for (const name of ["name", "id", "aria-describedby"]) {
        if (each.hasAttribute(name)) each.setAttribute(name, each.getAttribute(name).replace(`o${old}_`, `o${key}_`));
      }
    });
    row.querySelector("[data-key]").value = key;
    list.append(row);
    read(row);
  }
  if (offered) changed(find);
  offered?.remove();
}

box?.addEventListener("combobox:pick", (event) => {
  event.target.querySelector("[data-chips]").replaceChildren();
  add(event.detail.value);
});

box?.addEventListener("input", (event) => {
  const row = event.target.closest("[data-order]");
  if (row && event.target.matches("[data-dose], [data-many-of]")) read(row);
});

box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !event.target.matches("[data-back]")) return;
  event.preventDefault();
  find.focus();
});

box?.addEventListener("click", (event) => {
  const row = event.target.closest("[data-order-remove]")?.closest("[data-order]");
  if (!row) return;
  row.remove();
  changed(find);
  find.focus();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.code !== "KeyT" || !find) return;
  event.preventDefault();
  find.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-again-rows]") && box) again();
});

list?.querySelectorAll("[data-order]").forEach((row) => row.querySelector("[data-dose]")?.value && read(row));
