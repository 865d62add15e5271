package org.fleetdesk.http.xmlrpc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a call or a reply. */
final class XmlRpcReader implements XmlRpcScanner.Handler {

	String root = "";
	String method = "";
	boolean fault;
	final List<Object> values = new ArrayList<>();

	private final Deque<String> path = new ArrayDeque<>();
	private final Deque<Holder> open = new ArrayDeque<>();
	private final StringBuilder text = new StringBuilder();

	/** A value that is not complete: its content, or the list or members that it holds. */
	private static final class Holder {
		Object value;
		String member;
	}

	@Override
	public void start(String name) throws WireException {
		String parent = path.isEmpty() ? "" : path.getFirst();
		boolean fits = switch (name) {
		case "methodCall", "methodResponse" -> parent.isEmpty();
		case "methodName" -> parent.equals("methodCall");
		case "params" -> parent.equals("methodCall") || parent.equals("methodResponse");
		case "fault" -> parent.equals("methodResponse");
		case "param" -> parent.equals("params");
		case "value" -> parent.equals("param") || parent.equals("fault") || parent.equals("data") || parent.equals("member");
		case "string", "int", "i4", "i8", "boolean", "double", "array", "struct" -> parent.equals("value") && open.getFirst().value == null;
		case "data" -> parent.equals("array");
		case "member" -> parent.equals("struct");
		case "name" -> parent.equals("member");
		default -> false;
		};
		if (!fits) {
			throw new WireException("it is no XML-RPC: the element %s does not belong there".formatted(name));
		}
		switch (name) {
		case "methodCall", "methodResponse" -> root = name;
		case "fault" -> fault = true;
		case "value" -> open.push(new Holder());
		case "array" -> open.getFirst().value = new ArrayList<>();
		case "struct" -> open.getFirst().value = new LinkedHashMap<String, Object>();
		default -> {
			// its end tells
		}
		}
		path.push(name);
		text.setLength(0);
	}

	@Override
	public void text(char[] block, int length) {
		text.append(block, 0, length);
	}

	@Override
	public void end(String name) throws WireException {
		path.pop();
		switch (name) {
		case "methodName" -> method = text.toString().strip();
		case "name" -> open.getFirst().member = text.toString();
		case "string", "int", "i4", "i8", "boolean", "double" -> open.getFirst().value = scalar(name, text.toString());
		case "value" -> {
			var closed = open.pop();
			// a value without a type is a text
			take(closed.value == null ? text.toString() : frozen(closed.value));
		}
		default -> {
			// nothing to keep
		}
		}
		text.setLength(0);
	}

	private static Object frozen(Object value) {
		return value instanceof ArrayList<?> list ? List.copyOf(list) : value;
	}

	private void take(Object value) throws WireException {
		if (open.isEmpty()) {
			values.add(value);
			return;
		}
		var above = open.getFirst();
		if (above.value instanceof ArrayList<?> list) {
			@SuppressWarnings("unchecked")
			var values = (List<Object>) list;
			values.add(value);
		} else if (above.value instanceof Map<?, ?> map && above.member != null) {
			@SuppressWarnings("unchecked")
			var members = (Map<String, Object>) map;
			members.put(above.member, value);
			above.member = null;
		} else {
			throw new WireException("it is no XML-RPC: a member has no name");
		}
	}

	private static Object scalar(String type, String content) throws WireException {
		String number = content.strip();
		try {
			return switch (type) {
			case "string" -> content;
			case "int", "i4" -> (Object) Integer.valueOf(number);
			case "i8" -> Long.valueOf(number);
			case "double" -> Double.valueOf(number);
			default -> switch (number) {
			case "1" -> true;
			case "0" -> false;
			default -> throw new NumberFormatException();
			};
			};
		} catch (NumberFormatException e) {
			throw new WireException("it is no XML-RPC: the content of an element %s is none".formatted(type));
		}
	}
}
