#!/bin/sh
# Assembles one bare-metal payload for arm64.
#   assemble.sh SOURCE.S OUT.bin [NAME=VALUE ...]      replaces @NAME@ in the source by VALUE (letters, digits, - and _)
# Needs binutils for AArch64 (Debian: binutils-aarch64-linux-gnu); PREFIX overrides the tools' prefix.
set -eu
if [ $# -lt 2 ]; then
	echo "usage: assemble.sh SOURCE.S OUT.bin [NAME=VALUE ...]" >&2
	exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX-aarch64-linux-gnu-}
if ! command -v "${prefix}as" >/dev/null; then
	echo "assemble.sh: ${prefix}as is not there; install binutils-aarch64-linux-gnu" >&2
	exit 3
fi
source=$1
out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$source" "$work/payload.S"
for pair in "$@"; do
	case ${pair#*=} in
		*[!A-Za-z0-9_-]*) echo "assemble.sh: $pair: only letters, digits, - and _ are allowed" >&2; exit 2 ;;
	esac
	sed -i "s/@${pair%%=*}@/${pair#*=}/g" "$work/payload.S"
done
# In the folder itself, so that no path gets into the output.
cd "$work"
"${prefix}as" -I "$here" -o payload.o payload.S
"${prefix}ld" -Ttext=0x41080000 -o payload.elf payload.o
"${prefix}objcopy" -O binary payload.elf payload.bin
cd - >/dev/null
cat "$work/payload.bin" >"$out"
