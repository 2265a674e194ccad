"""The answer is a file in a folder of its own; join waits for it."""

import multiprocessing
import os
import pickle
import shutil
import tempfile


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.folder = tempfile.mkdtemp()
        self.answer = None

    def run(self):
        answer = {}
        try:
            answer["value"] = self.func(*self.args)
        except Exception as error:
            answer["error"] = error
        try:
            data = pickle.dumps(answer)
            pickle.loads(data)
        except Exception:
            (what,) = answer.values()
            data = pickle.dumps({"error": RuntimeError(f"not to be sent: {type(what)}")})
        with open(os.path.join(self.folder, "part"), "wb") as file:
            file.write(data)
        os.rename(os.path.join(self.folder, "part"), os.path.join(self.folder, "answer"))

    def result(self, timeout=None):
        if self.answer is None:
            self.join(timeout)
            if self.exitcode is None:
                raise TimeoutError(f"{self.name} is still at work")
            try:
                with open(os.path.join(self.folder, "answer"), "rb") as file:
                    self.answer = pickle.load(file)
            except FileNotFoundError:
                self.answer = {"error": ChildProcessError(f"exit code {self.exitcode}")}
            shutil.rmtree(self.folder)
        if "error" in self.answer:
            raise self.answer["error"]
        return self.answer["value"]
