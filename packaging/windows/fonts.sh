#!/usr/bin/env bash
# Copies the fonts that are in the zip into a folder: the files of font_files.hpp that Debian has, and one family for code.
# Windows' own fonts do the rest.
#
#   packaging/windows/fonts.sh FOLDER
set -eu
inter=/usr/share/fonts/opentype/inter
mkdir -p "$1"
cp "$inter/Inter-Regular.otf" "$inter/Inter-Medium.otf" "$inter/Inter-SemiBold.otf" \
  "$inter/Inter-Italic.otf" "$inter/Inter-MediumItalic.otf" "$inter/Inter-SemiBoldItalic.otf" \
  /usr/share/fonts/opentype/font-awesome/FontAwesome.otf \
  /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf /usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf "$1"
