// What the insurer would say of a visit, beside it. A saved visit is asked once; an open form each time somebody pauses.
// It never stops typing or saving: when nobody answers, the pane stays as it was and says so.
const WAIT = 700;

async function ask(pane, options) {
  pane.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(pane.dataset.claimCheck, { headers: { Accept: "text/html" }, ...options });
    if (answer.status === 200) pane.innerHTML = await answer.text();
    pane.hidden = answer.status !== 200;
    pane.dataset.answered = answer.status;
  } catch (error) {
    if (error.name !== "AbortError") pane.dataset.answered = "away";
  } finally {
    pane.removeAttribute("aria-busy");
  }
}

function follow(pane, form) {
  let timer = 0;
  let running = new AbortController();
  const again = () => {
    running.abort();
    running = new AbortController();
    ask(pane, { method: "POST", body: new FormData(form), signal: running.signal });
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(again, WAIT);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
  soon();
}

document.querySelectorAll("[data-claim-check]").forEach((pane) => {
  const form = document.querySelector("form[data-visit]");
  if ("claimLive" in pane.dataset) {
    if (form) follow(pane, form);
  } else ask(pane);
});
