// j and k walk through the links of a list marked data-steps; Enter opens one, as links do.

function typing(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
}

document.addEventListener("keydown", (event) => {
  const step = { j: 1, k: -1 }[event.key];
  const list = document.querySelector("[data-steps]");
  if (!step || !list || typing(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
  const links = [...list.querySelectorAll("a")];
  const here = links.includes(document.activeElement) ? document.activeElement : list.querySelector("[aria-current]");
  const next = links[Math.min(Math.max(links.indexOf(here) + step, 0), links.length - 1)];
  event.preventDefault();
  next?.focus();
});
