"""Real Lucene in a process of its own, asked over standard input: Java would stay in the process that runs the tests.

Each line is a JSON object with `do` and arguments; the answer is one line with `answer`, or `error` and `message`.
"""

import json
import os
import sys
import threading
import time

from turnwise.envs.core.errors import TurnwiseError
from turnwise.envs.retrieval.jvm import java_class, start
from turnwise.envs.retrieval.lucene import Lucene

engines = {}


def build(path, documents, **options):
    engines[path] = Lucene.build(path, [tuple(document) for document in documents], **options)
    return repr(engines[path])


def opened(path, **options):
    engines[path] = Lucene(path, **options)
    return engines[path].fingerprint


def search(path, queries, k):
    return engines[path].search(queries, k)


def analyze(texts):
    start()
    analyzer = java_class("io.anserini.analysis.DefaultEnglishAnalyzer").newDefaultInstance()
    utilities = java_class("io.anserini.analysis.AnalyzerUtils")
    return [list(utilities.analyze(analyzer, text)) for text in texts]


def threads(path, queries, k):
    """Whether four threads get what one gets."""
    expected, found = search(path, queries, k), []
    several = [threading.Thread(target=lambda: found.append(search(path, queries, k))) for _ in range(4)]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    return found == [expected] * 4


def fork(path, queries):
    """What each use of Java in a forked child comes to, and how long it took in seconds."""
    uses = {
        "search": lambda: engines[path].search(queries, 5),
        "open": lambda: Lucene(path),
        "gc": lambda: java_class("java.lang.System").gc(),
        "start": start,
    }
    reader, writer = os.pipe()
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        said = {}
        for name, use in uses.items():
            try:
                use()
                said[name] = "nothing"
            except TurnwiseError as error:
                said[name] = f"{type(error).__name__}: {error}"
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = json.loads(pipe.read())
    status = os.waitpid(child, 0)[1]
    return {"said": said, "status": status, "seconds": time.monotonic() - began}


def parent_still_works(path, queries):
    java_class("java.lang.System").gc()
    return len(search(path, queries, 5))


def java_home():
    start()
    return {
        "JAVA_HOME": os.environ.get("JAVA_HOME"),
        "version": java_class("java.lang.System").getProperty("java.version"),
    }


def main():
    table = {name: value for name, value in globals().items() if callable(value) and not name.startswith("_")}
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            said = {"answer": table[asked.pop("do")](**asked)}
        except TurnwiseError as error:
            said = {"error": type(error).__name__, "message": str(error)}
        print("\x02" + json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
