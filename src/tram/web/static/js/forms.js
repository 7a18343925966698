// Forms: one submission per press, a question before unsaved work is left, files dropped or chosen show their name.
// Drafts are kept nowhere: what a patient says does not belong in the browser's storage.

const dirty = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-guard]")) dirty.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  dirty.delete(form);
  form.querySelectorAll("[data-save]").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-save]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

window.addEventListener("beforeunload", (event) => {
  for (const form of dirty) {
    if (!form.isConnected) continue;
    event.preventDefault();
    event.returnValue = true; // Chrome before 119
  }
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches("[data-submit-on-change]")) input.form.requestSubmit();
  if (!input.matches(".drop input[type=file]")) return;
  const label = input.closest(".drop").querySelector("[data-file-name], .hint, p");
  if (label && input.files[0]) label.textContent = [...input.files].map((file) => file.name).join(", ");
});

for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(type, (event) => {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("is-over", over);
    if (type !== "drop") return;
    const input = drop.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
