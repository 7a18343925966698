// The vaccine store: Enter in the last field of a short form saves it; a chosen file is read at once.

import { reachable } from "../js/keyboard.js";

for (const form of document.querySelectorAll("form[data-last-saves]")) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    const fields = [...form.querySelectorAll("input:not([type=hidden])")].filter(reachable);
    if (event.target !== fields.at(-1)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[data-save]") ?? undefined);
  });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-send-file]") && event.target.files.length) event.target.form.requestSubmit();
});
