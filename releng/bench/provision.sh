# Sourced by releng/bench/bench. bench_provision: serverless runtimes through the Provisioning Engine over its embedded (simulated) cloud, against the same cloud asked directly.
# CLIENTS="1 10 100" work at a time, EACH=200 requests of a kind; GROWTH="10 1000 10000" are the numbers of runtimes that are there; REFRESH="1000 10000" those with which a cloud is
# opened again and a console reads it. Each may be empty. `bench refresh` is the last part alone.
bench_provision() {
	trap 'provision_down; rm -rf "$WORK"' EXIT
	CP=$(echo "$PRODUCT"/plugins/*.jar | tr ' ' :)
	rss() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$ENGINE/status"; }
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" -cp "$CP" "$ROOT/releng/bench/Provision.java" 2>"$WORK/javac" || { cat "$WORK/javac" >&2; exit 1; }
	load() { "$JAVA_HOME/bin/java" "-Dlogback.configurationFile=$ROOT/releng/tests/logback.xml" -cp "$WORK/classes:$CP" Provision "$URL" "$WORK/engine/one_auth" "$@"; }
	echo "Requests a second and their times; engine and simulated cloud in one process, ${EACH:-200} requests of each kind; the cloud directly: what a create asks of it, without the engine"
	for _clients in ${CLIENTS-1 10 100}; do
		provision_up
		load life "$_clients" "${EACH:-200}"
		echo "memory of the engine and its cloud: $(rss) kB"
		provision_down
	done
	echo "Growth: so many runtimes are there; one client"
	[ -z "${GROWTH-10}" ] || provision_up
	_there=0
	for _size in ${GROWTH-10 1000 10000}; do
		load fill 10 $((_size - _there))
		_there=$_size
		load there 1 "${EACH:-200}" "$_size"
		echo "memory of the engine and its cloud: $(rss) kB"
	done
	provision_down
	for _size in ${REFRESH-1000 10000}; do provision_refresh "$_size"; done
}

bench_refresh() {
	CLIENTS= GROWTH= bench_provision
}

# A cloud is opened again that has so many runtimes, each with a service and a virtual machine that runs; then a console reads all of it, again and again
provision_refresh() {
	echo "A refresh of $1 runtimes; load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
	_hosts=$(seq 100 | sed 's/.*/100:1000000/' | tr '\n' ',' | sed 's/,$//')
	provision_up --cloud-hosts "$_hosts"
	load fill 1 1
	provision_down
	"$JAVA_HOME/bin/java" -cp "$CP" "$ROOT/releng/bench/CloudFill.java" "$WORK/engine/cloud" "$1"
	rm -rf "$WORK/engine/cloud/vms"
	_began=$(millis)
	provision_start
	echo "opened again, with the start of its process: $(($(millis) - _began)) ms, processor time $(awk '{ print ($14 + $15) * 10 }' "/proc/$ENGINE/stat") ms"
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" -cp "$CP" "$ROOT/releng/bench/RuntimesRefresh.java" 2>"$WORK/javac" || { cat "$WORK/javac" >&2; exit 1; }
	"$JAVA_HOME/bin/java" -Xmx1g "-Dlogback.configurationFile=$ROOT/releng/tests/logback.xml" -cp "$WORK/classes:$CP" org.fleetdesk.bench.RuntimesRefresh "$URL" "$WORK/engine/one_auth" "$1"
	provision_down
}

provision_up() {
	rm -rf "$WORK/engine"
	provision_start "$@"
}

provision_start() {
	rm -f "$WORK/engine.out"
	"$ROOT/fleetdesk" engine provision --listen 127.0.0.1:0 --data "$WORK/engine" --cloud-speed 100 "$@" >"$WORK/engine.out" 2>"$WORK/engine.err" &
	ENGINE=$!
	awaited 180 grep -q '^ready:' "$WORK/engine.out" || { cat "$WORK/engine.err" >&2; exit 1; }
	URL=$(sed -n 's/^ready:.*\(http[^ ]*\).*/\1/p' "$WORK/engine.out")
}

provision_down() {
	[ -z "${ENGINE:-}" ] || { kill "$ENGINE" 2>/dev/null; wait "$ENGINE" 2>/dev/null || true; }
	ENGINE=
}
