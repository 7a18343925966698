// The form of an indicator: conditions are checked while they are written, the fault is marked where it stands, names are
// completed from the published tables, and the number is worked out again once the conditions can be read.

const form = document.getElementById("draft");
const known = JSON.parse(document.getElementById("authoring-tables")?.textContent ?? "{}");
const WORDS = ["and", "or", "not", "between", "in", "is", "missing", "known", "case", "when", "then", "else", "end", "true", "false"];
const FUNCTIONS = ["exists", "count", "last", "first", "one", "years_between", "months_between", "days_between", "year", "month", "starts_with", "first_known"];
const PAUSE = 350;

// A button that opens another page must not lock the form it stands in.
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget !== "_blank") return;
  setTimeout(() => {
    delete event.target.dataset.sent;
    event.target.querySelectorAll("[data-save]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

function shade(box, said) {
  const text = box.querySelector("textarea").value;
  const mark = document.createElement("mark");
  const shown = box.querySelector("[data-shade]");
  if (!said || said.ok) {
    shown.textContent = `${text}\u200b`;
    return;
  }
  mark.textContent = text.slice(said.start, said.end) || " ";
  shown.replaceChildren(text.slice(0, said.start), mark, `${text.slice(said.end)}\u200b`);
}

function tell(part, said) {
  const place = form.querySelector(`[data-part="${part}"]`);
  const output = place.querySelector("[data-said]");
  place.querySelector("textarea").toggleAttribute("aria-invalid", !said.ok);
  if (!said.ok) place.querySelector("textarea").setAttribute("aria-invalid", "true");
  shade(place.querySelector(".code-box"), said);
  const line = document.createElement("p");
  line.className = said.ok ? "said-ok" : "error";
  line.textContent = said.ok ? said.words : `${said.place}: ${said.sentence}${said.hint ? ` → ${said.hint}` : ""}`;
  output.replaceChildren(...(line.textContent ? [line] : []));
}

let waiting = 0;
let asked = 0;
let counted = "";

async function check() {
  const mine = ++asked;
  const body = new FormData(form);
  const answer = await fetch(form.dataset.check, { method: "POST", body, headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") } }).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const found = await answer.json();
  for (const [part, said] of Object.entries(found.parts)) tell(part, said);
  form.querySelector("[data-state]").textContent = found.ready ? "" : found.reason;
  const about = ["table", "subject", "kind", "over", "under", "per", "population", "denominator", "numerator", "theo", "ky", "xa"].map((name) => body.get(name)).join("\n") + body.getAll("periods") + body.getAll("by");
  if (!found.ready || about === counted) return;
  counted = about;
  if (form.querySelector("[data-live]").checked) form.querySelector("[data-preview]").click();
  if (form.querySelectorAll("#trial .trial-grid input:not(:placeholder-shown)").length === 0) form.querySelector("[data-trial]").click();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
}

function fit() {
  const kind = form.elements.kind.value;
  form.querySelectorAll("[data-kinds]").forEach((part) => { part.hidden = !part.dataset.kinds.split(" ").includes(kind); });
  const table = form.elements.table.value;
  const reached = new Set([table, ...(known[table]?.reach ?? [])]);
  const list = form.querySelector("[data-columns]");
  const parts = [...list.querySelectorAll("[data-table]")];
  parts.forEach((part) => { part.hidden = !reached.has(part.dataset.table); });
  const own = parts.find((part) => part.dataset.table === table);
  if (own) { list.prepend(own); own.open = true; }
}

// Which table's brackets the caret stands in ("" for none), and the word it ends.
function around(area) {
  const before = area.value.slice(0, area.selectionStart);
  const word = /[a-z0-9_.:]*$/i.exec(before)[0];
  let depth = 0;
  for (let at = before.length - 1; at >= 0; at -= 1) {
    if (before[at] === ")") depth += 1;
    if (before[at] !== "(") continue;
    if (depth > 0) { depth -= 1; continue; }
    const opened = /(exists|count|last|first|one)\s*$/.test(before.slice(0, at));
    const inside = opened && /^\(\s*([a-z_.]+)\s+\S*/.exec(before.slice(at) + " ");
    if (opened) return { word, inside: inside ? inside[1] : "", tables: !inside || !/\s/.test(before.slice(at + 1).trimStart()) };
  }
  return { word, inside: "", tables: false };
}

function offers(area) {
  const { word, inside, tables } = around(area);
  const table = form.elements.table.value;
  const columns = (name) => (known[name]?.columns ?? []).map((one) => ({ text: one.name, note: one.words, codes: one.codes }));
  let all;
  if (tables) all = (known[table]?.reach ?? []).map((name) => ({ text: name, note: known[name].grain }));
  else if (inside) all = [...columns(inside), ...columns(table).map((one) => ({ ...one, text: `subject.${one.text}` }))];
  else all = columns(table);
  if (!tables) all = [...all, ...[":at", ":start", ":end", ...FUNCTIONS, ...WORDS].map((text) => ({ text, note: "" }))];
  const coded = /([a-z_.]+)\s*(?:=|!=)\s*("?)([a-z0-9_]*)$/.exec(area.value.slice(0, area.selectionStart));
  const codes = coded && all.find((one) => one.text === coded[1])?.codes;
  if (codes?.length) return { word: coded[2] + coded[3], found: codes.filter((code) => code.startsWith(coded[3])).map((code) => ({ text: `"${code}"`, note: "" })) };
  const found = word.length === 0 && !tables ? [] : all.filter((one) => one.text.startsWith(word) && one.text !== word);
  return { word, found };
}

function close(area) {
  const list = document.getElementById(`list_${area.name}`);
  list.hidden = true;
  area.removeAttribute("aria-activedescendant");
}

function offer(area) {
  const list = document.getElementById(`list_${area.name}`);
  const { word, found } = offers(area);
  list.replaceChildren(...found.slice(0, 8).map((one, number) => {
    const item = document.createElement("li");
    item.className = "combo-option";
    item.id = `${list.id}_${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(number === 0));
    const name = document.createElement("b");
    const note = document.createElement("span");
    name.textContent = one.text;
    note.textContent = one.note;
    item.append(name, note);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(area, one.text, word); });
    return item;
  }));
  list.hidden = found.length === 0;
}

function take(area, text, word) {
  const at = area.selectionStart;
  area.setRangeText(text, at - word.length, at, "end");
  close(area);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close(area);
  area.focus();
}

function walk(area, step) {
  const items = [...document.getElementById(`list_${area.name}`).children];
  const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const next = items[(now + step + items.length) % items.length];
  items.forEach((item) => item.setAttribute("aria-selected", String(item === next)));
  next.scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", next.id);
}

function keyed(event) {
  const area = event.target;
  if (!area.matches("[data-condition]")) return;
  const list = document.getElementById(`list_${area.name}`);
  if (list.hidden) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(area, event.key === "ArrowDown" ? 1 : -1);
  else if (event.key === "Enter" || event.key === "Tab") take(area, list.querySelector("[aria-selected=true] b").textContent, offers(area).word);
  else if (event.key === "Escape") close(area);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function begin() {
  let last = form.querySelector("[data-condition]");
  form.addEventListener("input", (event) => {
    if (event.target.closest("#trial")) return;
    if (event.target.matches("[data-condition]")) { shade(event.target.closest(".code-box")); offer(event.target); }
    soon();
  });
  form.addEventListener("change", (event) => { if (["kind", "table"].includes(event.target.name)) fit(); soon(); });
  form.addEventListener("keydown", keyed, true);
  form.addEventListener("focusin", (event) => { if (event.target.matches("[data-condition]")) last = event.target; });
  form.addEventListener("focusout", (event) => { if (event.target.matches("[data-condition]")) close(event.target); });
  form.addEventListener("scroll", (event) => {
    if (event.target.matches?.("[data-condition]")) event.target.previousElementSibling.scrollTop = event.target.scrollTop;
  }, true);
  form.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-insert]");
    if (!chosen) return;
    const table = chosen.closest("[data-table]").dataset.table;
    const bare = table === form.elements.table.value || around(last).inside === table;
    last.focus();
    last.setRangeText(bare ? chosen.dataset.insert : `exists(${table} where ${chosen.dataset.insert} )`, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });
  fit();
  soon();
}

if (form) begin();
// A field that was dragged larger carries a style; htmx would write it into what it swaps in, which the page's policy forbids.
if (window.htmx) window.htmx.config.attributesToSettle = ["class", "width", "height"];
