// A map without a map: every commune a disc at its centre, area by people, colour by rate. Needs no boundaries.

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

function colour(value, steps, colours) {
  if (value === null || value === undefined) return colours.line;
  const place = steps.findIndex((limit) => value < limit);
  return colours.steps[place === -1 ? colours.steps.length - 1 : place];
}

// steps: four limits between five colours; without them, fifths of the values themselves
function limits(data) {
  if (data.steps) return data.steps;
  const sorted = data.points.map((point) => point.value).filter((value) => value !== null).sort((a, b) => a - b);
  return [0.2, 0.4, 0.6, 0.8].map((part) => sorted[Math.floor(part * sorted.length)]);
}

export function mapOption(data, colours, box, shown) {
  const frame = bounds(data.points, box);
  const most = Math.max(...data.points.map((point) => point.size ?? 1));
  const steps = limits(data);
  const hidden = { show: false, type: "value" };
  return {
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: { ...hidden, min: frame.x[0], max: frame.x[1] },
    yAxis: { ...hidden, min: frame.y[0], max: frame.y[1] },
    tooltip: { trigger: "item", formatter: ({ data: point }) => `${point.name}\n${shown(point.rate, data.unit)}${point.note ? `\n${point.note}` : ""}` },
    series: [{
      type: "scatter",
      data: data.points.map((point) => ({
        name: point.name, rate: point.value, note: point.note, url: point.url, value: [point.lon, point.lat],
        symbolSize: 2 * (RADIUS[0] + (RADIUS[1] - RADIUS[0]) * Math.sqrt((point.size ?? 1) / most)) * 0.62,
        itemStyle: {
          color: colour(point.value, steps, colours), borderColor: point.current ? colours.ink : colours.surface, borderWidth: point.current ? 2.5 : 1, opacity: 1,
        },
      })),
      label: { show: true, position: "bottom", distance: 2, formatter: "{b}", fontSize: 11, color: colours.soft, textBorderColor: colours.surface, textBorderWidth: 2 },
      labelLayout: { hideOverlap: true },
      emphasis: { label: { color: colours.ink, fontWeight: 600 }, scale: 1.12 },
    }],
  };
}
