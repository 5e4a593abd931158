#!/usr/bin/env bash
# What somebody sees who has never had Kith: clone HEAD into a new folder, with an empty home, a bare PATH and no
# cache of pip's, and run both commands of the README. Prints the commit, the seconds to the first page seen in a
# browser, the totals of the tests, and what git thinks of the folder afterwards (nothing: it must be empty).
set -euo pipefail
repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
new=$(mktemp -d)
started=
trap '[[ -z $started ]] || kill "$started" 2> /dev/null || true; rm -rf "$new"' EXIT

python=$(python3 -c 'import os, sys; assert sys.version_info >= (3, 11); print(os.path.realpath(sys._base_executable))')
mkdir -p "$new/home" "$new/bin"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$python" > "$new/bin/python3" # a shim of pyenv would need its home
chmod +x "$new/bin/python3"

# What reaches the package index from here, and nothing else of this shell.
kept=(HOME="$new/home" PATH="$new/bin:/usr/bin:/bin" LANG=C.UTF-8 PIP_NO_CACHE_DIR=1)
while IFS= read -r name; do kept+=("$name=${!name}"); done < <(
    compgen -e | grep -iE '^(https?_proxy|no_proxy|ssl_cert_(file|dir)|requests_ca_bundle|pip_(cert|index_url|default_timeout)|ci|kith_test_data)$'
)
bare() { env -i "${kept[@]}" "$@"; }

echo "commit   $(git -C "$repo" rev-parse HEAD)"
echo "python   $("$python" --version) $python"
git clone --quiet --no-local "$repo" "$new/kith"
cd "$new/kith"

# The eyes stand ready before the clock starts: playwright in a folder of its own, the same version as in the tests.
"$python" -m venv "$new/eyes"
bare "$new/eyes/bin/python" -m pip install --quiet --disable-pip-version-check "$(grep '^playwright==' requirements-dev.txt)"

begin=$EPOCHREALTIME
env -i "${kept[@]}" python3 start.py < /dev/null > "$new/said" 2>&1 & # no function: what is ended is start.py
started=$!
until grep -q 'Close this window' "$new/said"; do
    kill -0 "$started" 2> /dev/null || { cat "$new/said"; exit 1; }
    sleep 0.2
done
bare "$new/eyes/bin/python" - "$(grep -o 'http://127.0.0.1:[0-9]*' "$new/said" | head -1)" << 'SEE'
import shutil
import sys

from playwright.sync_api import sync_playwright

READY = "[data-testid=stApp][data-test-script-state=notRunning]"
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    )
    page = browser.new_page()
    page.goto(sys.argv[1])
    page.wait_for_selector(f"{READY} :is(h1, h2, h3)", timeout=120_000)
    heading = page.locator("h1, h2, h3").first.inner_text()
    print(f"page     {page.title()!r}, headed {heading!r}")
    browser.close()
SEE
seconds=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begin }")
echo "seconds  $seconds from the first command to the page in the browser"
kill -TERM "$started"
wait "$started" || true
started=
sed 's/^/said     /' "$new/said"

bare python3 start.py test < /dev/null > "$new/tested" 2>&1 && code=0 || code=$?
((code == 0)) || { tail -60 "$new/tested"; grep -E '^(FAILED|ERROR) ' "$new/tested" | cut -c 1-300; }
echo "tests    $(grep -E '^(=+ )?[0-9]+ (passed|failed)|passed.* in |failed.* in ' "$new/tested" | tail -1)"
echo "exit     $code"
left=$(git status --porcelain)
echo "status   ${left:-empty}"
((code == 0)) && [[ -z $left ]]
