"""Judges the report of `pip-audit --format json`, read from standard input: exit status 1 when a pinned version has a
known vulnerability. What could not be looked up is said, and is no failure: pip-audit itself calls it "no known
vulnerabilities" when no package index tells it anything."""

import json
import sys

try:
    audited = json.load(sys.stdin)["dependencies"]
except ValueError:
    audited = []
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
