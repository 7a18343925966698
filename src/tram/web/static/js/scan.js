// A scanner is a keyboard that types fast and ends with Enter. The text of a citizen or insurance card, or the digits of
// a vaccination paper, go to the server by POST, never into an address (addresses stay in the browser's history).

const CARD = /^[^|]{8,}\|.*\|.*\|/;
const PAPER = /^\d{41,}$/; // see the immunization room's papers.py
const FAST = 60; // milliseconds between two keys of a scanner; people are slower
let burst = "";
let last = 0;

function target(form, text) {
  return PAPER.test(text) ? form.dataset.paper : CARD.test(text) ? form.dataset.scan : undefined;
}

function send(form, text) {
  const post = document.createElement("form");
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  Object.assign(post, { method: "post", action: target(form, text), hidden: true });
  const person = document.querySelector("[data-person]")?.dataset.person ?? ""; // whose page is open
  for (const [name, value] of [["scan", text], ["person", person], ["csrfmiddlewaretoken", token]]) {
    post.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(post);
  post.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const text = form.querySelector("input[type=search]")?.value.trim() ?? "";
  if (form.dataset.scan === undefined || !target(form, text)) return;
  event.preventDefault();
  send(form, text);
});

// With no field in focus, a burst of keys that ends with Enter is a scan as well.
document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-scan]");
  if (!form || event.target.closest?.("input, textarea, select")) return;
  if (event.timeStamp - last > FAST) burst = ""; // when the key was struck, however late a busy page hears of it
  last = event.timeStamp;
  if (event.key.length === 1) burst += event.key;
  if (event.key !== "Enter" || !target(form, burst)) return;
  event.preventDefault();
  send(form, burst);
  burst = "";
});
