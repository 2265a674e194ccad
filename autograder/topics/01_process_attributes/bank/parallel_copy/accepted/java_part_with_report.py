import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as source:
        source.seek(offset)
        data = source.read(length)
    if len(data) != length:
        raise OSError(f"{src}: {length} bytes wanted at {offset}, {len(data)} found")
    with open(dst, "r+b") as target:
        target.seek(offset)
        target.write(data)


class PartCopier(multiprocessing.Process):
    """Copies one range, and reports what went wrong to its parent."""

    def __init__(self, src, dst, offset, length, report):
        super().__init__()
        self.src = src
        self.dst = dst
        self.offset = offset
        self.length = length
        self.report = report

    def run(self):
        try:
            copy_range(self.src, self.dst, self.offset, self.length)
        except OSError as error:
            self.report.send(str(error))
        else:
            self.report.send(None)
        finally:
            self.report.close()


def parallel_copy(src, dst, parts=2):
    size = os.stat(src).st_size
    with open(dst, "wb") as target:
        target.truncate(size)

    copiers = []
    receivers = []
    for i in range(parts):
        begin, end = size * i // parts, size * (i + 1) // parts
        receiver, sender = multiprocessing.Pipe(duplex=False)
        copier = PartCopier(src, dst, begin, end - begin, sender)
        copier.start()
        sender.close()
        copiers.append(copier)
        receivers.append(receiver)

    complaints = []
    for receiver in receivers:
        try:
            complaint = receiver.recv()
        except EOFError:
            complaint = "a part died without a word"
        if complaint is not None:
            complaints.append(complaint)
        receiver.close()
    for copier in copiers:
        copier.join()
    if complaints:
        raise OSError("; ".join(complaints))
    return size
