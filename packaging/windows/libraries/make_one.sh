#!/usr/bin/env bash
# Makes one library of those that libraries.sh lists, from the source package of a Debian package.
#
#   make_one.sh PACKAGE|headers RECIPE WORK
set -euo pipefail

package=$1 recipe=$2 work=$3
prefix=$work/prefix
tools=x86_64-w64-mingw32
export CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1 INDABA_WINDOWS_PREFIX=$prefix
launcher=$(command -v ccache || true)
# No path of this machine stands in a program, where assertions name their source file.
flags="-O2 -ffile-prefix-map=$work/=/"
jobs=$((($(nproc) + 1) / 2))  # beside this library, others are made

# shellcheck source=packaging/windows/libraries/recipes.sh
. "$recipe/libraries/recipes.sh"

# Downloads a source package and prints its folder, with Debian's patches. An archive keeps no version that a newer one has
# replaced; then the newest of the same upstream version is taken that it does have.
source_of() {
  local name wanted version
  read -r name wanted < <(dpkg-query -W -f='${source:Package} ${source:Version}\n' "$1")
  mkdir -p "$work/sources/$name"
  cd "$work/sources/$name"
  for version in "$wanted" $(apt-cache showsrc --only-source "$name" | sed -n 's/^Version: //p' | sort -rV); do
    [ "${version%-*}" = "${wanted%-*}" ] || continue
    apt-get source -qq --download-only "$name=$version" >&2 || continue
    dpkg-source --no-check -x ./*.dsc source >&2
    echo "$name $version" >>"$prefix/share/versions"
    echo "$work/sources/$name/source"
    return
  done
  echo "No source package of $name $wanted could be had." >&2
  return 1
}

# Puts all licences of a source into the prefix, for the zip: upstream's own files, then Debian's list of all that is in it.
keep_licences() {
  local from=$1 name=$2
  find "$from" -maxdepth 1 -type f \( -name 'COPYING*' -o -name 'LICEN[SC]E*' \) -print0 | sort -z | xargs -0r cat -- \
    "$from/debian/copyright" >"$prefix/share/licences/$name"
}

make_one() {
  local source
  source=$(source_of "$package")
  "build_${package//[^a-z0-9]/_}" "$source"
  keep_licences "$source" "$(basename "$(dirname "$source")")"
}

if [ "$package" = headers ]; then
  task=copy_headers
else
  task=make_one
fi
begun=$SECONDS
set +e  # in a condition, bash would go on after the first failure
(set -e; "$task") >"$work/logs/$package" 2>&1
failed=$?
set -e
if [ "$failed" != 0 ]; then
  tail -n 30 "$work/logs/$package" >&2
  echo "$package could not be made; the whole log is $work/logs/$package" >&2
  exit 1
fi
echo "  $package: $((SECONDS - begun)) s" >&2
