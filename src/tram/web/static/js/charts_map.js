// A map of communes, coloured by number. With outlines (imported on this machine) as regions; without, every commune a
// disc at its centre, area by people. The shade of each place (0 to 4) is worked out by the server.

const RADIUS = [7, 26];

function bounds(points, box) {
  const lon = points.map((point) => point.lon);
  const lat = points.map((point) => point.lat);
  const middle = (Math.min(...lat) + Math.max(...lat)) / 2;
  const squeeze = Math.cos((middle * Math.PI) / 180);
  const wide = Math.max((Math.max(...lon) - Math.min(...lon)) * squeeze, 0.05) * 1.22;
  const high = Math.max(Math.max(...lat) - Math.min(...lat), 0.05) * 1.22;
  const scale = Math.max(wide / box.clientWidth, high / box.clientHeight);
  const halfLon = (scale * box.clientWidth) / squeeze / 2;
  const halfLat = (scale * box.clientHeight) / 2;
  const centre = (Math.min(...lon) + Math.max(...lon)) / 2;
  return { x: [centre - halfLon, centre + halfLon], y: [middle - halfLat, middle + halfLat] };
}

function colour(point, colours) {
  return point.step === null || point.step === undefined ? colours.line : colours.steps[point.step];
}

// A name reaches beyond a small commune: the shade of its own goes round the letters.
function label(point, colours) {
  const known = point.step !== null && point.step !== undefined;
  return { color: known ? colours.stepInks[point.step] : colours.ink, textBorderColor: colour(point, colours), textBorderWidth: 2 };
}

function tip(shown, unit) {
  return ({ data: point }) => (point ? `${point.place}\n${shown(point.rate, unit)}${point.note ? `\n${point.note}` : ""}` : "");
}

export function outlinesOption(data, colours, box, shown) {
  const lat = data.points.filter((point) => point.lat !== null).map((point) => point.lat);
  const middle = lat.length ? lat.reduce((sum, one) => sum + one, 0) / lat.length : 16;
  const names = new Map(data.points.map((point) => [point.code, point.name]));
  return {
    tooltip: { trigger: "item", formatter: tip(shown, data.unit) },
    series: [{
      type: "map", map: data.registered, nameProperty: "name", aspectScale: Math.cos((middle * Math.PI) / 180), selectedMode: false,
      left: 4, right: 4, top: 4, bottom: 4, itemStyle: { areaColor: colours.sunk, borderColor: colours.surface, borderWidth: 1 },
      label: { show: true, formatter: ({ name }) => names.get(name) ?? "", fontSize: 10, color: colours.ink },
      labelLayout: { hideOverlap: true },
      emphasis: { label: { show: true, fontWeight: 600 }, itemStyle: { areaColor: undefined, borderColor: colours.ink, borderWidth: 1.5 } },
      data: data.points.map((point) => ({
        name: point.code, place: point.name, rate: point.value, note: point.note, url: point.url, value: point.value,
        itemStyle: { areaColor: colour(point, colours), ...(point.current ? { borderColor: colours.ink, borderWidth: 2 } : {}) },
        label: label(point, colours), emphasis: { itemStyle: { areaColor: colour(point, colours) }, label: label(point, colours) },
      })),
    }],
  };
}

export function discsOption(data, colours, box, shown) {
  const points = data.points.filter((point) => point.lon !== null && point.lat !== null);
  if (points.length === 0) return { series: [] };
  const frame = bounds(points, box);
  const most = Math.max(...points.map((point) => point.size ?? 1), 1);
  const hidden = { show: false, type: "value" };
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...hidden, min: frame.x[0], max: frame.x[1] },
    yAxis: { ...hidden, min: frame.y[0], max: frame.y[1] },
    tooltip: { trigger: "item", formatter: tip(shown, data.unit) },
    series: [{
      type: "scatter",
      data: points.map((point) => ({
        name: point.name, place: point.name, rate: point.value, note: point.note, url: point.url, value: [point.lon, point.lat],
        symbolSize: 2 * (RADIUS[0] + (RADIUS[1] - RADIUS[0]) * Math.sqrt((point.size ?? 1) / most)) * 0.62,
        itemStyle: { color: colour(point, colours), borderColor: point.current ? colours.ink : colours.surface, borderWidth: point.current ? 2.5 : 1, opacity: 1 },
      })),
      label: { show: true, position: "bottom", distance: 2, formatter: "{b}", fontSize: 11, color: colours.soft, textBorderColor: colours.surface, textBorderWidth: 2 },
      labelLayout: { hideOverlap: true },
      emphasis: { label: { color: colours.ink, fontWeight: 600 }, scale: 1.12 },
    }],
  };
}
