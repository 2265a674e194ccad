"""A RawArray: shared memory that needs no clean-up, handed over at birth."""
import multiprocessing

pixels = None


def set_up(array):
    global pixels
    pixels = memoryview(array).cast("B")


def one_row(job):
    y, width, func = job
    row = func(bytes(pixels[y * width : (y + 1) * width]))
    if len(row) != width:
        raise ValueError("wrong length")
    pixels[y * width : (y + 1) * width] = row


def row_filter(image, width, height, func, processes=2):
    array = multiprocessing.RawArray("B", width * height)
    memoryview(array).cast("B")[:] = image
    with multiprocessing.Pool(processes, initializer=set_up, initargs=(array,)) as pool:
        for _ in pool.imap_unordered(one_row, [(y, width, func) for y in range(height)]):
            pass
        pool.close()
        pool.join()
    return bytes(array)
