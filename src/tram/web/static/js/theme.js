// Light or dark by choice. A cookie, so that the server writes the right page at once; without one the system decides.

const YEAR = 365 * 24 * 3600;

function current() {
  return document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-theme-switch]")) return;
  const theme = current() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  document.cookie = `tram_theme=${theme}; path=/; max-age=${YEAR}; samesite=lax`;
  document.dispatchEvent(new Event("theme:change"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("theme:change")));
