// Dates are typed as dd/mm/yyyy. In a field marked data-date: 15122026 becomes 15/12/2026; 10n, 2t, 1th (ngày, tuần, tháng)
// or +10 count from today; arrow up and down move by a day. A button with data-set-date="+7d" or "+1m" (and data-for) fills the field.
// Today is the server's Vietnamese calendar day, from data-today (yyyy-mm-dd) on the form.

const UNITS = { n: "d", t: "w", th: "m" };
const two = (number) => String(number).padStart(2, "0");
const text = (day) => `${two(day.getUTCDate())}/${two(day.getUTCMonth() + 1)}/${day.getUTCFullYear()}`;

function today(field) {
  const given = field.closest("[data-today]")?.dataset.today;
  return given ? new Date(`${given}T00:00:00Z`) : new Date();
}

function parse(value) {
  const found = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(value.trim());
  return found ? new Date(Date.UTC(found[3], found[2] - 1, found[1])) : null;
}

function addMonths(day, months) {
  const moved = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
  const end = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day.getUTCDate(), end));
  return moved;
}

export function shifted(day, step) {
  const [, amount, unit] = /^([+-]?\d+)([dwmy]?)$/.exec(step);
  const count = Number(amount);
  if (unit === "m" || unit === "y") return addMonths(day, unit === "y" ? 12 * count : count);
  return new Date(day.getTime() + count * (unit === "w" ? 7 : 1) * 86_400_000);
}

function put(field, day) {
  field.value = text(day);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function tidy(field) {
  const value = field.value.trim();
  const short = /^(?:\+(\d{1,3})|(\d{1,3}) ?(n|th|t))$/i.exec(value);
  if (short) put(field, shifted(today(field), `${short[1] ?? short[2]}${UNITS[short[3]?.toLowerCase()] ?? "d"}`));
  else if (/^\d{8}$/.test(value)) field.value = `${value.slice(0, 2)}/${value.slice(2, 4)}/${value.slice(4)}`;
}

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-date]")) tidy(event.target);
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-date]")) return;
  if (event.key === "Enter") tidy(event.target);
  const step = { ArrowUp: "+1d", ArrowDown: "-1d" }[event.key];
  if (!step) return;
  event.preventDefault();
  put(event.target, shifted(parse(event.target.value) ?? today(event.target), step));
}, true);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-set-date]");
  const field = button && document.getElementById(button.dataset.for);
  if (!field) return;
  put(field, shifted(today(field), button.dataset.setDate));
  field.focus();
});
