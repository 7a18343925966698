// The list of a combobox: drawing it, opening, closing, walking in it. Used by combobox.js.

export const running = new WeakMap();

export const parts = (input) => {
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

export function show(input, items) {
  const { list } = parts(input);
  const none = Object.assign(document.createElement("li"), { className: "combo-none", textContent: input.dataset.none });
  list.replaceChildren(...(items.length ? items.map((item, index) => option(item, index, list)) : [none]));
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  activate(input, list.querySelector("[role=option]"));
}

export function close(input) {
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

export function move(input, step) {
  const rows = [...parts(input).list.querySelectorAll("[role=option]")];
  const now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  activate(input, rows[(now + step + rows.length) % rows.length]);
}
