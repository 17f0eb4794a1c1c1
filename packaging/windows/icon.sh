#!/bin/sh
# Draws indaba.ico, the sign of the program on Windows: the two speech bubbles of the window's upper
# left corner. Needs ImageMagick. The file is kept in the tree; run this after a change here.
set -eu
cd "$(dirname "$0")"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

# Draws at four times the size. One bubble is enough for the smallest: two would not be seen.
draw() { # SIZE
  canvas=$((4 * $1))
  unit() { awk "BEGIN { print $canvas * $1 / 64 }"; }
  convert -size "${canvas}x$canvas" gradient:'#3a7bff-#6a45e8' \
    \( -size "${canvas}x$canvas" xc:black -fill white \
       -draw "roundrectangle $(unit 1),$(unit 1) $(unit 62),$(unit 62) $(unit 15),$(unit 15)" \) \
    -alpha off -compose CopyOpacity -composite -compose over "$parts/tile.png"
  if [ "$1" -le 16 ]; then
    convert "$parts/tile.png" -fill white -stroke none \
      -draw "ellipse $(unit 32),$(unit 29) $(unit 21),$(unit 16) 0,360" \
      -draw "polygon $(unit 15),$(unit 52) $(unit 19),$(unit 36) $(unit 32),$(unit 44)" \
      -resize "$1x$1" -depth 8 "PNG32:$parts/$1.png"
  else
    convert "$parts/tile.png" -stroke none \
      -fill '#c3bdf7' \
      -draw "ellipse $(unit 40),$(unit 37) $(unit 16),$(unit 12) 0,360" \
      -draw "polygon $(unit 54),$(unit 55) $(unit 51),$(unit 40) $(unit 40),$(unit 48.5)" \
      -fill white \
      -draw "ellipse $(unit 27),$(unit 26) $(unit 18),$(unit 13.5) 0,360" \
      -draw "polygon $(unit 11),$(unit 46) $(unit 14),$(unit 31) $(unit 26),$(unit 39)" \
      -resize "$1x$1" -depth 8 "PNG32:$parts/$1.png"
  fi
}

for size in 16 32 48 256; do draw $size; done
convert -depth 8 "$parts/16.png" "$parts/32.png" "$parts/48.png" "$parts/256.png" indaba.ico
