# A Python beside the benchmark: one task a line, one answer a line.
# {"code": ...} runs it and answers with what it calls `answer`; {"batch": ms, "cold": bool} runs the function `run`
# again and again for so long, at least once, and answers with the milliseconds of each run; before each, outside the
# clock, `before` where the task is cold.
import json
import sys
import time

answers = sys.stdout
sys.stdout = sys.stderr
space = {}


def batch(milliseconds, cold):
    run = space["run"]
    before = space["before"] if cold else None
    times = []
    end = time.perf_counter() + milliseconds / 1e3
    while not times or time.perf_counter() < end:
        if before is not None:
            before()
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return times


for line in sys.stdin:
    task = json.loads(line)
    try:
        if "code" in task:
            space.pop("answer", None)
            exec(task["code"], space)
            told = {"value": space.get("answer")}
        else:
            told = {"value": batch(task["batch"], task.get("cold", False))}
    except Exception as error:
        told = {"error": f"{type(error).__name__}: {error}"[:200]}
    print(json.dumps(told), file=answers, flush=True)
