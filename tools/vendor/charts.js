// The part of ECharts that Trạm draws with: bars, lines, points on a plane; canvas only (its SVG renderer and HTML
// tooltips write style attributes, which our content security policy refuses).
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, CanvasRenderer, GridComponent, LabelLayout, LegendComponent, LineChart, MarkLineComponent,
  ScatterChart, TooltipComponent,
]);

export { init };
