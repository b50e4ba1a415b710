"""Requests at a server by wrk (Debian's package of that name), and what came back."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: Asks for an address that nobody has asked for before, by a name that means nothing to the site; and tells what came back.
SCRIPT = """
local path, fresh, tag = "{path}", {fresh}, "{tag}"
local n = 0
local headers = {{ ["Accept-Encoding"] = "gzip" }}
if tag ~= "" then headers["If-None-Match"] = tag end
request = function()
  n = n + 1
  local address = path
  if fresh then
    local joint = string.find(path, "?", 1, true) and "&" or "?"
    address = path .. joint .. "utm_n=" .. n .. "-{run}"
  end
  return wrk.format("GET", address, headers)
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{{"requests": %d, "bytes": %d, "seconds": %f, "p50": %f, "p95": %f, "failed": %d}}\\n',
    summary.requests, summary.bytes, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """Milliseconds, requests per second, bytes of one answer as it went over the wire, headers included."""

    per_second: float
    p50: float
    p95: float
    size: float


#: Fewer answers than this say little: then it is asked for six times longer, up to about a minute and a half.
FEWEST, LONGEST = 6, 60

_runs = 0


def load(port: int, path: str, *, connections: int, seconds: float, fresh: bool = False, tag: str = "") -> Answer:
    """``fresh``: no answer can be one that was kept. Raises SystemExit where any request failed."""
    global _runs
    _runs += 1
    wrk = shutil.which("wrk")
    if not wrk:
        raise SystemExit("make bench measures with wrk: install it (apt install wrk).")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        text = SCRIPT.format(path=path, fresh="true" if fresh else "false", tag=tag.replace('"', '\\"'), run=_runs)
        Path(script.name).write_text(text)
        command = [wrk, "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "120s", "-s", script.name]
        out = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
    told = json.loads(out.splitlines()[-1])
    if not told["failed"] and told["requests"] < FEWEST and seconds < LONGEST:
        return load(port, path, connections=connections, seconds=seconds * 6, fresh=fresh, tag=tag)
    if told["failed"] or not told["requests"]:
        raise SystemExit(f"{path}: {told['failed']} of {told['requests']} requests failed\n{out}")
    return Answer(told["requests"] / told["seconds"], told["p50"], told["p95"], told["bytes"] / told["requests"])
