// Toasts leave by themselves after a while; errors and warnings stay until closed. Pages may add their own.

const STAY = 6000;

function start(toast) {
  if (["error", "warning"].includes(toast.dataset.toast)) return;
  setTimeout(() => toast.remove(), STAY);
}

document.querySelectorAll("[data-toast]").forEach(start);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-toast-close]")) event.target.closest("[data-toast]").remove();
});

export function toast(message, level = "success") {
  const box = Object.assign(document.createElement("div"), { className: "toast" });
  box.dataset.toast = level;
  box.append(Object.assign(document.createElement("p"), { textContent: message }));
  document.querySelector("[data-toasts]")?.append(box);
  start(box);
}

// htmx requests that fail say so instead of doing nothing.
document.addEventListener("htmx:sendError", () => toast(document.documentElement.lang === "en"
  ? "The station's computer did not answer. Check that it is on, then try again."
  : "Máy chủ của trạm không trả lời. Kiểm tra máy chủ có đang bật không rồi thử lại.", "error"));
