# The Debian packages, and a function that installs missing ones without a question. Sourced by run and
# test.

packages_build="g++ cmake ninja-build pkg-config"
packages_libraries="libzmq3-dev cppzmq-dev libmsgpack-cxx-dev libsqlite3-dev libsodium-dev
  libcli11-dev libspdlog-dev libfmt-dev libicu-dev libutf8proc-dev libtomlplusplus-dev
  libimgui-dev libfreetype-dev libglfw3-dev libgl-dev"
packages_fonts="fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji fonts-font-awesome
  libgl1-mesa-dri"
packages_test="doctest-dev clang lld libclang-rt-dev llvm ccache patch procps
  python3 python3-zmq python3-msgpack xvfb xauth xdotool xclip imagemagick x11-utils"

# Installs the packages that are missing.
need_packages() {
  local missing="" package sudo=""
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  if ! command -v apt-get >/dev/null; then
    echo "This script installs packages on Debian and Ubuntu only. On other systems, install the equivalents of:$missing" >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Please run as root, then repeat this command:  apt-get install$missing" >&2
      return 1
    fi
    sudo="sudo"
  fi
  echo "Installing:$missing"
  $sudo apt-get update -qq || return 1
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 $missing </dev/null >/dev/null
}
