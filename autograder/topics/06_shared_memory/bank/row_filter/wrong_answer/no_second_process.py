"""No process but this one.

Misconception: parent-does-the-work
"""
def row_filter(image, width, height, func, processes=2):
    pixels = bytearray(image)
    for y in range(height):
        row = func(bytes(pixels[y * width : (y + 1) * width]))
        if len(row) != width:
            raise ValueError("wrong length")
        pixels[y * width : (y + 1) * width] = row
    return bytes(pixels)
