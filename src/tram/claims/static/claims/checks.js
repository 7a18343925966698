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

// The verdict also stands beside the save button, where the eye is; a press leads to the pane.
function flag(pane, form) {
  const foot = form.querySelector(".form-foot");
  const verdict = pane.querySelector("[data-claim-verdict] .badge");
  let button = foot?.querySelector("[data-claim-flag]");
  if (!foot) return;
  if (!button) {
    button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-quiet" });
    button.dataset.claimFlag = "";
    button.addEventListener("click", () => {
      pane.scrollIntoView({ block: "center" });
      pane.focus({ preventScroll: true });
    });
    foot.append(button);
  }
  button.hidden = pane.hidden || !verdict;
  button.replaceChildren(`${pane.getAttribute("aria-label")} `, ...(verdict ? [verdict.cloneNode(true)] : []));
}

function follow(pane, form) {
  let timer = 0;
  let running = new AbortController();
  const again = () => {
    running.abort();
    running = new AbortController();
    ask(pane, { method: "POST", body: new FormData(form), signal: running.signal }).then(() => flag(pane, form));
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(again, WAIT);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => clearTimeout(timer));
  if (pane.dataset.claimLive === "filled") soon();  // an empty form has nothing to be told of yet
}

document.querySelectorAll("[data-claim-check]").forEach((pane) => {
  const form = document.querySelector("form[data-visit]");
  if ("claimLive" in pane.dataset) {
    if (form) follow(pane, form);
  } else ask(pane);
});
