#!/bin/sh
# Rebuild everything under src/tram/web/static/vendor from the npm packages pinned in package.json.
# Needs node, npm and a Python with fonttools and brotli. Run by hand when a version changes; results are committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../src/tram/web/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/charts.js" "$work"
cd "$work"
npm install --silent --no-audit --no-fund
mkdir -p "$out/fonts"
for weight in 400 500 600; do
    for subset in latin vietnamese; do
        cp "node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$out/fonts/"
    done
    "${PYTHON:-python3}" "$here/tabular_digits.py" \
        "$out/fonts/be-vietnam-pro-latin-$weight-normal.woff2" "$out/fonts/tram-digits-$weight.woff2"
done
cp node_modules/@fontsource/be-vietnam-pro/LICENSE "$out/fonts/LICENSE.txt"
cp node_modules/htmx.org/dist/htmx.min.js "$out/htmx.min.js"
cp node_modules/htmx.org/LICENSE "$out/htmx.LICENSE.txt"
npx esbuild charts.js --bundle --minify --format=esm --target=chrome109,firefox115 --legal-comments=none \
    --define:process.env.NODE_ENV='"production"' --log-level=warning --outfile="$out/echarts.js"
cp node_modules/echarts/LICENSE "$out/echarts.LICENSE.txt"
cp node_modules/echarts/NOTICE "$out/echarts.NOTICE.txt"
cp node_modules/@tabler/icons/LICENSE "$out/icons.LICENSE.txt"
node "$here/sprite.mjs" "$here/icons.txt" node_modules/@tabler/icons/icons/outline > "$out/icons.svg"
