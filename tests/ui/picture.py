"""The pixels of a window, as the X server shows them, compared with others of the same size."""


class Picture:
    """A binary PPM with 8 bits a colour, as `import` of ImageMagick writes it."""

    def __init__(self, ppm):
        kind, size, depth, self._pixels = ppm.split(b"\n", 3)
        self.width, self.height = (int(number) for number in size.split())
        if (kind, depth) != (b"P6", b"255") or len(self._pixels) != 3 * self.width * self.height:
            raise ValueError(f"not a picture that can be read: {ppm[:20]}")

    def rows(self, area=None):
        """Returns the bytes of each row within `area`, of the whole picture without one."""
        left, top, right, bottom = (int(edge) for edge in area or (0, 0, self.width, self.height))
        return [self._pixels[3 * (y * self.width + left):3 * (y * self.width + right)]
                for y in range(top, bottom)]

    def changed_pixels(self, other, area=None):
        """Returns how many pixels differ from those of `other` within `area`."""
        changed = 0
        for one, two in zip(self.rows(area), other.rows(area), strict=True):
            if one != two:
                changed += sum(one[at:at + 3] != two[at:at + 3] for at in range(0, len(one), 3))
        return changed
