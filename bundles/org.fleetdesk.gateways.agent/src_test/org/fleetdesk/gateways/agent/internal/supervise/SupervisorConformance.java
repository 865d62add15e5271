package org.fleetdesk.gateways.agent.internal.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fleetdesk.gateways.agent.internal.Await;
import org.fleetdesk.gateways.agent.internal.Processes;
import org.fleetdesk.gateways.agent.internal.supervise.ProcessInfo.State;
import org.fleetdesk.gateways.model.SupervisorProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent relies on: the same of supervisord and of the supervisor of our own. */
abstract class SupervisorConformance {

	private static final String FOREVER = "while true; do sleep 1; done";

	@TempDir
	Path folder;
	SupervisorUnderTest test;
	Supervisor supervisor;

	abstract SupervisorUnderTest open(Path folder) throws Exception;

	@BeforeEach
	void open() throws Exception {
		test = open(Files.createDirectory(folder.resolve("s")));
		supervisor = test.client;
	}

	@AfterEach
	void close() throws Exception {
		test.close();
	}

	Path log(String name) {
		return folder.resolve(name + ".log");
	}

	/** A program that is a script; its log lies in the test's folder. */
	SupervisorProgram program(String name, String script, String... options) throws Exception {
		Path file = Files.writeString(folder.resolve(name + ".sh"), "#!/bin/sh\n" + script + "\n");
		file.toFile().setExecutable(true);
		var given = new LinkedHashMap<String, String>(Map.of("command", file.toString(), "stdout_logfile", log(name).toString()));
		for (int i = 0; i < options.length; i += 2) {
			given.put(options[i], options[i + 1]);
		}
		return new SupervisorProgram(name, given);
	}

	ProcessInfo await(String name, State state) throws Exception {
		return Await.until(() -> supervisor.find(name).orElseThrow(), p -> p.state() == state);
	}

	private static ThrowingCallable call(ThrowingCallable call) {
		return call;
	}

	private static void assertFault(ThrowingCallable call, int fault, String message) {
		assertThatThrownBy(call).isInstanceOfSatisfying(SupervisorException.class, e -> assertThat(e.fault()).as(e.getMessage()).isEqualTo(fault)).hasMessageContaining(message);
	}

	@Test
	void aProgramComesUpAndGoes() throws Exception {
		assertThat(supervisor.all()).isEmpty();
		assertThat(supervisor.version()).isNotEmpty();
		supervisor.put(program("app", FOREVER));
		var up = await("app", State.RUNNING);

		assertThat(up.pid()).isPositive();
		assertThat(Processes.find(up.pid())).isPresent();
		assertThat(up.description()).matches("pid " + up.pid() + ", uptime 0:00:\\d\\d");
		assertThat(up.uptime()).matches("0:00:\\d\\d");
		assertThat(up.logFile()).isEqualTo(log("app").toString());
		assertThat(up.start()).isPresent();
		assertThat(supervisor.file("app")).hasValueSatisfying(t -> assertThat(t).startsWith("[program:app]\n").contains("stdout_logfile_maxbytes = 200KB"));

		supervisor.remove("app");
		assertThat(supervisor.all()).isEmpty();
		assertThat(supervisor.file("app")).isEmpty();
		assertThat(Processes.find(up.pid()).filter(Processes.Entry::alive)).isEmpty();
		supervisor.remove("app");
	}

	@Test
	void oneThatDiesIsTriedAgainAndGivenUp() throws Exception {
		supervisor.put(program("app", "echo trying; exit 3", "startretries", "1"));
		await("app", State.BACKOFF);
		var given = await("app", State.FATAL);

		assertThat(given.pid()).isZero();
		assertThat(given.spawnError()).isEqualTo("Exited too quickly (process log may have details)");
		assertThat(given.exitStatus()).as("it tells nothing in this state").isZero();
		assertThat(Files.readAllLines(log("app"))).containsExactly("trying", "trying");
		assertFault(() -> supervisor.start("app"), Faults.SPAWN_ERROR, "did not stay up");
	}

