// The chart colours, read from the tokens so that charts follow light and dark.

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const dark = style.colorScheme.includes("dark");
  return {
    accent: token("--accent"), ink: token("--ink"), soft: token("--ink-soft"), line: token("--line"),
    surface: token("--surface"), warn: token("--warn"), danger: token("--danger"), font: token("--font-number"),
    series: dark ? ["#63c6ab", "#8bbbe4", "#e3b65a", "#c6a5e0", "#f2938b", "#a7b0aa"] : ["#0b6a57", "#3b7fb8", "#b9780c", "#7b589c", "#b3534a", "#6b746e"],
    // from little to much; read against the surface, so the order turns round in the dark
    steps: dark ? ["#27443c", "#2f6355", "#3c8a75", "#58b79c", "#9be3cf"] : ["#d5e9e2", "#a3d0c2", "#62ab97", "#277f6b", "#0a4b3d"],
  };
}
