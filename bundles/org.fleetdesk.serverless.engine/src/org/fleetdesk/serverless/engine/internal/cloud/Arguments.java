package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.ArrayList;
import java.util.List;

/** The arguments of an XML-RPC call behind its session. Who asks for one of a type that it has not gets the fault that OpenNebula's own server answers. */
final class Arguments {

	/** Wrong arguments: an XML-RPC fault with the code of xmlrpc-c for a wrong type. */
	static final class TypeFault extends RuntimeException {

		static final int CODE = -501;
		private static final long serialVersionUID = 1L;

		TypeFault(String message) {
			super(message, null, false, false);
		}
	}

	private final List<Object> values;

	Arguments(List<Object> values) {
		this.values = values;
	}

	boolean has(int place) {
		return place < values.size();
	}

	int number(int place) {
		return value(place, Integer.class, "integer");
	}

	int number(int place, int otherwise) {
		return has(place) ? number(place) : otherwise;
	}

	String text(int place) {
		return value(place, String.class, "string");
	}

	String text(int place, String otherwise) {
		return has(place) ? text(place) : otherwise;
	}

	boolean flag(int place) {
		return value(place, Boolean.class, "boolean");
	}

	boolean flag(int place, boolean otherwise) {
		return has(place) ? flag(place) : otherwise;
	}

	/** The nine numbers of a chmod. */
	List<Integer> bits(int place) {
		var bits = new ArrayList<Integer>();
		for (int i = 0; i < 9; i++) {
			bits.add(number(place + i));
		}
		return bits;
	}

	/** An array of numbers; empty when it is not there. */
	List<Integer> numbers(int place) {
		if (!has(place)) {
			return List.of();
		}
		var numbers = new ArrayList<Integer>();
		for (Object element : value(place, List.class, "array")) {
			if (!(element instanceof Integer number)) {
				throw wrong("integer");
			}
			numbers.add(number);
		}
		return numbers;
	}

	private <T> T value(int place, Class<T> type, String name) {
		if (!has(place)) {
			throw new TypeFault("Not enough parameters");
		}
		if (!type.isInstance(values.get(place))) {
			throw wrong(name);
		}
		return type.cast(values.get(place));
	}

	private static TypeFault wrong(String type) {
		return new TypeFault("Parameter that is supposed to be " + type + " is not");
	}
}
