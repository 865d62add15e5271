package org.fleetdesk.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.core.expressions.IEvaluationContext;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.ISources;
import org.eclipse.ui.PlatformUI;
import org.fleetdesk.core.Connection;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.ui.Console;
import org.fleetdesk.ui.Row;
import org.fleetdesk.ui.internal.fleet.FleetNode;
import org.fleetdesk.ui.internal.tasks.RunRow;
import org.fleetdesk.ui.internal.tasks.TargetRow;
import org.fleetdesk.ui.internal.tasks.TaskRow;

/** What the user has selected, wherever he did. */
public final class Selected {

	private Selected() {
	}

	/** The selected resources. */
	public static List<Row> rows(ISelection selection) {
		return elements(selection).stream().filter(Row.class::isInstance).map(Row.class::cast).toList();
	}

	/** The ids of the runs that are selected, or of which a target is. */
	public static List<String> runs(ISelection selection) {
		return elements(selection).stream().filter(e -> e instanceof RunRow || e instanceof TargetRow).flatMap(e -> ((TaskRow) e).runs()).map(TaskRun::id).distinct().toList();
	}

	/** The ids of the connections that are selected, or hold what is selected; those of a kind when the kind is. */
	public static List<String> connections(ISelection selection, Console console) {
		var ids = new ArrayList<String>();
		for (Object element : elements(selection)) {
			switch (element) {
				case Row row -> ids.add(row.connection().id());
				case FleetNode.Engine engine -> ids.add(engine.connection());
				case FleetNode.Kind kind -> console.fleet().engines().stream().filter(e -> e.connection().kind().equals(kind.kind()))
						.forEach(e -> ids.add(e.connection().id()));
				default -> {
					// something of another view
				}
			}
		}
		return ids.stream().distinct().toList();
	}

	/** The kind of engine that is selected first, or holds what is. */
	public static Optional<String> engineKind(ISelection selection, Console console) {
		return elements(selection).stream().<Optional<String>>map(element -> switch (element) {
			case Row row -> Optional.of(row.connection().kind());
			case FleetNode.Engine engine -> console.connections().find(engine.connection()).map(Connection::kind);
			case FleetNode.Kind kind -> Optional.of(kind.kind());
			default -> Optional.empty(); // something of another view
		}).flatMap(Optional::stream).findFirst();
	}

	/** The selection in an evaluation context, as handlers get it. */
	public static ISelection of(Object context) {
		return context instanceof IEvaluationContext c && c.getVariable(ISources.ACTIVE_CURRENT_SELECTION_NAME) instanceof ISelection s ? s : null;
	}

	/** The console of the running workbench, or null while it starts or stops. */
	public static Console console() {
		return PlatformUI.isWorkbenchRunning() ? PlatformUI.getWorkbench().getService(Console.class) : null;
	}

	private static List<?> elements(ISelection selection) {
		return selection instanceof IStructuredSelection structured ? structured.toList() : List.of();
	}
}
