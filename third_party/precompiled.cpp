// CMake needs a source file for the target that owns the precompiled headers.
