"""Runs the `pip-audit --format json …` that it is given and judges its report: exit status 1 when a pinned version has
a known vulnerability, and when there is no report although an index can be reached. What could not be looked up is
said, and is no failure: pip-audit itself calls it "no known vulnerabilities" when no index tells it anything."""

import json
import re
import subprocess
import sys

UNREACHABLE = re.compile(
    r"^requests\.exceptions\.(Connection|Proxy)Error: |ConnectTimeout: |Could not connect to ", re.M
)

done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
try:
    audited = json.loads(done.stdout)["dependencies"]
except ValueError:
    audited = []
    if not UNREACHABLE.search(done.stderr):
        sys.exit(f"{done.stderr}the audit of dependencies failed: it ended with {done.returncode} and gave no report")
unknown = [one["name"] for one in audited if "skip_reason" in one]
found = [(one["name"], one["version"], flaw) for one in audited for flaw in one.get("vulns", [])]
for name, version, flaw in found:
    mended = ", ".join(flaw["fix_versions"]) or "no version yet"
    print(f"{name} {version}: {flaw['id']}, mended in {mended}")
known = len(audited) - len(unknown)
if not known:
    print("not run: the audit of dependencies (no database of vulnerabilities can be reached from here)")
else:
    print(f"{known} dependencies audited, {len(found)} vulnerabilities known")
    if unknown:
        print(f"not audited, since nothing is known of them here: {', '.join(unknown)}")
sys.exit(bool(found))