	@Test
	void whatCannotBeFoundOrRunIsGivenUp() throws Exception {
		supervisor.put(new SupervisorProgram("none", Map.of("command", "/no/such/thing -x", "startretries", "0", "stdout_logfile", log("none").toString())));
		Path plain = Files.writeString(folder.resolve("plain"), "text");
		supervisor.put(new SupervisorProgram("plain", Map.of("command", plain.toString(), "startretries", "0", "stdout_logfile", log("plain").toString())));

		assertThat(await("none", State.FATAL).spawnError()).isEqualTo("can't find command '/no/such/thing'");
		assertThat(await("plain", State.FATAL).spawnError()).isEqualTo("command at '" + plain + "' is not executable");
		assertFault(() -> supervisor.start("none"), Faults.NO_FILE, "can't find command '/no/such/thing'");
		assertFault(() -> supervisor.start("plain"), Faults.NOT_EXECUTABLE, "is not executable");
	}

	@Test
	void anUpdateLeavesOthersAlone() throws Exception {
		supervisor.put(program("one", FOREVER));
		supervisor.put(program("two", FOREVER));
		int one = await("one", State.RUNNING).pid();
		int two = await("two", State.RUNNING).pid();

		supervisor.put(program("two", "echo new; " + FOREVER));
		var after = await("two", State.RUNNING);

		assertThat(after.pid()).isNotEqualTo(two);
		assertThat(await("one", State.RUNNING).pid()).isEqualTo(one);
		Await.until(() -> Files.readString(log("two")).contains("new"));

		supervisor.put(program("two", FOREVER)); // the same file: what it runs may be another one all the same
		assertThat(await("two", State.RUNNING).pid()).isNotEqualTo(after.pid());
	}

	@ParameterizedTest
	@ValueSource(strings = { "command = /bin/sleep 5\n", "[program:app]\nautostart = true\n", "[program:app]\ncommand = /bin/sleep %(nothing)s\n",
			"[program:app]\ncommand = /bin/date +%Y\n", "[program:app]\ncommand = /bin/sleep 5\nstdout_logfile = /no/such/folder/app.log\n",
			"[program:app]\ncommand = /bin/sleep 5\nautostart = perhaps\n", "[program:app]\ncommand = /bin/sleep 5\nuser = nosuchuser\n",
			"[program:app]\ncommand = /bin/sleep 5\nstopsignal = NOSUCH\n", "[program:app]\ncommand = /bin/sleep 5\nstopasgroup = true\nkillasgroup = false\n" })
	void aWrongFileIsRefusedAndNothingChanges(String text) throws Exception {
		assertFault(() -> supervisor.put("app", text), Faults.CANT_REREAD, "The supervisor refuses the configuration of app: ");
		assertThat(test.programs.resolve("app.conf")).doesNotExist();
		assertThat(supervisor.all()).isEmpty();

		supervisor.put(program("app", FOREVER));
		int pid = await("app", State.RUNNING).pid();
		String before = supervisor.file("app").orElseThrow();
		assertFault(() -> supervisor.put("app", text), Faults.CANT_REREAD, "app");
		assertThat(supervisor.file("app")).hasValue(before);
		assertThat(await("app", State.RUNNING).pid()).isEqualTo(pid);
	}

	@Test
	void aForeignWrongFileIsNamed() throws Exception {
		supervisor.put(program("good", FOREVER));
		Path foreign = Files.writeString(test.programs.resolve("foreign.conf"), "[program:foreign]\nautostart = true\n");

		assertFault(() -> supervisor.put(program("app", FOREVER)), Faults.CANT_REREAD, "because of another file");
		assertFault(() -> supervisor.put(program("app", FOREVER)), Faults.CANT_REREAD, "foreign.conf");
		assertThat(supervisor.file("app")).isEmpty();
		supervisor.remove("good");
		assertThat(supervisor.all()).isEmpty();

		Files.delete(foreign);
		supervisor.put(program("app", FOREVER));
		await("app", State.RUNNING);
	}

