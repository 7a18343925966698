// Draws [data-chart] with ECharts from the JSON island named by data-source. Kinds: bar, line, map.
// bar, line: {labels, series: [{name, values}], target or marks: [{value, name, kind}], unit, links};
// map: {points: [{code, name, lon, lat, value, step, size, url}], outlines (address of GeoJSON), unit}.
import { init, registerMap } from "../vendor/echarts.js";
import { discsOption, outlinesOption } from "./charts_map.js";
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

// A dashed line at the final target, a full one at the plan of the year, each with its name.
function markLine(data, colours) {
  const marks = data.marks ?? (data.target === undefined || data.target === null ? [] : [{ value: data.target, name: "", kind: "target" }]);
  if (marks.length === 0) return undefined;
  return {
    silent: true, symbol: "none",
    data: marks.map(({ value, name, kind }) => ({
      yAxis: value, lineStyle: { color: kind === "plan" ? colours.ink : colours.warn, type: kind === "plan" ? "solid" : "dashed", width: 1.25 },
      label: { formatter: `${name} ${shown(value, data.unit)}`.trim(), color: kind === "plan" ? colours.ink : colours.warn, position: kind === "plan" ? "insideStartTop" : "insideEndTop", fontSize: 11 },
    })),
  };
}

// The way to a period that still runs is dashed: it is not whole yet.
function running(data, colours) {
  if (!data.running) return [];
  const [{ name, values }] = data.series;
  const last = values.map((value, index) => (index < values.length - 2 ? null : value));
  return [{ name, type: "line", data: last, lineStyle: { width: 2, type: "dashed", color: colours.series[0] }, itemStyle: { color: colours.series[0] }, symbolSize: (_, { dataIndex }) => (dataIndex === values.length - 1 ? 6 : 0), silent: true }];
}

function tip(data) {
  return (marks) => {
    const told = marks.filter(({ value }) => value !== null && value !== undefined);
    return told.length ? `${told[0].axisValueLabel}\n${[...new Set(told.map(({ value, seriesName }) => `${seriesName}: ${shown(value, data.unit)}`))].join("\n")}` : "";
  };
}

function series(kind, data, colours) {
  const kept = (values) => (data.running ? values.map((value, index) => (index === values.length - 1 ? null : value)) : values);
  return data.series.map(({ name, values }, index) => ({
    name, type: kind, data: index === 0 ? kept(values) : values, markLine: index === 0 ? markLine(data, colours) : undefined, barMaxWidth: 56,
    itemStyle: { borderRadius: kind === "bar" ? [3, 3, 0, 0] : 0 }, lineStyle: { width: 2.25 }, symbolSize: 6, connectNulls: false,
  }));
}

// A bar starts at nought; a line may start near its lowest value, or small changes cannot be seen.
function range(kind, data) {
  const wanted = (data.marks ?? []).map((one) => one.value).concat(data.target ?? []);
  const values = data.series.flatMap((one) => one.values).concat(wanted).filter((value) => value !== null);
  if (kind === "bar" || data.min !== undefined || values.length === 0) return { min: data.min, max: data.max };
  if (data.unit !== "%") return { scale: true, minInterval: data.whole ? 1 : undefined };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * 0.25, 2);
  return { min: Math.max(0, Math.floor((low - room) / 10) * 10), max: Math.min(100, Math.ceil((high + room) / 10) * 10) };
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
    tooltip: { trigger: "axis", formatter: tip(data) },
    series: [...series(kind, data, colours), ...running(data, colours)],
  };
}

function option(kind, data, box) {
  const colours = palette();
  const drawMap = data.registered ? outlinesOption : discsOption;
  const body = kind === "map" ? drawMap(data, colours, box, shown) : plainOption(kind, data, colours);
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches, animationDuration: 350, color: colours.series,
    textStyle: { fontFamily: colours.font }, aria: { enabled: true }, ...body,
    // HTML tooltips write style attributes, which the content security policy refuses; drawn ones do not
    tooltip: { renderMode: "richText", backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.ink, fontSize: 12 }, ...body.tooltip },
  };
}

// The outlines are fetched once and kept by the browser; without them the places are discs.
async function withOutlines(data) {
  if (!data.outlines) return data;
  try {
    const answer = await fetch(data.outlines);
    if (!answer.ok) return data;
    registerMap(data.outlines, await answer.json());
    return { ...data, registered: data.outlines };
  } catch {
    return data;
  }
}

function start(box, data) {
  const chart = init(box, null, { renderer: "canvas" });
  drawn.set(box, { chart, data });
  chart.on("click", ({ dataIndex, data: point }) => {
    const address = point?.url ?? data.links?.[dataIndex];
    if (address) location.assign(address);
  });
  new ResizeObserver(() => chart.resize()).observe(box);
}

export async function drawChart(box) {
  const source = document.getElementById(box.dataset.source);
  if (!source) return;
  if (!drawn.has(box)) {
    const data = await withOutlines(JSON.parse(source.textContent));
    if (!drawn.has(box)) start(box, data);
  }
  const { chart, data } = drawn.get(box);
  chart.setOption(option(box.dataset.chart, data, box), true);
}

document.addEventListener("theme:change", () => drawn.forEach((_, box) => drawChart(box)));
window.addEventListener("beforeprint", () => drawn.forEach(({ chart }) => chart.resize()));
document.fonts?.ready.then(() => drawn.forEach((_, box) => drawChart(box)));
