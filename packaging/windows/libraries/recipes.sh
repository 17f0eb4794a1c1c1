# How each library is made: build_PACKAGE gets the folder of its source. Sourced by make_one.sh. No library is patched.
# shellcheck shell=bash disable=SC2154  # make_one.sh sets recipe, work, prefix, tools, flags, launcher and jobs

# Configures, builds and installs a project of CMake.
with_cmake() {
  local source=$1 build
  shift
  build=$work/build/$package
  cmake -G Ninja -S "$source" -B "$build" --toolchain "$recipe/mingw.cmake" -DCMAKE_INSTALL_PREFIX="$prefix" \
    -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="$flags" \
    -DCMAKE_CXX_FLAGS_RELEASE="$flags" -DBUILD_SHARED_LIBS=OFF -DBUILD_TESTING=OFF \
    ${launcher:+-DCMAKE_C_COMPILER_LAUNCHER="$launcher" -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher"} "$@"
  ninja -C "$build" -j"$jobs" install
}

# Changes a pkg-config file by a script of sed.
change_pc() { sed -i "$2" "$prefix/lib/pkgconfig/$1.pc"; }

# Writes a pkg-config file: name, version, libraries.
write_pc() {
  printf '%s\n' "prefix=$prefix" "Name: $1" "Description: $1" "Version: $2" "Libs: -L\${prefix}/lib $3" \
    "Cflags: -I\${prefix}/include" >"$prefix/lib/pkgconfig/$1.pc"
}

build_libsodium_dev() {
  cd "$1" || return
  autoreconf -fi  # not its autogen.sh, which tries a download
  ./configure --host="$tools" CC="${launcher:+$launcher }$tools-gcc-posix" CFLAGS="$flags" --prefix="$prefix" \
    --disable-shared --disable-pie
  make -j"$jobs" install
  change_pc libsodium 's/^Cflags: .*/& -DSODIUM_STATIC/'
}

build_libzmq3_dev() {
  # wepoll asks for Windows' headers in capitals, as a file system of Windows allows.
  local capitals=$work/build/capitals header
  mkdir -p "$capitals"
  for header in WinSock2 WS2tcpip Windows; do echo "#include <${header,,}.h>" >"$capitals/$header.h"; done
  # IPC is written for another compiler. Its files compile together, which takes a fifth of the time.
  with_cmake "$1" -DCMAKE_C_FLAGS="-I$capitals" -DCMAKE_CXX_FLAGS="-I$capitals" -DBUILD_SHARED=OFF -DBUILD_TESTS=OFF \
    -DWITH_PERF_TOOL=OFF -DWITH_DOCS=OFF -DENABLE_CPACK=OFF -DENABLE_CURVE=ON -DWITH_LIBSODIUM=ON -DZMQ_HAVE_IPC=OFF \
    -DPOLLER=epoll -DZMQ_WIN32_WINNT=0x0A00 -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=12
  grep -q 'ZMQ_USE_LIBSODIUM' "$work/build/$package/platform.hpp"
  change_pc libzmq 's/^Libs.private:.*/& -lws2_32 -liphlpapi -lrpcrt4/; s/^Cflags: .*/& -DZMQ_STATIC/'
}

build_libsqlite3_dev() {
  cd "$1" || return
  ./configure --disable-tcl
  make sqlite3.c
  # Behaves as Debian's does where the programs could see it.
  # shellcheck disable=SC2086
  $launcher "$tools-gcc-posix" $flags -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS \
    -DSQLITE_SECURE_DELETE -DSQLITE_USE_URI=1 -DSQLITE_LIKE_DOESNT_MATCH_BLOBS -DSQLITE_OMIT_LOAD_EXTENSION \
    -c sqlite3.c -o sqlite3.o
  "$tools-ar" rcs "$prefix/lib/libsqlite3.a" sqlite3.o
  cp sqlite3.h "$prefix/include"
  write_pc sqlite3 "$(cat VERSION)" -lsqlite3
}

build_libicu_dev() { with_cmake "$recipe/libraries/icu" -DSOURCE="$1/source"; }
build_libimgui_dev() { with_cmake "$recipe/libraries/imgui" -DSOURCE="$1"; }
build_libfmt_dev() { with_cmake "$1" -DFMT_TEST=OFF -DFMT_DOC=OFF; }
build_libpng_dev() { with_cmake "$1" -DPNG_SHARED=OFF -DPNG_TESTS=OFF -DPNG_EXECUTABLES=OFF; }
build_libharfbuzz_dev() { with_cmake "$1" -DHB_BUILD_SUBSET=OFF; }
build_libglfw3_dev() { with_cmake "$1" -DGLFW_BUILD_EXAMPLES=OFF -DGLFW_BUILD_TESTS=OFF -DGLFW_BUILD_DOCS=OFF; }

build_libutf8proc_dev() {
  with_cmake "$1" -DCMAKE_C_FLAGS=-DUTF8PROC_STATIC
  change_pc libutf8proc 's/-DUTF8PROC_EXPORTS/-DUTF8PROC_STATIC/'
}

build_libfreetype_dev() {
  with_cmake "$1" -DFT_DISABLE_BROTLI=ON -DFT_DISABLE_BZIP2=ON -DFT_DISABLE_HARFBUZZ=ON -DFT_REQUIRE_PNG=ON -DFT_REQUIRE_ZLIB=ON
}

build_libexpat1_dev() {
  # Debian's patches ask whether XML_DTD is 1; the build of CMake would define it as nothing.
  with_cmake "$1/expat" -DEXPAT_DTD=OFF -DCMAKE_C_FLAGS=-DXML_DTD=1 -DEXPAT_SHARED_LIBS=OFF -DEXPAT_BUILD_TOOLS=OFF -DEXPAT_BUILD_EXAMPLES=OFF -DEXPAT_BUILD_TESTS=OFF \
    -DEXPAT_BUILD_DOCS=OFF
  change_pc expat 's/^Cflags: .*/& -DXML_STATIC/'
}

build_libfontconfig_dev() {
  local build=$work/build/$package
  mkdir -p "$build"
  cat >"$build/cross.ini" <<END
[binaries]
c = [${launcher:+"'$launcher', "}'$tools-gcc-posix']
ar = '$tools-ar'
strip = '$tools-strip'
windres = '$tools-windres'
pkgconfig = 'pkg-config'
[properties]
pkg_config_libdir = '$prefix/lib/pkgconfig'
needs_exe_wrapper = true
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
END
  # A folder of configuration that is on no machine; its files are not installed.
  meson setup "$build" "$1" --cross-file "$build/cross.ini" --prefix="$prefix" --libdir=lib --sysconfdir=/nowhere \
    --localstatedir=/nowhere --datadir=/nowhere --buildtype=plain -Dc_args="$flags" --default-library=static \
    -Ddoc=disabled -Dtests=disabled -Dtools=disabled -Dnls=disabled -Dcache-build=disabled
  ninja -C "$build" -j"$jobs"
  meson install -C "$build" --no-rebuild --tags devel
}

# Copies what is compiled already or is headers alone. /usr/include is never searched: it has this machine's C library.
copy_headers() {
  local header name
  cp "/usr/$tools/lib/libz.a" "$prefix/lib"
  cp "/usr/$tools/include/"{zlib,zconf}.h "$prefix/include"
  write_pc zlib "$(dpkg-query -W -f='${source:Upstream-Version}' libz-mingw-w64-dev | sed 's/+.*//')" -lz
  # shellcheck disable=SC2086
  dpkg -L $headers | grep '^/usr/include/' | while read -r header; do
    [ -d "$header" ] || install -D -m 644 "$header" "$prefix/${header#/usr/}"
  done
  # Debian's own files name places of this machine.
  for name in CLI11 doctest tomlplusplus; do write_header_package $name; done
  for name in $headers libz-mingw-w64-dev gcc-mingw-w64-x86-64-posix mingw-w64-x86-64-dev; do
    cp "/usr/share/doc/$name/copyright" "$prefix/share/licences/${name%-dev}"
  done
}

# Writes a package of CMake with one target, name::name.
write_header_package() {
  local folder=$prefix/lib/cmake/$1
  mkdir -p "$folder"
  cat >"$folder/$1Config.cmake" <<END
add_library($1::$1 INTERFACE IMPORTED)
set_target_properties($1::$1 PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "\${CMAKE_CURRENT_LIST_DIR}/../../../include")
END
}
