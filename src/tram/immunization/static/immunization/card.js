// A vaccination card typed line by line: Enter walks date, vaccine, number and down to the next line; the place of a
// single line is reached with Tab. Six digits become a date, two letters show their vaccine. A new line grows below.

const form = document.querySelector("form[data-card]");
const names = JSON.parse(document.getElementById("card-keys").textContent);
const today = form.dataset.today;

// dd mm yy: the last year that ends so and is not to come.
function shortDay(text) {
  const found = /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(text.trim());
  if (!found) return text;
  let year = found[3];
  if (year.length === 2) {
    const full = Number(today.slice(0, 2) + year);
    year = String(full > Number(today.slice(0, 4)) ? full - 100 : full);
  }
  return `${found[1]}/${found[2]}/${year}`;
}

function tell(line) {
  const typed = line.querySelector("[data-key]").value.trim().toLowerCase();
  line.querySelector("[data-name]").value = names[typed] ?? "";
}

function grow(line) {
  const next = line.cloneNode(true);
  next.querySelectorAll(".sheet-error").forEach((each) => each.remove());
  next.querySelectorAll("input").forEach((input) => {
    input.value = "";
    input.removeAttribute("aria-invalid");
  });
  next.querySelector("[name=token]").value = "";
  next.querySelector("[data-name]").value = "";
  line.after(next);
  return next;
}

form.addEventListener("focusout", (event) => {
  const field = event.target;
  if (field.matches("[data-short-day]")) field.value = shortDay(field.value);
});

form.addEventListener("input", (event) => {
  if (event.target.matches("[data-key]")) tell(event.target.closest("[data-line]"));
});

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !field.closest?.("[data-line]")) return;
  const line = field.closest("[data-line]");
  if (field.matches("[data-short-day]") && !field.value.trim()) {
    event.preventDefault();
    form.querySelector("[data-save]").focus();
  } else if (field.matches("[data-last], [name=place]")) {
    event.preventDefault();
    const next = line.nextElementSibling ?? grow(line);
    next.querySelector("[data-short-day]").focus();
  }
}, true);

form.querySelectorAll("[data-line]").forEach(tell);
form.querySelector("[aria-invalid]")?.focus();
form.dataset.ready = "";