	@Test
	void aLogIsReadAcrossItsRotation() throws Exception {
		supervisor.put(program("app", "n=0; while read go; do n=$((n + 1)); echo \"line $n äöü\"; done < " + fifo() + "; sleep 100", "stdout_logfile_maxbytes", "4KB",
				"stdout_logfile_backups", "1"));
		await("app", State.RUNNING);
		try (var go = Files.newBufferedWriter(folder.resolve("go"))) {
			go.write("x\n".repeat(200));
			go.flush();
			var first = new StringBuilder();
			long offset = follow(0, first, "line 200 äöü\n");
			assertThat(first.toString().lines()).hasSize(200).allMatch(l -> l.matches("line \\d+ äöü"));

			go.write("x\n".repeat(100));
			go.flush();
			Await.until(() -> Files.exists(folder.resolve("app.log.1")) && Files.size(log("app")) < offset);
			var anew = supervisor.tail("app", offset, 10);
			assertThat(anew.offset()).isLessThan(offset);
			assertThat(anew.overflow()).isTrue();
			go.write("x\n");
			go.flush();
			var rest = new StringBuilder();
			follow(0, rest, "line 301 äöü\n");
			assertThat(rest.toString().lines()).allMatch(l -> l.matches("line \\d+ äöü"));
		}
		assertThat(supervisor.tail("app", -1, 20).text()).endsWith("line 301 äöü\n");
		assertThat(supervisor.tail("app", -1, 6).text()).as("not half a character").isEqualTo("öü\n");
		assertThat(supervisor.tail("app", Files.size(log("app")), 100).text()).isEmpty();
		assertThat(folder.resolve("app.log.2")).doesNotExist();
		assertFault(() -> supervisor.tail("nobody", 0, 10), Faults.BAD_NAME, "no program nobody");
	}

	/** Reads small pieces, which end within characters, until a text is there. */
	private long follow(long from, StringBuilder text, String last) throws Exception {
		var offset = new long[] { from };
		Await.until(() -> {
			for (var piece = supervisor.tail("app", offset[0], 37); !piece.text().isEmpty(); piece = supervisor.tail("app", offset[0], 37)) {
				text.append(piece.text());
				offset[0] = piece.offset();
			}
			return text.toString().endsWith(last);
		});
		return offset[0];
	}

	private Path fifo() throws Exception {
		Path fifo = folder.resolve("go");
		assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
		return fifo;
	}

	@Test
	void startsAndStopsAreWhatTheySay() throws Exception {
		supervisor.put(program("app", FOREVER, "autostart", "false"));
		assertThat(supervisor.find("app").orElseThrow()).satisfies(p -> {
			assertThat(p.state()).isEqualTo(State.STOPPED);
			assertThat(p.description()).isEqualTo("Not started");
			assertThat(p.start()).isEmpty();
		});
		assertFault(() -> supervisor.signal("app", "HUP"), Faults.NOT_RUNNING, "app does not run");
		supervisor.stop("app");
		supervisor.start("app");
		int pid = supervisor.find("app").orElseThrow().pid();
		supervisor.start("app");
		assertThat(await("app", State.RUNNING).pid()).isEqualTo(pid);
		assertFault(() -> supervisor.signal("app", "NOSUCH"), Faults.BAD_SIGNAL, "NOSUCH");
		supervisor.restart("app");
		assertThat(await("app", State.RUNNING).pid()).isNotEqualTo(pid);
		supervisor.stop("app");
		assertThat(supervisor.find("app").orElseThrow()).satisfies(p -> {
			assertThat(p.state()).isEqualTo(State.STOPPED);
			assertThat(p.pid()).isZero();
			assertThat(p.exitStatus()).as("ended by a signal").isEqualTo(-1);
			assertThat(p.description()).matches("\\w{3} \\d\\d \\d\\d:\\d\\d [AP]M");
		});
		for (ThrowingCallable call : java.util.List.of(call(() -> supervisor.start("nobody")), call(() -> supervisor.stop("nobody")), call(() -> supervisor.restart("nobody")),
				call(() -> supervisor.signal("nobody", "HUP")))) {
			assertFault(call, Faults.BAD_NAME, "The supervisor has no program nobody.");
		}
	}

