// The keys of a session. Alt with a digit or letter presses the button that shows it, or ticks its box; Esc goes back;
// Alt+H opens the reasons for not vaccinating, where the first letters and the arrows choose; the arrow down walks from
// the search box into what it found; 367 becomes 36,7. A plan counts who is ticked.

const desk = document.querySelector("[data-desk]");
const box = document.getElementById("id_q");

function strike(code) {
  const key = /^(?:Digit|Key)(\w)$/.exec(code)?.[1].toLowerCase();
  const target = key && document.querySelector(`[data-alt="${key}"]`);
  if (!target) return false;
  target.click();
  return true;
}

function openReasons() {
  const reasons = document.querySelector("[data-off]");
  if (!reasons) return false;
  reasons.open = true;
  const chosen = reasons.querySelector("input[name=reason]:checked") ?? reasons.querySelector("input[name=reason]");
  chosen.focus();
  reasons.querySelector("[value=off]").setAttribute("data-save", "");
  desk.querySelector("[value=give]")?.removeAttribute("data-save");
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
    : event.key === "Escape" && back();
  if (done) event.preventDefault();
});

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

// Closing the reasons makes saving mean the doses again.
document.querySelector("[data-off]")?.addEventListener("toggle", (event) => {
  const give = desk.querySelector("[value=give]");
  if (event.target.open || !give) return;
  event.target.querySelector("[value=off]").removeAttribute("data-save");
  give.setAttribute("data-save", "");
});

// A reason chosen with its radio button in focus is saved by Enter as well.
document.querySelector("[data-off]")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || !event.target.matches("input[name=reason]")) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.checked = true;
  desk.requestSubmit(event.currentTarget.querySelector("[value=off]"));
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
