# Sourced by releng/bench/bench. bench_list: many containers on the EMISO Engine against dockerd and podman.
# SIZES="10 1000 10000" are the numbers of containers, PEERS=1000 is the most that dockerd and podman get (they take minutes to make more),
# SECONDS_EACH=5 is how long each request is repeated.

# A peer's socket, once it answers; nothing when it cannot run here. Needs root.
peers_up() {
	PEERS_UP= PEER_PIDS=
	if [ "$(id -u)" != 0 ]; then echo "dockerd and podman are left out: they need root" >&2; return 0; fi
	fleetdesk_packages test
	mkdir -p "$WORK/rootfs/bin"
	cp "$(command -v busybox)" "$WORK/rootfs/bin/sh"
	tar -C "$WORK/rootfs" -cf "$WORK/rootfs.tar" .
	dockerd --data-root "$WORK/dockerd" --exec-root "$WORK/dockerd.run" --pidfile "$WORK/dockerd.pid" -H "unix://$WORK/dockerd.sock" --bridge none \
		--iptables=false --ip6tables=false --ip-masq=false --ip-forward=false --log-level error >"$WORK/dockerd.log" 2>&1 &
	PEER_PIDS="$PEER_PIDS $!"
	# locks of its own: those in shared memory belong to all podmans of the host, are 2048, and would not be given back
	cat >"$WORK/containers.conf" <<-'END'
		[engine]
		cgroup_manager = "cgroupfs"
		events_logger = "file"
		runtime = "runc"
		lock_type = "file"
		num_locks = 20000
	END
	CONTAINERS_CONF=$WORK/containers.conf podman --root "$WORK/podman" --runroot "$WORK/podman.run" --storage-driver overlay system service --time=0 \
		"unix://$WORK/podman.sock" >"$WORK/podman.log" 2>&1 &
	PEER_PIDS="$PEER_PIDS $!"
	for _peer in dockerd podman; do
		if awaited 30 curl -sf -o /dev/null --unix-socket "$WORK/$_peer.sock" http://d/_ping \
			&& DOCKER_HOST=unix://$WORK/$_peer.sock docker import --change 'CMD ["/bin/sh"]' "$WORK/rootfs.tar" bench >/dev/null; then
			PEERS_UP="$PEERS_UP $_peer"
		else
			echo "$_peer is left out: it does not answer" >&2
			tail -n 3 "$WORK/$_peer.log" >&2
		fi
	done
}

peers_down() {
	for _pid in $PEER_PIDS; do kill "$_pid" 2>/dev/null || true; done
	for _pid in $PEER_PIDS; do wait "$_pid" 2>/dev/null || true; done
	umount "$WORK/podman/overlay" 2>/dev/null || true
}

# request ENGINE OPTIONS... PATH: curl to an engine; globs in the path give many requests over one connection
request() {
	_to=$1
	shift
	case $_to in
	fleetdesk) _host=$URL ;;
	*) _host=http://d; set -- --unix-socket "$WORK/$_to.sock" "$@" ;;
	esac
	for _path; do :; done
	_n=$#
	while [ $((_n -= 1)) -gt 0 ]; do _first=$1; shift; set -- "$@" "$_first"; done
	shift
	curl -s "$@" "$_host$_path"
}

# seconds a request, one a line, for about SECONDS_EACH: the first tells how many fit
repeat() { # ENGINE PATH (%s stands for what makes each request another one)
	_one=$(request "$1" -o /dev/null -w '%{time_total}' "$(printf "$2" 1)")
	_count=$(echo "$_one ${SECONDS_EACH:-5}" | awk '{ n = int($2 / ($1 + 0.0001)); print (n < 3 ? 3 : (n > 20000 ? 20000 : n)) }')
	request "$1" -o /dev/null -w '%{http_code} %{time_total}\n' "$(printf "$2" "[1-$_count]")" | awk '$1 != 200 { exit 1 } { print $2 }'
}

# median milliseconds and requests a second of the lines of repeat
rate() { sort -n | awk '{ v[NR] = $1; sum += $1 } END { printf "%9.2f ms %9.1f /s", v[int((NR + 1) / 2)] * 1000, NR / sum }'; }

