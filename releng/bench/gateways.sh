# Sourced by releng/bench/bench. bench_gateways: gateways check in with a device cloud. SIZES="1000 10000" gateways, each with three writes and two reads; CONNECTIONS=64 at a time;
# WAIT=10000 of them hold a long poll at once, over a connection each (0: none). DATABASE="--database jdbc:postgresql://HOST/NAME --database-credentials FILE" measures a PostgreSQL.
bench_gateways() {
	trap 'gateways_down; rm -rf "$WORK"' EXIT
	rss() { sed -n "s/^$1:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$ENGINE/status"; }
	processor() { awk '{ print ($14 + $15) * 10 }' "/proc/$ENGINE/stat"; }
	size() { du -sk "$WORK/engine/database" 2>/dev/null | cut -f1; }
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" "$ROOT/releng/bench/Gateways.java" 2>"$WORK/javac" || { cat "$WORK/javac" >&2; exit 1; }
	load() { "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC -cp "$WORK/classes" Gateways "$URL" "$WORK/engine/credentials" "$WORK/tokens" "$@"; }
	gateways_start
	echo "Gateways check in; load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
	echo "the engine without gateways: $(rss VmRSS) kB"
	_there=0
	for _size in ${SIZES-1000 10000}; do
		echo "$_size gateways"
		[ "$_size" -le $_there ] || load add $((_size - _there)) "${CONNECTIONS:-64}"
		_there=$_size
		for _round in first again; do
			_processor=$(processor)
			load checkin "$_size" "${CONNECTIONS:-64}"
			echo "          $_round time; processor time $(($(processor) - _processor)) ms, memory $(rss VmRSS) kB, at most $(rss VmHWM) kB, database $(size) kB"
		done
	done
	gateways_wait "${WAIT-10000}"
	gateways_down
	echo "database after the engine has ended: $(size) kB"
}

# GATEWAYS=100000 of them in a console: first rows, filter, scrolling, heap; CHANGES=100 of them a second check in meanwhile
bench_gatewaytable() {
	console_ready
	trap 'gateways_down; fleetdesk_screen_end; rm -rf "$WORK"' EXIT
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/load" "$ROOT/releng/bench/Gateways.java"
	load() { "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC -cp "$WORK/load" Gateways "$URL" "$WORK/engine/credentials" "$WORK/tokens" "$@"; }
	gateways_start
	_gateways=${GATEWAYS:-100000}
	load add "$_gateways" 64
	load checkin "$_gateways" 64
	console_data
	sed 's/^[^:]*://' "$WORK/engine/credentials" >"$WORK/token"
	FLEETDESK_DATA=$WORK/data "$ROOT/fleetdesk" connection add --kind gateways --user "$(sed 's/:.*//' "$WORK/engine/credentials")" --password-file "$WORK/token" cloud "$URL" >/dev/null
	_run=0
	while [ $_run -lt "$RUNS" ]; do
		_run=$((_run + 1))
		echo "== $_gateways gateways, ${CHANGES:-100} of them check in each second, run $_run, load $(cut -d' ' -f1-3 /proc/loadavg)"
		load trickle "$_gateways" "${CHANGES:-100}" >"$WORK/trickle.out" 2>&1 &
		_load=$!
		console_measure fleet "-Dfleetdesk.bench.rows=$_gateways" -Dfleetdesk.bench.view=org.fleetdesk.gateways.ui.gateways "-Dfleetdesk.bench.words=0000123 onl" && _result=0 || _result=$?
		kill $_load 2>/dev/null; wait $_load 2>/dev/null || true
		cat "$WORK/trickle.out"
		[ $_result = 0 ] || return $_result
	done
	gateways_down
}

gateways_wait() {
	[ "$1" -gt 0 ] && [ "$1" -le $_there ] || return 0
	mkfifo "$WORK/go"
	_before=$(rss VmRSS)
	load wait "$1" "${CONNECTIONS:-64}" <"$WORK/go" >"$WORK/wait.out" &
	_load=$!
	exec 3>"$WORK/go"
	awaited 120 grep -q held "$WORK/wait.out" || { cat "$WORK/wait.out" >&2; exit 1; }
	echo "          $1 long polls: memory $_before -> $(rss VmRSS) kB, $(ls "/proc/$ENGINE/fd" | wc -l) open files, $(sed -n 's/^Threads:[^0-9]*//p' "/proc/$ENGINE/status") threads"
	echo >&3
	exec 3>&-
	wait $_load
	grep -v held "$WORK/wait.out"
}

gateways_start() {
	rm -f "$WORK/engine.out"
	# shellcheck disable=SC2086 # several words
	"$ROOT/fleetdesk" engine devicecloud --listen 127.0.0.1:0 --data "$WORK/engine" --product local ${DATABASE:-} >"$WORK/engine.out" 2>"$WORK/engine.err" &
	ENGINE=$!
	awaited 60 grep -q '^ready:' "$WORK/engine.out" || { cat "$WORK/engine.err" >&2; exit 1; }
	URL=$(sed -n 's/^ready:.*\(http[^ ]*\).*/\1/p' "$WORK/engine.out")
}

gateways_down() {
	[ -z "${ENGINE:-}" ] || { kill "$ENGINE" 2>/dev/null; wait "$ENGINE" 2>/dev/null || true; }
	ENGINE=
}
