// The part of ECharts that Trạm draws with: bars, lines, points on a plane, outlines of communes; canvas only (its SVG
// renderer and HTML tooltips write style attributes, which our content security policy refuses).
import { BarChart, LineChart, MapChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GeoComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, CanvasRenderer, GeoComponent, GridComponent, LabelLayout, LegendComponent, LineChart, MapChart,
  MarkLineComponent, ScatterChart, TooltipComponent,
]);

export { init, registerMap };
