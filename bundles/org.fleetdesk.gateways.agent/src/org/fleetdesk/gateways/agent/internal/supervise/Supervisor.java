package org.fleetdesk.gateways.agent.internal.supervise;

import java.util.List;
import java.util.Optional;

import org.fleetdesk.gateways.model.SupervisorProgram;

/**
 * Runs programs and watches them, in supervisord's words (spec/gateways.md 3). Each call has a deadline; it throws {@link SupervisorException} when the supervisor
 * cannot be reached or refuses, and ends when its thread is interrupted.
 */
public interface Supervisor {

	/** All programs, by name. */
	List<ProcessInfo> all() throws SupervisorException, InterruptedException;

	default Optional<ProcessInfo> find(String name) throws SupervisorException, InterruptedException {
		return all().stream().filter(p -> p.name().equals(name)).findFirst();
	}

	/** The processes of a program: one, or as its {@code numprocs} says, which are called {@code NAME:PROCESS}. Empty when there is none of this name. */
	default List<ProcessInfo> of(String name) throws SupervisorException, InterruptedException {
		return all().stream().filter(p -> p.name().equals(name) || p.name().startsWith(name + ":")).toList();
	}

	/**
	 * Adds a program or replaces the one of this name, and starts it as its {@code autostart} says. Others are not touched. When it is refused, nothing has changed.
	 */
	default void put(SupervisorProgram program) throws SupervisorException, InterruptedException {
		put(program.name(), program.file());
	}

	/** As {@link #put(SupervisorProgram)}, with the text of its file. */
	void put(String name, String text) throws SupervisorException, InterruptedException;

	/** The text of a program's file, as it was put; empty when there is none. */
	Optional<String> file(String name) throws SupervisorException;

	/** Stops a program and forgets it; nothing happens when there is none of this name. */
	void remove(String name) throws SupervisorException, InterruptedException;

	/** Returns when it has been up for its {@code startsecs}; one that runs already is no failure. */
	void start(String name) throws SupervisorException, InterruptedException;

	/** Returns when it is gone; one that does not run is no failure. */
	void stop(String name) throws SupervisorException, InterruptedException;

	void restart(String name) throws SupervisorException, InterruptedException;

	/** @param signal such as {@code HUP} or {@code 1} */
	void signal(String name, String signal) throws SupervisorException, InterruptedException;

	/**
	 * A piece of a program's output.
	 *
	 * @param offset in bytes from the log's beginning; -1: its last {@code length} bytes
	 * @param length the most bytes
	 */
	LogPiece tail(String name, long offset, int length) throws SupervisorException, InterruptedException;

	/** What runs the programs, such as {@code supervisord 4.2.5}. */
	String version() throws SupervisorException, InterruptedException;
}
