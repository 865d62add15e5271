package org.fleetdesk.cli.internal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What goes over the control socket. The client sends one request: version, number of words, the words, the folder. The owner answers with
 * frames: type, length, bytes; the first one says that the command runs, the last one is the exit code. A question (whether its answer is hidden, then the prompt) is answered with one text, or
 * with the length -1 for none. When the client closes its end, the command is cancelled.
 */
public final class ControlProtocol {

	private static final int VERSION = 3;
	private static final int MOST_WORDS = 100_000;
	private static final int LONGEST_WORD = 1 << 20;
	private static final int LARGEST_FRAME = 1 << 20;

	public record Request(List<String> words, Path directory) {
	}

	public enum FrameType {
		OUT, ERR, EXIT, ASK,
		/** The first one: from now on the command runs. An owner that ends hangs up without it. */
		BEGIN
	}

	public record Frame(FrameType type, byte[] bytes) {

		public int exitCode() {
			return ByteBuffer.wrap(bytes).getInt();
		}

		public boolean hidden() {
			return bytes[0] != 0;
		}

		public String prompt() {
			return new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
		}
	}

	private ControlProtocol() {
	}

	public static void writeRequest(DataOutputStream out, Request request) throws IOException {
		out.writeInt(VERSION);
		out.writeInt(request.words().size());
		for (String word : request.words()) {
			writeText(out, word);
		}
		writeText(out, request.directory().toString());
		out.flush();
	}

	static Request readRequest(DataInputStream in) throws IOException {
		int version = in.readInt();
		if (version != VERSION) {
			throw new StreamCorruptedException("the other process is another version of Fleetdesk: control protocol " + version + ", not " + VERSION);
		}
		int count = bounded(in.readInt(), MOST_WORDS);
		var words = new ArrayList<String>();
		for (int i = 0; i < count; i++) {
			words.add(readText(in));
		}
		return new Request(words, Path.of(readText(in)));
	}

	static void writeFrame(DataOutputStream out, FrameType type, byte[] bytes, int offset, int length) throws IOException {
		synchronized (out) {
			out.writeByte(type.ordinal());
			out.writeInt(length);
			out.write(bytes, offset, length);
			out.flush();
		}
	}

	static void writeBegin(DataOutputStream out) throws IOException {
		writeFrame(out, FrameType.BEGIN, new byte[0], 0, 0);
	}

	static void writeExit(DataOutputStream out, int code) throws IOException {
		writeFrame(out, FrameType.EXIT, ByteBuffer.allocate(4).putInt(code).array(), 0, 4);
	}

	public static Frame readFrame(DataInputStream in) throws IOException {
		int type = in.readUnsignedByte();
		if (type >= FrameType.values().length) {
			throw new StreamCorruptedException("unknown frame " + type);
		}
		return new Frame(FrameType.values()[type], in.readNBytes(bounded(in.readInt(), LARGEST_FRAME)));
	}

	static void writeQuestion(DataOutputStream out, String prompt, boolean hidden) throws IOException {
		byte[] text = prompt.getBytes(StandardCharsets.UTF_8);
		byte[] frame = ByteBuffer.allocate(text.length + 1).put((byte) (hidden ? 1 : 0)).put(text).array();
		writeFrame(out, FrameType.ASK, frame, 0, frame.length);
	}

	public static void writeAnswer(DataOutputStream out, Optional<String> answer) throws IOException {
		if (answer.isEmpty()) {
			out.writeInt(-1);
		} else {
			writeText(out, answer.get());
		}
		out.flush();
	}

	static Optional<String> readAnswer(DataInputStream in) throws IOException {
		int length = in.readInt();
		return length == -1 ? Optional.empty() : Optional.of(new String(in.readNBytes(bounded(length, LONGEST_WORD)), StandardCharsets.UTF_8));
	}

	/** A stream whose bytes become frames of a type. */
	static OutputStream stream(DataOutputStream out, FrameType type) {
		return new OutputStream() {
			@Override
			public void write(int b) throws IOException {
				write(new byte[] { (byte) b }, 0, 1);
			}

			@Override
			public void write(byte[] bytes, int offset, int length) throws IOException {
				for (int done = 0; done < length; done += LARGEST_FRAME) {
					writeFrame(out, type, bytes, offset + done, Math.min(LARGEST_FRAME, length - done));
				}
			}
		};
	}

	private static void writeText(DataOutputStream out, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static String readText(DataInputStream in) throws IOException {
		return new String(in.readNBytes(bounded(in.readInt(), LONGEST_WORD)), StandardCharsets.UTF_8);
	}

	private static int bounded(int value, int most) throws IOException {
		if (value < 0 || value > most) {
			throw new StreamCorruptedException("a length of " + value + " is out of range");
		}
		return value;
	}
}
