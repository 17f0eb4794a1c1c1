# Says which library needs which. Those that take longest come first, so that both cores are busy to the end.
libraries := libicu-dev libsodium-dev libsqlite3-dev libpng-dev libharfbuzz-dev libzmq3-dev libfreetype-dev libglfw3-dev \
  libexpat1-dev libfontconfig-dev libimgui-dev libfmt-dev libutf8proc-dev

.PHONY: all headers $(libraries)
all: headers $(libraries)

libzmq3-dev: libsodium-dev
libpng-dev: headers
libfreetype-dev: libpng-dev
libfontconfig-dev: libfreetype-dev libexpat1-dev
libimgui-dev: libglfw3-dev

headers $(libraries):
	@$(recipe)/libraries/make_one.sh $@ $(recipe) $(work)
