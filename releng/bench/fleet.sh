# Sourced by releng/bench/bench. bench_fleet: ENGINES=200 connections with CONTAINERS=50 each.
bench_fleet() {
	_engines=${ENGINES:-200} _each=${CONTAINERS:-50}
	console_ready
	replay_begin "$_engines" 0
	_empty=$(console_run heap)
	replay_begin "$_engines" "$_each"
	_run=0
	while [ $_run -lt "$RUNS" ]; do
		_run=$((_run + 1))
		echo "== $((_engines * _each)) containers over $_engines connections, run $_run, load $(cut -d' ' -f1-3 /proc/loadavg)"
		console_run fleet "-Dfleetdesk.bench.rows=$((_engines * _each))"
		printf '%s\n' "$_empty" "$(cat "$WORK/report")" | sed -n 's/^heap.* \([0-9]*\) bytes, resources \([0-9]*\)$/\1 \2/p' |
			awk '{ heap[NR] = $1; n[NR] = $2 } END { printf "heap per resource: %.0f bytes, over that without any (%.1f MiB)\n", (heap[2] - heap[1]) / (n[2] - n[1]), heap[1] / 1048576 }'
	done
}
