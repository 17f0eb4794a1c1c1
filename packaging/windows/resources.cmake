# Gives a program for Windows its manifest, icon and version; elsewhere does nothing. `description` is what the properties of
# the file show.
function(indaba_resources target description)
  if(NOT INDABA_PLATFORM STREQUAL "windows")
    return()
  endif()
  set(folder ${CMAKE_SOURCE_DIR}/packaging/windows)
  # The same source with other definitions in each program.
  set(resources ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc)
  string(REPLACE "." "," numbers ${PROJECT_VERSION})
  file(CONFIGURE OUTPUT ${resources} @ONLY CONTENT
"#define INDABA_VERSION \"@PROJECT_VERSION@\"
#define INDABA_VERSION_NUMBERS @numbers@,0
#define INDABA_PROGRAM \"@target@\"
#define INDABA_DESCRIPTION \"@description@\"
#include \"@folder@/indaba.rc\"
")
  # A command of our own: windres would take the options of the C++ compiler for its own.
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${target}.rc.o)
  add_custom_command(OUTPUT ${object} COMMAND ${CMAKE_RC_COMPILER} -I ${folder} ${resources} ${object}
                     DEPENDS ${resources} ${folder}/indaba.rc ${folder}/indaba.manifest ${folder}/indaba.ico VERBATIM)
  target_sources(${target} PRIVATE ${object})
endfunction()
