// A run of a few values as a small line: no axes, the last value marked, an optional dashed limit.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 32;
const PAD = 4;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function draw(svg) {
  const width = svg.clientWidth || 120;
  const values = svg.dataset.spark.split(",").map(Number).filter(Number.isFinite);
  if (values.length === 0) return;
  const limit = Number(svg.dataset.limit ?? NaN);
  const all = Number.isFinite(limit) ? [...values, limit] : values;
  const low = Math.min(...all);
  const span = Math.max(...all) - low || 1;
  const x = (index) => PAD + (index * (width - 2 * PAD)) / Math.max(values.length - 1, 1);
  const y = (value) => HEIGHT - PAD - ((value - low) * (HEIGHT - 2 * PAD)) / span;
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const end = values.length - 1;
  const drawn = [shape("polyline", { points }), shape("circle", { cx: x(end), cy: y(values[end]), r: 2.75 })];
  if (Number.isFinite(limit)) drawn.unshift(shape("line", { class: "spark-limit", x1: 0, x2: width, y1: y(limit), y2: y(limit) }));
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.replaceChildren(...drawn);
}

export function drawSparks(root) {
  root.querySelectorAll("svg[data-spark]").forEach(draw);
}
