// What every page runs. All listeners sit on the document, so parts swapped in by htmx need no second start.
import "./combobox.js";
import "./dates.js";
import "./dialogs.js";
import "./forms.js";
import "./keyboard.js";
import "./scan.js";
import "./steps.js";
import "./theme.js";
import "./toasts.js";
import { drawSparks } from "./spark.js";

async function draw(root) {
  drawSparks(root);
  const charts = root.querySelectorAll("[data-chart]");
  if (charts.length === 0) return;
  const { drawChart } = await import("./charts.js");
  charts.forEach(drawChart);
}

draw(document);
// On a phone the tabs run past the edge: the one that is open is brought into view.
document.querySelectorAll(".tabs").forEach((tabs) => {
  const open = tabs.querySelector("[aria-current]");
  if (open && tabs.scrollWidth > tabs.clientWidth) tabs.scrollLeft = open.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
});
document.addEventListener("htmx:afterSwap", (event) => draw(event.detail.elt.parentElement ?? document));
document.addEventListener("htmx:oobAfterSwap", (event) => draw(event.detail.target.parentElement ?? document));