	@Test
	void whatEndsAsExpectedStaysSoAndWhatCrashesIsRestarted() throws Exception {
		supervisor.put(program("job", "sleep 1.3; echo done", "startsecs", "1"));
		supervisor.put(program("crash", "trap 'exit 7' USR1; while true; do sleep 0.1; done", "startsecs", "1"));
		int first = await("crash", State.RUNNING).pid();
		supervisor.signal("crash", "USR1");
		var again = Await.until(() -> supervisor.find("crash").orElseThrow(), p -> p.state() == State.RUNNING && p.pid() != first);

		assertThat(again.restarts()).isEqualTo(1);
		supervisor.restart("crash");
		supervisor.stop("crash");
		supervisor.start("crash");
		assertThat(await("crash", State.RUNNING).restarts()).as("what was asked for does not count").isEqualTo(1);
		var job = await("job", State.EXITED);
		assertThat(job.exitStatus()).isZero();
		assertThat(job.description()).matches("\\w{3} \\d\\d \\d\\d:\\d\\d [AP]M");
		assertThat(Files.readString(log("job"))).isEqualTo("done\n");

		supervisor.put(program("five", "sleep 1.3; exit 5", "autorestart", "false"));
		assertThat(await("five", State.EXITED).exitStatus()).isEqualTo(5);
		supervisor.start("five");
	}

	@Test
	void aProgramGetsWhatItsFileSays() throws Exception {
		Path work = Files.createDirectory(folder.resolve("work"));
		work.toFile().setReadable(true, false);
		supervisor.put(program("app", "pwd; echo \"$GREETING|$LIST|$SUPERVISOR_PROCESS_NAME|$SUPERVISOR_ENABLED\"; umask; echo \"$1|$2\"; echo wrong >&2; " + FOREVER, "command",
				folder.resolve("app.sh") + " \"two words\" %(program_name)s_100%%", "directory", work.toString(), "environment",
				"GREETING=\"hello, %(ENV_HOME)s\",LIST='a=b'", "umask", "027"));
		await("app", State.RUNNING);

		Await.until(() -> Files.readAllLines(log("app")).size() == 5);
		assertThat(Files.readAllLines(log("app"))).containsExactly(work.toString(), "hello, " + System.getenv("HOME") + "|a=b|app|1", "0027", "two words|app_100%", "wrong");
	}

	@Test
	void aProgramRunsAsItsUser() throws Exception {
		supervisor.put(new SupervisorProgram("app", Map.of("command", "/bin/sh -c 'id -un; id -gn; sleep 100'", "user", "nobody", "stdout_logfile", log("app").toString())));
		await("app", State.RUNNING);

		Await.until(() -> Files.readAllLines(log("app")).size() == 2);
		assertThat(Files.readAllLines(log("app"))).containsExactly("nobody", "nogroup");
	}

	@Test
	void standardErrorHasALogOfItsOwnWhenItIsNotRedirected() throws Exception {
		Path err = folder.resolve("err.log");
		supervisor.put(program("app", "echo out; echo err >&2; " + FOREVER, "redirect_stderr", "false", "stderr_logfile", err.toString()));
		await("app", State.RUNNING);

		Await.until(() -> Files.exists(err) && Files.readString(err).equals("err\n") && Files.readString(log("app")).equals("out\n"));
	}

	@Test
	void oneThatDoesNotWantToEndIsKilledWithItsGroup() throws Exception {
		supervisor.put(program("app", "sleep 1000 & echo $!; trap '' TERM; " + FOREVER, "stopwaitsecs", "1", "killasgroup", "true"));
		await("app", State.RUNNING);
		int child = Integer.parseInt(Await.until(() -> Files.readString(log("app")).strip(), t -> !t.isEmpty()));
		assertThat(Processes.find(child)).isPresent();

		supervisor.stop("app");
		Await.until(() -> Processes.find(child).filter(Processes.Entry::alive).isEmpty());
	}

