// Draws [data-chart] with ECharts from the JSON island named by data-source. Kinds: bar, line, map.
// bar, line: {labels, series: [{name, values}], target, unit, links}; map: {points: [{name, lon, lat, value, size, url}], unit, steps}.
import { init } from "../vendor/echarts.js";
import { mapOption } from "./charts_map.js";
import { palette } from "./palette.js";

const drawn = new Map();

const number = new Intl.NumberFormat(document.documentElement.lang || "vi", { maximumFractionDigits: 1 });
export const shown = (value, unit = "") => (value === null || value === undefined ? "–" : `${number.format(value)}${unit && (unit === "%" ? unit : ` ${unit}`)}`);

function axis(colours, extra) {
  return {
    axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false },
    axisLabel: { color: colours.soft, fontSize: 12 }, splitLine: { lineStyle: { color: colours.line } }, ...extra,
  };
}

function series(kind, data, colours) {
  const target = data.target === undefined || data.target === null ? undefined : {
    silent: true, symbol: "none", lineStyle: { color: colours.warn, type: "dashed", width: 1.5 },
    label: { formatter: shown(data.target, data.unit), color: colours.warn, position: "insideEndTop" }, data: [{ yAxis: data.target }],
  };
  return data.series.map(({ name, values }, index) => ({
    name, type: kind, data: values, markLine: index === 0 ? target : undefined, barMaxWidth: 56,
    itemStyle: { borderRadius: kind === "bar" ? [3, 3, 0, 0] : 0 }, lineStyle: { width: 2.25 }, symbolSize: 6, connectNulls: false,
  }));
}

// A bar starts at nought; a line may start near its lowest value, or small changes cannot be seen.
function range(kind, data) {
  const values = data.series.flatMap((one) => one.values).concat(data.target ?? []).filter((value) => value !== null);
  if (kind === "bar" || data.min !== undefined || values.length === 0) return { min: data.min, max: data.max };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * 0.25, 2);
  const whole = data.unit === "%" ? 100 : Infinity;
  return { min: Math.max(0, Math.floor((low - room) / 5) * 5), max: Math.min(whole, Math.ceil((high + room) / 5) * 5) };
}

// Many bars: every name is written, aslant.
function crowded(colours) {
  return { axisLabel: { color: colours.soft, fontSize: 11, interval: 0, rotate: 45, width: 84, overflow: "truncate" } };
}

function plainOption(kind, data, colours) {
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
    legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: { color: colours.soft }, icon: "roundRect", itemWidth: 14, itemHeight: 4 } : undefined,
    xAxis: axis(colours, { type: "category", data: data.labels, splitLine: { show: false }, ...(kind === "bar" && data.labels.length > 8 ? crowded(colours) : {}) }),
    yAxis: axis(colours, { type: "value", axisLine: { show: false }, ...range(kind, data), axisLabel: { color: colours.soft, formatter: (value) => shown(value, data.unit) } }),
    tooltip: { trigger: "axis", valueFormatter: (value) => shown(value, data.unit) },
    series: series(kind, data, colours),
  };
}

function option(kind, data, box) {
  const colours = palette();
  const body = kind === "map" ? mapOption(data, colours, box, shown) : plainOption(kind, data, colours);
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 350, color: colours.series,
    textStyle: { fontFamily: colours.font }, aria: { enabled: true }, ...body,
    // HTML tooltips write style attributes, which the content security policy refuses; drawn ones do not
    tooltip: { renderMode: "richText", backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 12 }, ...body.tooltip },
  };
}

export function drawChart(box) {
  const source = document.getElementById(box.dataset.source);
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const chart = drawn.get(box)?.chart ?? init(box, null, { renderer: "canvas" });
  chart.setOption(option(box.dataset.chart, data, box), true);
  if (drawn.has(box)) return;
  drawn.set(box, { chart });
  chart.on("click", ({ dataIndex, data: point }) => {
    const address = point?.url ?? data.links?.[dataIndex];
    if (address) location.assign(address);
  });
  new ResizeObserver(() => chart.resize()).observe(box);
}

document.addEventListener("theme:change", () => drawn.forEach((_, box) => drawChart(box)));
window.addEventListener("beforeprint", () => drawn.forEach(({ chart }) => chart.resize()));
document.fonts?.ready.then(() => drawn.forEach((_, box) => drawChart(box)));
