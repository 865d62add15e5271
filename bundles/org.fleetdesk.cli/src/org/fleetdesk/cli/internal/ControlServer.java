package org.fleetdesk.cli.internal;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes commands of other processes while this one owns the data folder. Each runs on its own virtual thread. */
public final class ControlServer implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

	/** How long an answer waits for the command that has asked, in seconds. */
	private static final int UNASKED = 30;

	private final Path socket;
	private final CommandRunner runner;
	private final ServerSocketChannel server;
	private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();
	private volatile boolean closed;

	// guarded by this
	private final Set<Thread> commands = new HashSet<>();
	private boolean ending;

	/** Listens at once. The caller owns the data folder, so a socket that is left there belongs to a process that is gone. */
	public ControlServer(Path socket, CommandRunner runner) throws IOException {
		this.socket = socket;
		this.runner = runner;
		Files.deleteIfExists(socket);
		server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			server.bind(UnixDomainSocketAddress.of(socket));
			if (socket.getFileSystem().supportedFileAttributeViews().contains("posix")) {
				Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
			}
		} catch (IOException e) {
			server.close();
			throw e;
		}
		Thread.ofVirtual().name("control").start(this::accept);
	}

	private void accept() {
		while (server.isOpen()) {
			try {
				var client = server.accept();
				clients.add(client);
				Thread.ofVirtual().name("control client").start(() -> serve(client));
			} catch (ClosedChannelException e) {
				return;
			} catch (IOException e) {
				LOG.warn("The control socket does not take a client", e);
			}
		}
	}

	private void serve(SocketChannel client) {
		try (client) {
			var in = new DataInputStream(Channels.newInputStream(client));
			var request = ControlProtocol.readRequest(in);
			if (!begin()) {
				return;
			}
			try {
				run(client, in, request);
			} finally {
				end();
			}
		} catch (IOException e) {
			LOG.debug("A control client went away", e);
		} finally {
			clients.remove(client);
		}
	}

	private void run(SocketChannel client, DataInputStream in, ControlProtocol.Request request) throws IOException {
		var frames = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(client)));
		ControlProtocol.writeBegin(frames);
		var command = Thread.currentThread();
		var ended = new AtomicBoolean();
		var answers = new SynchronousQueue<Optional<String>>();
		Thread.ofVirtual().name("control hang-up").start(() -> readAnswers(in, answers, command, ended));
		int code;
		try (var out = printer(frames, ControlProtocol.FrameType.OUT); var err = printer(frames, ControlProtocol.FrameType.ERR)) {
			code = runner.run(request.words(), out, err, request.directory(), (prompt, hidden) -> {
				ControlProtocol.writeQuestion(frames, prompt, hidden);
				return answers.take();
			});
		}
		ended.set(true);
		ControlProtocol.writeExit(frames, code);
	}

	private synchronized boolean begin() {
		return !ending && commands.add(Thread.currentThread());
	}

	private synchronized void end() {
		commands.remove(Thread.currentThread());
		notifyAll();
	}

	/** Whether commands of others run here. */
	synchronized boolean busy() {
		return !commands.isEmpty();
	}

	/** Waits until no command of another process runs here; from then on none begins, and who asks must become the owner. */
	synchronized void drain() throws InterruptedException {
		while (busy()) {
			wait();
		}
		ending = true;
	}

	/** Cancels the commands of others; they are told so. */
	synchronized void cancel() {
		ending = true;
		commands.forEach(Thread::interrupt);
	}

	private static PrintStream printer(DataOutputStream frames, ControlProtocol.FrameType type) {
		return new PrintStream(ControlProtocol.stream(frames, type), true, StandardCharsets.UTF_8);
	}

	/** The client sends only answers after its request, and the end of the stream, which is its hanging up. */
	private void readAnswers(DataInputStream in, SynchronousQueue<Optional<String>> answers, Thread command, AtomicBoolean ended) {
		try {
			while (true) {
				var answer = ControlProtocol.readAnswer(in);
				if (!answers.offer(answer, UNASKED, TimeUnit.SECONDS)) {
					LOG.warn("A control client answers what nobody asked");
					break;
				}
			}
		} catch (IOException e) {
			LOG.trace("A control client hung up", e);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		if (!ended.get() && !closed) {
			command.interrupt();
		}
	}

	/** Lets go of all clients. What their commands wait for is not cancelled: it is interrupted with this process, and can be resumed. */
	@Override
	public void close() throws IOException {
		closed = true;
		server.close();
		for (var client : clients) {
			client.close();
		}
		Files.deleteIfExists(socket);
	}
}
