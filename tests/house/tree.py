"""Lists the files of the source tree for the checks of this folder."""
import pathlib
import subprocess


def files(root):
    """Returns the paths that git tracks, or, without git, all but the build directory; relative to `root`."""
    try:
        listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, text=True, check=True)
        names = [name for name in listed.stdout.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [str(file.relative_to(root)) for file in pathlib.Path(root).rglob("*")]
        names = [name for name in names if not name.startswith(("build/", ".git/"))]
    return [name for name in names if (pathlib.Path(root) / name).is_file()]
