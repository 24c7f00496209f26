#!/bin/sh
# Makes every raster from the two drawings. Needs rsvg-convert, ImageMagick and `npm ci` in ui/.
set -eu
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

draw() { rsvg-convert -w "$2" -h "$2" "$1" -o "$3"; }

draw fobwatch-small.svg 32 32x32.png
draw fobwatch.svg 128 128x128.png
draw fobwatch.svg 256 128x128@2x.png
draw fobwatch.svg 512 icon.png

# The Tauri CLI scales one drawing to all sizes; macOS shows large ones, so there that is fine.
../ui/node_modules/.bin/tauri icon fobwatch.svg -o "$tmp/all" > /dev/null 2>&1
cp "$tmp/all/icon.icns" .

# Windows shows 16 to 32 pixels all the time: there the simple drawing is used. 32 comes first, as Tauri asks.
for size in 16 24 32; do draw fobwatch-small.svg $size "$tmp/$size.png"; done
for size in 48 64 256; do draw fobwatch.svg $size "$tmp/$size.png"; done
convert "$tmp/32.png" "$tmp/16.png" "$tmp/24.png" "$tmp/48.png" "$tmp/64.png" "$tmp/256.png" icon.ico
