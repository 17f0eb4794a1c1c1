#!/usr/bin/env bash
# Copies the fonts that are in the zip into a folder: the files of font_files.hpp that Debian has, one family for code, and emoji:
# FreeType does not draw every kind of coloured glyph that those of Windows may have. Windows' own fonts do the rest.
#
#   packaging/windows/fonts.sh FOLDER
set -eu
inter=/usr/share/fonts/opentype/inter
mkdir -p "$1"
cp "$inter/Inter-Regular.otf" "$inter/Inter-Medium.otf" "$inter/Inter-SemiBold.otf" \
  "$inter/Inter-Italic.otf" "$inter/Inter-MediumItalic.otf" "$inter/Inter-SemiBoldItalic.otf" \
  /usr/share/fonts/opentype/font-awesome/FontAwesome.otf \
  /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf /usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf \
  /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf "$1"
