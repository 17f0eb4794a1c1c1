# The Debian packages, and a function that installs missing ones without a question. Sourced by run and
# test.
# shellcheck shell=bash disable=SC2034  # the scripts that source this use the lists

packages_build="g++ cmake ninja-build pkg-config"
packages_libraries="libzmq3-dev cppzmq-dev libmsgpack-cxx-dev libsqlite3-dev libsodium-dev libpq-dev
  libcli11-dev libspdlog-dev libfmt-dev libicu-dev libutf8proc-dev libtomlplusplus-dev
  libimgui-dev libfreetype-dev libharfbuzz-dev libfontconfig-dev libglfw3-dev libgl-dev"
packages_fonts="fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji fonts-font-awesome
  libgl1-mesa-dri"
packages_test="doctest-dev clang lld libclang-rt-dev llvm ccache patch procps
  python3 python3-zmq python3-msgpack xvfb xauth xdotool xclip imagemagick x11-utils
  libharfbuzz-bin libfribidi-bin"
# The server that tests start and throw away; need_postgresql installs it.
packages_postgresql="postgresql"
# To compile for Windows: the compiler, what the libraries' builds need, and Wine, which runs the tests.
packages_windows="g++-mingw-w64-x86-64-posix libz-mingw-w64-dev libpng-dev libexpat1-dev doctest-dev dpkg-dev make patch
  autoconf automake libtool icu-devtools tcl meson gperf python3 wine wine64 zip"

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Prints the package with which a window has a title bar on Wayland. GLFW uses Wayland from version 3.4 on; a compositor that
# draws no title bars leaves them to libdecor, which draws none without a plugin. Any plugin will do; the smallest is taken.
packages_for_title_bars() {
  local version
  version=$(dpkg-query -W -f='${Version}' libglfw3 2>/dev/null) || return 0
  dpkg --compare-versions "$version" ge 3.4 || return 0
  is_installed libdecor-0-plugin-1-gtk || echo libdecor-0-plugin-1-cairo
}

# Prints the newest folder with the programs of a PostgreSQL server. Debian has one for each major version. Fails if there is none.
postgresql_programs() { find /usr/lib/postgresql -path '*/bin/postgres' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1 | grep .; }

# Installs the packages that are missing. Says on standard error what it does, and what to do when it cannot.
need_packages() {
  local missing="" package sudo=""
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here, so nothing was installed. If the build fails, install what corresponds to:$missing" >&2
    return 0
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Packages are missing, and only root can install them. Let root run this once, then repeat your command:" >&2
      echo "  apt-get update && apt-get install --no-install-recommends$missing" >&2
      return 1
    fi
    sudo="sudo"
  fi
  echo "Installing:$missing" >&2
  # An error of the update may concern a source that is not needed here; the installation shows whether it matters.
  $sudo apt-get update -qq >&2 || true
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 $missing </dev/null >/dev/null && return 0
  echo "The packages could not be installed; the lines above say why. They come from the network once, so this machine" \
    "must be connected. When that is so, repeat your command, or let root run: apt-get install$missing" >&2
  return 1
}

# Installs a PostgreSQL server for tests, unless one is here. The package would make a cluster "main" and start it at each boot.
# A line of its configuration prevents that. It is there during the installation alone, since it would hold for every server
# that the owner of this machine installs later.
need_postgresql() {
  local folder=/etc/postgresql-common/createcluster.d file sudo="" result=0
  postgresql_programs >/dev/null && return 0
  file=$folder/indaba-tests.conf
  [ "$(id -u)" = 0 ] || sudo=sudo
  if [ -z "$sudo" ] || command -v sudo >/dev/null; then
    $sudo mkdir -p "$folder"
    echo "create_main_cluster = false" | $sudo tee "$file" >/dev/null
  fi
  # shellcheck disable=SC2086
  need_packages $packages_postgresql || result=1
  [ ! -e "$file" ] || $sudo rm "$file"
  return $result
}
