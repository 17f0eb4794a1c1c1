#!/usr/bin/env bash
# Builds both programs for Windows and packs them: prints the path of indaba-VERSION-windows.zip as its last line. The same
# source and packages give the same bytes. It needs what ./test windows installs.
set -eu
cd "$(dirname "$0")/../.."
root=$PWD
export LC_ALL=C.UTF-8 TZ=UTC
# The time of all files in the zip, and the one that linker and strip write into a program.
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}"
. packaging/debian.sh

tools=x86_64-w64-mingw32
version=$(sed -n 's/^project(indaba VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
name=indaba-$version-windows
bin=build/windows/bin
staged=build/windows/zip/$name

# The packages of the fonts. The libraries and the compiler bring their licences in the prefix.
packages_packed="fonts-inter fonts-font-awesome fonts-dejavu-core fonts-noto-color-emoji"

# shellcheck disable=SC2086
need_packages $packages_build $packages_fonts $packages_windows >&2
prefix=$(packaging/windows/libraries.sh | tail -n 1)
export INDABA_WINDOWS_PREFIX=$prefix
{
  cmake --preset windows
  cmake --build --preset windows --target indaba indaba-cli
} >&2

rm -rf build/windows/zip
mkdir -p "$staged/fonts" "$staged/licences"
for program in indaba indaba-cli; do
  $tools-strip -o "$staged/$program.exe" "$bin/$program.exe"
  if grep -qF -e "$root" -e "$prefix" "$staged/$program.exe"; then
    echo "$program.exe names a folder of this machine." >&2
    exit 1
  fi
done
packaging/windows/fonts.sh "$staged/fonts"
cp LICENSE "$staged/licences/indaba.txt"
for licence in "$prefix"/share/licences/*; do
  [ "${licence##*/}" = doctest ] || cp "$licence" "$staged/licences/${licence##*/}.txt"  # it is in the tests only
done
for package in $packages_packed; do
  cp "/usr/share/doc/$package/copyright" "$staged/licences/$package.txt"
done
sed -e "s/@VERSION@/$version/" -e 's/$/\r/' packaging/windows/README.txt >"$staged/README.txt"

# Order, times and modes of the files do not depend on this machine.
find "$staged" -type d -exec chmod 755 {} +
find "$staged" -type f -exec chmod 644 {} +
find "$staged" -exec touch -d "@$SOURCE_DATE_EPOCH" {} +
cd build/windows/zip
find "$name" -type f | sort | zip -q -X -9 "$name.zip" -@
echo "$PWD/$name.zip"
