package org.fleetdesk.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.fleetdesk.cli.ControlClient;
import org.fleetdesk.cli.FleetCommand;
import org.fleetdesk.cli.UsageException;
import org.fleetdesk.core.EngineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class ControlServerTest {

	@TempDir
	private Path folder;

	private final CommandRunner runner = new CommandRunner();
	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	@Command(name = "say")
	static final class Say extends FleetCommand {

		@Parameters
		List<String> words;
		@Option(names = "--fail")
		String fail;

		@Override
		public Integer call() throws Exception {
			if (fail != null) {
				switch (fail) {
				case "usage" -> throw new UsageException("wrong words");
				case "dead" -> throw new EngineException(EngineException.Kind.UNREACHABLE, "so-lab-2 does not answer");
				case "conflict" -> throw new EngineException(EngineException.Kind.CONFLICT, "it runs already");
				default -> throw new IllegalStateException("a defect");
				}
			}
			out.line(String.join("|", words) + " in " + out.directory());
			out.note("noted");
			return 7;
		}
	}

	@Command(name = "hang")
	static final class Hang extends FleetCommand {

		static final CountDownLatch STARTED = new CountDownLatch(1);
		static final CountDownLatch CANCELLED = new CountDownLatch(1);

		@Override
		public Integer call() throws Exception {
			STARTED.countDown();
			try {
				new CountDownLatch(1).await();
				return 0;
			} catch (InterruptedException e) {
				CANCELLED.countDown();
				throw e;
			}
		}
	}

	@Command(name = "ask")
	static final class Ask extends FleetCommand {

		@Override
		public Integer call() throws Exception {
			out.line(out.ask("Name: ", false) + " " + out.ask("Secret: ", true));
			return 0;
		}
	}

	@Test
	void asksTheCallerWhileTheCommandRunsInTheOwner() throws Exception {
		runner.add(Ask::new);
		Path socket = folder.resolve("control.sock");
		var asked = new CopyOnWriteArrayList<String>();
		try (var server = new ControlServer(socket, runner)) {
			int code = new ControlClient(socket).run(List.of("ask"), folder, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
					(prompt, hidden) -> {
						asked.add(prompt + hidden);
						return hidden ? Optional.empty() : Optional.of("Grüße\tan alle");
					});
			assertThat(code).isZero();
			assertThat(asked).containsExactly("Name: false", "Secret: true");
			assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Optional[Grüße\tan alle] Optional.empty\n");
		}
	}

	private int run(ControlClient client, String... words) throws IOException {
		return client.run(List.of(words), folder, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
	}

	@Test
	void runsACommandInTheOwnerAndCopiesWhatItWrites() throws Exception {
		runner.add(Say::new);
		Path socket = folder.resolve("control.sock");
		try (var server = new ControlServer(socket, runner)) {
			var client = new ControlClient(socket);
			assertThat(client.ownerAnswers()).isTrue();
			assertThat(run(client, "say", "Grüße", "two words", "\u001b[31mred")).isEqualTo(7);
			assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Grüße|two words|\\x1b[31mred in " + folder + "\n");
			assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("noted\n");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
		}
		assertThat(new ControlClient(socket).ownerAnswers()).isFalse();
		assertThat(socket).doesNotExist();
	}

	@Test
	void cancelsTheCommandWhenTheCallerGoesAway() throws Exception {
		runner.add(Hang::new);
		Path socket = folder.resolve("control.sock");
		try (var server = new ControlServer(socket, runner)) {
			var caller = Thread.ofVirtual().start(() -> assertThatThrownBy(() -> run(new ControlClient(socket), "hang")).isInstanceOf(IOException.class));
			assertThat(Hang.STARTED.await(30, TimeUnit.SECONDS)).isTrue();
			caller.interrupt();
			assertThat(Hang.CANCELLED.await(30, TimeUnit.SECONDS)).isTrue();
			caller.join();
		}
	}

	@Command(name = "last")
	static final class Last extends FleetCommand {

		static final CountDownLatch STARTED = new CountDownLatch(1);
		static final CountDownLatch MAY_END = new CountDownLatch(1);

		@Override
		public Integer call() throws Exception {
			STARTED.countDown();
			MAY_END.await();
			return 5;
		}
	}

	@Test
	void letsTheCommandsOfOthersEndAndBeginsNoMore() throws Exception {
		runner.add(Last::new);
		runner.add(Say::new);
		Path socket = folder.resolve("control.sock");
		try (var server = new ControlServer(socket, runner)) {
			var code = new CompletableFuture<Integer>();
			Thread.ofVirtual().start(() -> {
				try {
					code.complete(run(new ControlClient(socket), "last"));
				} catch (IOException e) {
					code.completeExceptionally(e);
				}
			});
			assertThat(Last.STARTED.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(server.busy()).isTrue();
			var drain = new CompletableFuture<Void>();
			Thread.ofVirtual().start(() -> {
				try {
					server.drain();
					drain.complete(null);
				} catch (InterruptedException e) {
					drain.completeExceptionally(e);
				}
			});
			assertThat(run(new ControlClient(socket), "say", "x")).as("as long as one runs, others may come").isEqualTo(7);
			assertThat(drain).isNotDone();
			Last.MAY_END.countDown();
			assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(5);
			drain.get(30, TimeUnit.SECONDS);
			out.reset();
			assertThatThrownBy(() -> run(new ControlClient(socket), "say", "x")).isInstanceOf(ControlClient.NotBegunException.class);
			assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
		}
		assertThatThrownBy(() -> run(new ControlClient(socket), "say", "x")).isInstanceOf(ControlClient.NotBegunException.class);
	}

	@Test
	void turnsFailuresIntoASentenceAndAnExitCode() throws Exception {
		runner.add(Say::new);
		Path socket = folder.resolve("control.sock");
		try (var server = new ControlServer(socket, runner)) {
			var client = new ControlClient(socket);
			assertThat(run(client, "say", "x", "--fail", "usage")).isEqualTo(CommandRunner.USAGE);
			assertThat(run(client, "say", "x", "--fail", "dead")).isEqualTo(CommandRunner.UNREACHABLE);
			assertThat(run(client, "say", "x", "--fail", "conflict")).isEqualTo(CommandRunner.FAILED);
			assertThat(run(client, "say", "x", "--fail", "other")).isEqualTo(CommandRunner.FAILED);
			assertThat(run(client, "nonsense")).isEqualTo(CommandRunner.USAGE);
			assertThat(err.toString(StandardCharsets.UTF_8)).contains("wrong words\n", "so-lab-2 does not answer\n", "it runs already\n", "nonsense", "--help")
					.doesNotContain("\tat ");
			assertThat(run(client, "--help")).isEqualTo(CommandRunner.DONE);
			assertThat(out.toString(StandardCharsets.UTF_8)).contains("say");
		}
	}

	@Test
	void leavesNoHostileClientHanging() throws Exception {
		Path socket = folder.resolve("control.sock");
		try (var server = new ControlServer(socket, runner);
				var channel = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
			channel.connect(java.net.UnixDomainSocketAddress.of(socket));
			channel.write(java.nio.ByteBuffer.wrap(new byte[] { 0, 0, 0, 3, 0x7f, -1, -1, -1 }));
			assertThat(channel.read(java.nio.ByteBuffer.allocate(1))).as("the server hangs up").isEqualTo(-1);
		}
	}
}
