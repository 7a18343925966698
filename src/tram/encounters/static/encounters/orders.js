// Orders of the visit form: what is picked becomes a row that the server draws; its dose is read by the server too, so
// that what the screen says is what will be saved. Enter in the last box of a row leads back to the search.
const box = document.querySelector("[data-orders]");
const find = document.getElementById("combo-order");
const list = box?.querySelector("[data-order-list]");
const reading = new WeakMap();

const nextKey = () => String(Math.max(0, ...[...list.querySelectorAll("[data-key]")].map((each) => Number(each.value))) + 1);
const firstBox = (row) => row.querySelector(".order-fields input:not([type=hidden]):not([data-skip])");

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

// Quick hands are ahead of the server: each Enter puts what stands in the search box in line, and the line is worked off
// in order: what to find, then what goes into the boxes of its row. What is typed last goes on where it belongs.
const line = [];
let working = false;
let target = null;

const nextBox = (field) => {
  if (field.dataset.back !== undefined) return null;
  const boxes = [...field.closest(".order-fields").querySelectorAll("input:not([data-skip])")];
  return boxes[boxes.indexOf(field) + 1] ?? null;
};

async function firstFound(query) {
  const address = new URL(find.closest("[data-combobox]").dataset.url, location.href);
  address.searchParams.set("q", query);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).results[0]?.value : undefined;
}

async function workOff() {
  if (working) return;
  working = true;
  try {
    while (line.length) await step(line.shift());
  } finally {
    working = false;
  }
  arrive();
}

async function step(said) {
  if (said.item) {
    target = await add(said.item);
  } else if (target) {
    if (said.text) target.value = said.text;
    changed(target);
    target = nextBox(target);
  } else if (said.text) {
    const item = await firstFound(said.text);
    if (item) target = await add(item);
    else if (!find.value) find.value = said.text;
  }
}

function arrive() {
  if (!target) return;
  const early = find.value;
  find.value = "";
  if (early) target.value = early;
  target.focus();
  if (early) target.setSelectionRange(early.length, early.length);
  else target.select();
  changed(target);
  target = null;
}

async function add(item) {
  const key = nextKey();
  const answer = await fetch(`${box.dataset.rowUrl}${item}/?${new URLSearchParams({ key })}`);
  if (!answer.ok) return null;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const row = holder.content.querySelector("[data-order]");
  list.append(row);
  changed(row.querySelector("[data-dose]") ?? row.querySelector("[data-many-of]"));
  return firstBox(row);
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
  line.push({ item: event.detail.value });
  workOff();
});

const fresh = () => {
  const offered = document.getElementById("combo-order-list");
  return !offered.hidden && offered.dataset.for === find.value.trim();
};

window.addEventListener("keydown", (event) => {
  if (event.target !== find || event.key !== "Enter" || event.ctrlKey || event.isComposing) return;
  if (!working && (!find.value.trim() || fresh())) return;
  event.preventDefault();
  event.stopPropagation();
  line.push({ text: find.value.trim() });
  find.value = "";
  changed(find);
  workOff();
}, true);

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

// Saved while the line is worked off: it waits, nothing of it is lost.
window.addEventListener("submit", (event) => {
  if (!working || event.target !== box?.closest("form")) return;
  const button = event.submitter;
  event.preventDefault();
  event.stopPropagation();
  const wait = setInterval(() => {
    if (working) return;
    clearInterval(wait);
    box.closest("form").requestSubmit(button);
  }, 30);
}, true);

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.code !== "KeyT" || !find) return;
  event.preventDefault();
  find.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-again-rows]") && box) again();
});

list?.querySelectorAll("[data-order]").forEach((row) => row.querySelector("[data-dose]")?.value && read(row));
