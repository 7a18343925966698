// The chart colours, read from the tokens so that charts follow light and dark.

export function palette() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const dark = style.colorScheme.includes("dark");
  return {
    accent: token("--accent"), ink: token("--ink"), soft: token("--ink-soft"), line: token("--line"),
    surface: token("--surface"), sunk: token("--surface-sunk"), warn: token("--warn"), danger: token("--danger"), font: token("--font-number"),
    series: dark ? ["#63c6ab", "#8bbbe4", "#e3b65a", "#c6a5e0", "#f2938b", "#a7b0aa"] : ["#0b6a57", "#3b7fb8", "#b9780c", "#7b589c", "#b3534a", "#6b746e"],
    // from little to much, turned round in the dark so that "much" always stands out
    steps: [1, 2, 3, 4, 5].map((step) => token(`--step-${step}`)),
    stepInks: [1, 2, 3, 4, 5].map((step) => token(`--step-ink-${step}`)),
  };
}
