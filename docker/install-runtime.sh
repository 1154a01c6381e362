#!/usr/bin/env bash
# Everything the runtime image adds to a bare Debian, except Flowt's own files. Tests/clean_root.sh runs it too, because
# that is how the image is tested where no container engine is at hand.
set -euo pipefail
"$(dirname "$0")/packages.sh" runtime
rm -rf /var/lib/apt/lists/*
useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin flowt
