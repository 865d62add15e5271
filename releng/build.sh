# Sourced, after releng/java.sh. fleetdesk_build: brings the product up to date, by Maven only when a source is newer. Needs ROOT. Sets PRODUCT.
fleetdesk_build() {
	PRODUCT="$ROOT/product/fleetdesk/target/products/fleetdesk/linux/gtk/$(uname -m)"
	_built="$ROOT/product/fleetdesk/target/built"
	if [ "${FLEETDESK_BUILD:-}" = never ]; then return 0; fi # the tests within the build itself
	if fleetdesk_current; then return 0; fi
	mkdir -p "$ROOT/releng/target"
	(
		fleetdesk_lock
		if fleetdesk_current; then exit 0; fi # another command has built it meanwhile
		echo "Building Fleetdesk (about a minute; the first time Maven also fetches its libraries) ..." >&2
		_log="$ROOT/releng/target/build.log"
		: >"$ROOT/releng/target/build.started"
		if ! (cd "$ROOT" && ./mvnw -B -e clean package -DskipTests -Dmaven.test.skip=true -pl "$(fleetdesk_tests)" >"$_log" 2>&1); then
			grep -a -E '^\[ERROR\]' "$_log" | grep -v 'osgi.platform' | head -n 20 >&2
			echo "The build failed; everything it said is in $_log" >&2
			exit 1
		fi
		mv "$ROOT/releng/target/build.started" "$_built"
	) 9>"$ROOT/releng/target/build.lock"
}

fleetdesk_current() {
	[ -f "$_built" ] && [ -d "$PRODUCT/plugins" ] && [ -z "$(fleetdesk_newer "$_built")" ]
}

# One build at a time in one tree: holds file descriptor 9, which the caller opens on releng/target/build.lock
fleetdesk_lock() {
	if ! command -v flock >/dev/null || flock -n 9; then return 0; fi
	echo "Waiting for a build of Fleetdesk that is at work in $ROOT ..." >&2
	flock 9
}

# The first source that is newer than the file $1. A folder below src counts too: it changes when a file goes. Maven itself touches the others.
fleetdesk_newer() {
	{
		find "$ROOT"/bundles/*/src -newer "$1" -print
		find "$ROOT/pom.xml" "$ROOT/.mvn" "$ROOT/target-platform" "$ROOT/features" "$ROOT/product" "$ROOT"/bundles/*/META-INF "$ROOT"/bundles/*/icons \
			"$ROOT"/bundles/*/schema "$ROOT"/bundles/*/*.* -name target -prune -o -name '.polyglot*' -prune -o -type f -newer "$1" -print
	} 2>/dev/null | head -n 1
}

# The test modules, left out of the build, as Maven's -pl takes them
fleetdesk_tests() {
	for _module in "$ROOT"/tests/*/; do
		if [ -f "$_module/pom.xml" ] || [ -d "$_module/META-INF" ]; then printf '%s!tests/%s' "${_comma:-}" "$(basename "$_module")" && _comma=,; fi
	done
}
