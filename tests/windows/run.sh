# What `./test windows` does. Sourced by test, which has say(), need_packages() and the lists of packages.
# shellcheck shell=bash disable=SC2154  # test sets them

test_windows() {
  local wine=tests/windows/under_wine.sh failed=0 prefix zip
  # shellcheck disable=SC2086
  need_packages $packages_build $packages_libraries $packages_fonts $packages_test $packages_windows
  started=$SECONDS
  echo "Installing is not counted."

  say "windows: libraries, once for each change of their recipe"
  prefix=$(packaging/windows/libraries.sh | tail -n 1)
  export INDABA_WINDOWS_PREFIX=$prefix
  say "windows: build"
  cmake --preset plain >/dev/null
  cmake --preset windows >/dev/null
  cmake --build --preset plain --target indaba-broker indaba-cli
  cmake --build --preset windows
  say "windows: rules, files and views under Wine"
  # Wine 8 ended one start in some thousands at once and without a word; what is wrong with us fails twice.
  $wine build/windows/wine ctest --test-dir build/windows --output-on-failure --repeat until-pass:2 -j2 -LE wine || failed=1
  say "windows: conversations with a broker of this machine"
  $wine build/windows/wine ctest --test-dir build/windows --output-on-failure -L wine -LE display || failed=1
  say "windows: the window"
  $wine build/windows/wine ctest --test-dir build/windows --output-on-failure -L display || failed=1
  say "windows: the zip"
  zip=$(packaging/windows/build.sh | tail -n 1)
  tests/windows/imports.py build/windows/zip/*/*.exe || failed=1
  du -h "$zip"
  say "windows: done"
  return $failed
}
