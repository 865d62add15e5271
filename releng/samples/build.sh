#!/bin/sh
# Rebuilds the samples' payloads into the bundle that ships them, or into the folder given. They are committed, so that a build needs no assembler.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../bundles/org.fleetdesk.so3.model/src/org/fleetdesk/so3/model/samples}
mkdir -p "$out"
for source in "$here"/*.S; do
	"$here/assemble.sh" "$source" "$out/$(basename "$source" .S).bin"
done