	@Test
	void itsRestartIsSurvived() throws Exception {
		supervisor.put(program("app", FOREVER));
		int before = await("app", State.RUNNING).pid();

		assertThat(test.supervisorctl("reload")).isEqualTo("Restarted supervisord\n");
		var after = Await.until(() -> supervisor.find("app"), p -> p.filter(i -> i.state() == State.RUNNING && i.pid() != before).isPresent());
		assertThat(after.orElseThrow().pid()).isNotEqualTo(before);
		supervisor.put(program("other", FOREVER));
		await("other", State.RUNNING);
	}

	@Test
	void supervisorctlFollowsALog() throws Exception {
		Path log = test.folder.resolve("talks.log");
		Files.writeString(log, "before\n");
		supervisor.put(new SupervisorProgram("talks", Map.of("command", "/bin/sleep 500", "stdout_logfile", log.toString())));
		Path out = test.folder.resolve("followed");
		var follower = test.supervisorctlProcess(out, "tail", "-f", "talks");
		try {
			Await.until(() -> Files.readString(out).contains("before\n"));
			Files.writeString(log, "after\n", java.nio.file.StandardOpenOption.APPEND);
			Await.until(() -> Files.readString(out).contains("after\n"));
		} finally {
			follower.destroy();
			follower.waitFor();
		}
	}

	@Test
	void supervisorctlPrintsTheSame() throws Exception {
		supervisor.put(program("good", "echo hello; " + FOREVER));
		supervisor.put(program("idle", FOREVER, "autostart", "false"));
		supervisor.put(program("sick", "exit 1", "startretries", "0"));
		await("sick", State.FATAL);
		int pid = await("good", State.RUNNING).pid();

		assertThat(test.supervisorctl("status").lines()).satisfiesExactly(
				l -> assertThat(l).matches("good                             RUNNING   pid " + pid + ", uptime 0:00:\\d\\d"),
				l -> assertThat(l).isEqualTo("idle                             STOPPED   Not started"),
				l -> assertThat(l).isEqualTo("sick                             FATAL     Exited too quickly (process log may have details)"));
		assertThat(test.supervisorctl("pid", "good")).isEqualTo(pid + "\n");
		assertThat(test.supervisorctl("tail", "good")).isEqualTo("hello\n\n");
		assertThat(test.supervisorctl("start", "good")).isEqualTo("good: ERROR (already started)\n");
		assertThat(test.supervisorctl("start", "nobody")).isEqualTo("nobody: ERROR (no such process)\n");
		assertThat(test.supervisorctl("start", "sick")).isEqualTo("sick: ERROR (spawn error)\n");
		assertThat(test.supervisorctl("start", "idle")).isEqualTo("idle: started\n");
		assertThat(test.supervisorctl("signal", "HUP", "sick")).isEqualTo("sick: ERROR (not running)\n");
		assertThat(test.supervisorctl("restart", "idle")).isEqualTo("idle: stopped\nidle: started\n");
		assertThat(test.supervisorctl("stop", "idle")).isEqualTo("idle: stopped\n");
		assertThat(test.supervisorctl("stop", "idle")).isEqualTo("idle: ERROR (not running)\n");
		assertThat(test.supervisorctl("clear", "good")).isEqualTo("good: cleared\n");
		assertThat(Files.size(log("good"))).isZero();
		assertThat(test.supervisorctl("avail").lines()).hasSize(3).first().asString().matches("good\\s+in use\\s+auto\\s+999:999");
		assertThat(test.supervisorctl("reread")).isEqualTo("No config updates to processes\n");
		Files.writeString(test.programs.resolve("new.conf"), "[program:new]\ncommand = /bin/sleep 100\nstdout_logfile = NONE\n");
		assertThat(test.supervisorctl("reread")).isEqualTo("new: available\n");
		assertThat(test.supervisorctl("update")).isEqualTo("new: added process group\n");
		Files.delete(test.programs.resolve("new.conf"));
		assertThat(test.supervisorctl("update")).isEqualTo("new: stopped\nnew: removed process group\n");
		Files.writeString(test.programs.resolve("bad.conf"), "[program:bad]\n");
		assertThat(test.supervisorctl("reread")).startsWith("ERROR: CANT_REREAD: ").contains("does not specify a command", "bad.conf");
		assertThat(test.supervisorctl("stop", "all")).contains("good: stopped");
	}
}
