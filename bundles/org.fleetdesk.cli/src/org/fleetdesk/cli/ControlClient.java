package org.fleetdesk.cli;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.cli.internal.ControlProtocol;

/** Gives a command to the process that owns the data folder, over its control socket. */
public final class ControlClient {

	private final Path socket;

	/** The owner ended before the command began: nothing of it was done, and it can be given again. */
	public static final class NotBegunException extends IOException {

		private static final long serialVersionUID = 1L;

		NotBegunException(IOException cause) {
			super("The process that owns the data folder ended before the command began; give it again.", cause);
		}
	}

	/** @param socket {@link org.fleetdesk.core.DataFolder#controlSocket()} */
	public ControlClient(Path socket) {
		this.socket = socket;
	}

	/** Whether an owner answers there. */
	public boolean ownerAnswers() {
		try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			return channel.connect(UnixDomainSocketAddress.of(socket));
		} catch (IOException e) {
			return false;
		}
	}

	/**
	 * Runs a command there and copies what it writes. Interrupting the thread cancels the command.
	 *
	 * @param directory the folder against which file names are resolved
	 * @return the command's exit code
	 * @throws NotBegunException when there is no owner, or it is about to end
	 * @throws IOException       when it ended in the middle
	 */
	public int run(List<String> words, Path directory, PrintStream out, PrintStream err) throws IOException {
		return run(words, directory, out, err, Answers.NONE);
	}

	/** The same, where the command may ask. */
	public int run(List<String> words, Path directory, PrintStream out, PrintStream err, Answers answers) throws IOException {
		boolean begun = false;
		try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.connect(UnixDomainSocketAddress.of(socket));
			var request = new DataOutputStream(Channels.newOutputStream(channel));
			ControlProtocol.writeRequest(request, new ControlProtocol.Request(words, directory));
			var answer = new DataInputStream(Channels.newInputStream(channel));
			while (true) {
				var frame = ControlProtocol.readFrame(answer);
				begun = true;
				switch (frame.type()) {
				case BEGIN -> {
					// what comes now is of the command
				}
				case OUT -> print(out, frame.bytes());
				case ERR -> print(err, frame.bytes());
				case ASK -> {
					try {
						ControlProtocol.writeAnswer(request, answers.ask(frame.prompt(), frame.hidden()));
					} catch (InterruptedException e) {
						throw new ClosedByInterruptException();
					}
				}
				case EXIT -> {
					return frame.exitCode();
				}
				}
			}
		} catch (ClosedByInterruptException e) {
			throw e;
		} catch (IOException e) {
			if (!begun) {
				throw new NotBegunException(e);
			}
			if (!(e instanceof EOFException)) {
				throw e;
			}
			throw new IOException("The process that ran the command ended before it was done; 'fleetdesk task list' shows what became of it.", e);
		}
	}

	private static void print(PrintStream stream, byte[] bytes) {
		stream.write(bytes, 0, bytes.length);
		stream.flush();
	}
}
