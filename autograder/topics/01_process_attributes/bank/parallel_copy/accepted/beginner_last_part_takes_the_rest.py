import multiprocessing
import os


def copy_range(src, dst, offset, length):
    """The worker: copy `length` bytes from offset."""
    source = open(src, "rb")
    source.seek(offset)
    data = source.read(length)
    source.close()

    target = open(dst, "r+b")  # r+b does not empty the file
    target.seek(offset)
    target.write(data)
    target.close()


def parallel_copy(src, dst, parts=2):
    # how big is it? (this raises FileNotFoundError if there is no src)
    size = os.path.getsize(src)

    # make dst once, with the right size
    empty = open(dst, "wb")
    empty.truncate(size)
    empty.close()

    # every part gets the same number of bytes, the last one gets the rest too
    length = size // parts
    processes = []
    for i in range(parts):
        offset = i * length
        if i == parts - 1:
            this_length = size - offset
        else:
            this_length = length
        p = multiprocessing.Process(target=copy_range, args=(src, dst, offset, this_length))
        p.start()
        processes.append(p)

    # wait for all
    for p in processes:
        p.join()

    # did all go well?
    for p in processes:
        if p.exitcode != 0:
            raise OSError("a part could not be copied")

    return size
