// Dialogs, menus, print and back: buttons that name what they open.

function openDialog(name) {
  const dialog = document.getElementById(name);
  dialog?.showModal();
  dialog?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const opener = target.closest?.("[data-dialog]");
  if (opener) openDialog(opener.dataset.dialog);
  if (target.closest?.("[data-dialog-close]")) target.closest("dialog").close();
  if (target.matches?.("dialog")) {
    const box = target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) target.close();
  }
  if (target.closest?.("[data-print]")) window.print();
  if (target.closest?.("[data-back]")) history.back();
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(target) || target.closest("[data-dialog]")) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
