// One SVG sprite of the icons named in a list. Usage: node sprite.mjs icons.txt folder-of-svg > icons.svg
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [list, folder] = process.argv.slice(2);
const names = readFileSync(list, "utf8").split("\n").filter(Boolean).sort();
const own = `<symbol id="tram" viewBox="0 0 24 24"><path d="M4 11.2 12 4l8 7.2V19a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 19z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round"/><path d="M12 10.4v6.2M8.9 13.5h6.2" stroke="currentColor" stroke-width="2.2" stroke-linecap="round"/></symbol>`;

function symbol(name) {
  const svg = readFileSync(join(folder, `${name}.svg`), "utf8");
  const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").trim()}</symbol>`;
}

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg">\n${own}\n${names.map(symbol).join("\n")}\n</svg>\n`);
