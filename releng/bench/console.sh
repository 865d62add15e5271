# Sourced by releng/bench/bench. The console under a virtual display, with the bundle of releng/bench/console in it, against the replay server.

# console_ready: compiles, and gives a display. Sets INSTALL
console_ready() {
	fleetdesk_packages console display
	. "$ROOT/releng/tests/screen.sh"
	fleetdesk_screen
	trap 'replay_end; fleetdesk_screen_end; rm -rf "$WORK"' EXIT
	mkdir -p "$WORK/replay.classes" "$WORK/classes"
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/replay.classes" "$ROOT"/releng/bench/replay/*.java
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" -cp "$(echo "$PRODUCT"/plugins/*.jar | tr ' ' :)" "$ROOT"/releng/bench/console/*.java
	cat >"$WORK/manifest" <<-'END'
		Bundle-ManifestVersion: 2
		Bundle-SymbolicName: org.fleetdesk.bench.console;singleton:=true
		Bundle-Version: 1.0.0
		Bundle-Activator: org.fleetdesk.bench.console.Probe
		Require-Bundle: org.eclipse.ui,org.eclipse.core.runtime,org.fleetdesk.core,org.fleetdesk.ui
	END
	"$JAVA_HOME/bin/jar" --create --file "$WORK/probe.jar" --manifest "$WORK/manifest" -C "$WORK/classes" .
	# the same installation with one bundle more; the launcher finds it by the place of its own jar, with links followed
	INSTALL=$WORK/install
	mkdir -p "$INSTALL/plugins"
	cp -r "$PRODUCT/configuration" "$PRODUCT/splash.png" "$INSTALL/"
	ln -s "$PRODUCT"/plugins/* "$INSTALL/plugins/"
	rm "$INSTALL"/plugins/org.fleetdesk.launch_*.jar
	cp -p "$PRODUCT"/plugins/org.fleetdesk.launch_*.jar "$INSTALL/plugins/"
	echo "org.fleetdesk.bench.console,1.0.0,file:$WORK/probe.jar,4,true" >>"$INSTALL/configuration/org.eclipse.equinox.simpleconfigurator/bundles.info"
}

# replay_begin ENGINES CONTAINERS_EACH
replay_begin() {
	replay_end
	rm -f "$WORK/replay.out" # the last one was ready too
	"$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$WORK/replay.classes" org.fleetdesk.bench.replay.Replay "$@" >"$WORK/replay.out" &
	REPLAY=$!
	awaited 60 grep -q '^ready' "$WORK/replay.out" || exit 1
	CONTROL=$(sed -n 's/^control //p' "$WORK/replay.out")
}

replay_end() {
	[ -z "${REPLAY:-}" ] || { kill "$REPLAY" 2>/dev/null; wait "$REPLAY" 2>/dev/null || true; }
	REPLAY=
}

# console_data: a data folder of a console without the local fleet
console_data() {
	rm -rf "$WORK/data"
	mkdir -p "$WORK/data/workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings"
	printf 'eclipse.preferences.version=1\nstartLocalFleet=false\n' >"$WORK/data/workspace/.metadata/.plugins/org.eclipse.core.runtime/.settings/org.fleetdesk.ui.prefs"
}

# console_run BENCH OPTIONS...: a console with connections to all engines of the replay server; prints the report. CONSOLE_LIMIT seconds are the longest it may take.
console_run() {
	console_data
	sed -n 's/^engine //p' "$WORK/replay.out" | awk 'BEGIN { printf "{\"version\":2,\"connections\":[" }
		{ printf "%s{\"id\":\"r%d\",\"kind\":\"so3\",\"name\":\"replay-%03d\",\"url\":\"tcp://127.0.0.1:%s\"}", (NR > 1 ? "," : ""), NR - 1, NR - 1, $1 }
		END { print "]}" }' >"$WORK/data/connections.json"
	chmod -R go= "$WORK/data"
	console_measure "$@" "-Dfleetdesk.bench.control=$CONTROL"
}

# console_measure BENCH OPTIONS...: the same with the data folder that is there
console_measure() {
	_bench=$1
	shift
	# shellcheck disable=SC2086
	XDG_CACHE_HOME=$WORK/cache FLEETDESK_DATA=$WORK/data CLASSPATH=$(echo "$INSTALL"/plugins/org.fleetdesk.launch_*.jar):$(echo "$INSTALL"/plugins/org.eclipse.osgi_[0-9]*.jar) \
		timeout -k 10 "${CONSOLE_LIMIT:-900}" "$JAVA_HOME/bin/java" -splash:"$INSTALL/splash.png" -Dfleetdesk.splash=true -Dorg.eclipse.swt.internal.SessionManagerDBus.disable=true --enable-native-access=ALL-UNNAMED \
		-Dfleetdesk.bench="$_bench" -Dfleetdesk.bench.report="$WORK/report" -Dfleetdesk.bench.error="$WORK/error" "$@" ${FLEETDESK_JAVA_OPTIONS:-} \
		org.fleetdesk.launch.Launcher >"$WORK/console.out" 2>&1 || true
	cat "$WORK/report"
	[ ! -s "$WORK/error" ] && [ -s "$WORK/report" ] || { cat "$WORK/error" "$WORK/console.out" >&2; return 1; }
}