wall() { # a command's milliseconds, median of RUNS
	_run=0
	while [ $_run -lt "$RUNS" ]; do
		_began=$(millis)
		"$@" >"$WORK/wall.out" 2>&1 || { cat "$WORK/wall.out" >&2; exit 1; }
		echo $(($(millis) - _began))
		_run=$((_run + 1))
	done | median
}

bench_list() {
	trap 'peers_down; emiso_down; rm -rf "$WORK"' EXIT
	trap 'exit 1' INT TERM
	PEER_PIDS=
	emiso_up --slots 2-10001
	peers_up
	mkdir -p "$WORK/classes"
	echo '<configuration><root level="WARN"/></configuration>' >"$WORK/classes/logback.xml" # else the refresh logs every byte
	"$JAVA_HOME/bin/javac" -nowarn -proc:none -d "$WORK/classes" -cp "$CP" "$ROOT/releng/bench/Refresh.java"
	"$JAVA_HOME/bin/java" -cp "$CP" "$ROOT/releng/bench/MakeImage.java" "$WORK/bench.itb" 1
	curl -sf -X POST -H 'Content-Type: application/x-tar' -T "$WORK/bench.itb" "$URL/images/load" >/dev/null
	_have=0
	for _size in ${SIZES:-10 1000 10000}; do
		echo "== $_size containers, load $(cut -d' ' -f1-3 /proc/loadavg)"
		for _engine in fleetdesk $PEERS_UP; do
			if [ $_engine != fleetdesk ] && [ "$_size" -gt "${PEERS:-1000}" ]; then continue; fi
			_began=$(millis)
			request $_engine -Z --parallel-max 8 -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' \
				-d '{"Image":"bench","HostConfig":{"NetworkMode":"none"}}' "/containers/create?name=c[$((_have + 1))-$_size]" 2>/dev/null >"$WORK/codes"
			_made=$((_size - _have))
			_millis=$(($(millis) - _began))
			if [ "$(grep -c 201 "$WORK/codes")" != $_made ]; then # podman fails at some when it makes many at a time
				request $_engine -o /dev/null -w '%{http_code}\n' -H 'Content-Type: application/json' -d '{"Image":"bench","HostConfig":{"NetworkMode":"none"}}' \
					"/containers/create?name=c[$((_have + 1))-$_size]" >"$WORK/codes"
				[ "$(grep -c -e 201 -e 409 "$WORK/codes")" = $_made ] || { echo "$_engine cannot make $_size containers" >&2; sort "$WORK/codes" | uniq -c >&2; exit 1; }
			fi
			printf '%-10s create  %9.2f ms each (8 at a time)\n' $_engine "$(echo "$_millis $_made" | awk '{ print $1 / $2 }')"
		done
		_have=$_size
		for _engine in fleetdesk $PEERS_UP; do
			if [ $_engine != fleetdesk ] && [ "$_size" -gt "${PEERS:-1000}" ]; then continue; fi
			repeat $_engine "/containers/c$_size/json?x=%s" >/dev/null # not counted: a JVM compiles what is used often
			repeat $_engine '/containers/json?all=1&x=%s' >/dev/null
			printf '%-10s list    %s\n' $_engine "$(repeat $_engine '/containers/json?all=1&x=%s' | rate)"
			printf '%-10s inspect %s\n' $_engine "$(repeat $_engine "/containers/c$_size/json?x=%s" | rate)"
			case $_engine in fleetdesk) DOCKER_HOST=$(echo "$URL" | sed s/^http:/tcp:/) ;; *) DOCKER_HOST=unix://$WORK/$_engine.sock ;; esac
			export DOCKER_HOST
			printf '%-10s docker ps -a            %7s ms\n' $_engine "$(wall docker ps -a)"
		done
		printf '%-10s console: refresh        %s\n' fleetdesk "$("$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$WORK/classes:$CP" org.fleetdesk.bench.Refresh "$URL" "$_size")"
		printf '%-10s fleetdesk container list%7s ms\n' fleetdesk "$(wall "$ROOT/fleetdesk" container list --on bench)"
		echo "fleetdesk  engine: $(sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$ENGINE/status") kB resident, $(ls "/proc/$ENGINE/fd" | wc -l) file handles, $(sed -n 's/^Threads:[^0-9]*//p' "/proc/$ENGINE/status") threads"
	done
}
