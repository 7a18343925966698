// The keys of a session. Alt with a digit or letter presses the button that shows it, or ticks its box; Esc goes back;
// Alt+H opens the reasons for not vaccinating, where a letter chooses and Enter saves; the arrow down walks from the
// search box into what it found; 367 becomes 36,7. A plan counts who is ticked.

const desk = document.querySelector("[data-desk]");
const box = document.getElementById("id_q");

function strike(code) {
  const key = /^(?:Digit|Key)(\w)$/.exec(code)?.[1].toLowerCase();
  const target = key && document.querySelector(`[data-alt="${key}"]`);
  if (!target) return false;
  target.click();
  return true;
}

// Which of the two buttons Ctrl+Enter presses: the doses, or the reason for going without.
function saveBy(value) {
  desk.querySelectorAll("[name=save]").forEach((button) => {
    button.toggleAttribute("data-save", button.value === value);
    if (button.value !== "screen") button.classList.toggle("btn-primary", button.value === value);
  });
}

function openReasons() {
  const reasons = document.querySelector("[data-off]");
  if (!reasons) return false;
  reasons.open = true;
  (reasons.querySelector("input[name=reason]:checked") ?? reasons.querySelector("input[name=reason]")).focus();
  saveBy("off");
  return true;
}

// With a reason in focus its letter chooses, Enter saves.
function reasonKey(event) {
  if (!event.target.matches?.("input[name=reason]") || event.altKey || event.ctrlKey) return false;
  if (event.key === "Enter") {
    event.target.checked = true;
    desk.requestSubmit(desk.querySelector("[name=save][value=off]"));
    return true;
  }
  const wanted = document.querySelector(`[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!wanted) return false;
  wanted.checked = true;
  wanted.focus();
  return true;
}

function back() {
  if (document.querySelector("dialog[open]")) return false;
  const link = document.querySelector("a[data-escape]");
  link?.click();
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const done = event.altKey
    ? (event.code === "KeyH" && openReasons()) || strike(event.code)
    : reasonKey(event) || (event.key === "Escape" && back());
  if (done) event.preventDefault();
}, true);

box?.addEventListener("keydown", (event) => {
  const first = document.querySelector("[data-found] a");
  if (event.key !== "ArrowDown" || !first) return;
  event.preventDefault();
  first.focus();
});

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-found] a");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!link || !step) return;
  const links = [...document.querySelectorAll("[data-found] a")];
  event.preventDefault();
  (links[links.indexOf(link) + step] ?? (step < 0 ? box : link)).focus();
});

// A code that was scanned while no field had the focus goes to the search box, where the scanner's Enter sends it.
document.addEventListener("keydown", (event) => {
  const elsewhere = event.target.closest?.("input, textarea, select, dialog") === null;
  if (!box || !elsewhere || event.altKey || event.ctrlKey || event.metaKey || event.key.length !== 1) return;
  box.focus();
});

// Closing the reasons, or mending what screening did not like, makes Ctrl+Enter mean the doses again.
document.querySelector("[data-off]")?.addEventListener("toggle", (event) => {
  if (!event.target.open) saveBy("give");
});
desk?.addEventListener("input", (event) => {
  if (event.target.name.startsWith("s-")) saveBy("give");
});

desk?.addEventListener("change", (event) => {
  const typed = /^(3\d|4[0-4])(\d)$/.exec(event.target.value);
  if (event.target.name === "s-temperature" && typed) event.target.value = `${typed[1]},${typed[2]}`;
});

const plan = document.querySelector("[data-plan]");
function count() {
  const there = plan.querySelectorAll(".session-invite tbody .icon").length;
  plan.querySelector("[data-chosen]").textContent = there + plan.querySelectorAll("input[name=person]:checked").length;
}
if (plan) {
  plan.addEventListener("change", count);
  count();
}

desk?.querySelector("[aria-invalid=true]")?.focus();
document.documentElement.dataset.session = "ready";
