# Sourced by releng/bench/bench. bench_provision: serverless runtimes through the Provisioning Engine over its embedded (simulated) cloud, against the same cloud asked directly.
# CLIENTS="1 10 100" work at a time, EACH=200 requests of a kind; GROWTH="10 1000 10000" are the numbers of runtimes that are there.
bench_provision() {
	trap 'provision_down; rm -rf "$WORK"' EXIT
	CP=$(echo "$PRODUCT"/plugins/*.jar | tr ' ' :)
	rss() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$ENGINE/status"; }
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" -cp "$CP" "$ROOT/releng/bench/Provision.java" 2>"$WORK/javac" || { cat "$WORK/javac" >&2; exit 1; }
	load() { "$JAVA_HOME/bin/java" "-Dlogback.configurationFile=$ROOT/releng/tests/logback.xml" -cp "$WORK/classes:$CP" Provision "$URL" "$WORK/engine/one_auth" "$@"; }
	echo "Requests a second and their times; engine and simulated cloud in one process, ${EACH:-200} requests of each kind; the cloud directly: what a create asks of it, without the engine"
	for _clients in ${CLIENTS:-1 10 100}; do
		provision_up
		load life "$_clients" "${EACH:-200}"
		echo "memory of the engine and its cloud: $(rss) kB"
		provision_down
	done
	echo "Growth: so many runtimes are there; one client"
	provision_up
	_there=0
	for _size in ${GROWTH:-10 1000 10000}; do
		load fill 10 $((_size - _there))
		_there=$_size
		load there 1 "${EACH:-200}" "$_size"
		echo "memory of the engine and its cloud: $(rss) kB"
	done
	provision_down
}

provision_up() {
	rm -rf "$WORK/engine" "$WORK/engine.out"
	"$ROOT/fleetdesk" engine provision --listen 127.0.0.1:0 --data "$WORK/engine" --cloud-speed 100 >"$WORK/engine.out" 2>"$WORK/engine.err" &
	ENGINE=$!
	awaited 60 grep -q '^ready:' "$WORK/engine.out" || { cat "$WORK/engine.err" >&2; exit 1; }
	URL=$(sed -n 's/^ready:.*\(http[^ ]*\).*/\1/p' "$WORK/engine.out")
}

provision_down() {
	[ -z "${ENGINE:-}" ] || { kill "$ENGINE" 2>/dev/null; wait "$ENGINE" 2>/dev/null || true; }
	ENGINE=
}
