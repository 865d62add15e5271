package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.serverless.engine.internal.cloud.Methods.Method;

/** The XML-RPC methods of VMs. */
final class VmMethods {

	private final Cloud cloud;
	private final Vms vms;
	private final Map<String, Method> methods = new HashMap<>();

	private VmMethods(Cloud cloud) {
		this.cloud = cloud;
		vms = cloud.vms();
	}

	static Map<String, Method> of(Cloud cloud) {
		var all = new VmMethods(cloud);
		all.reading();
		all.changing();
		return all.methods;
	}

	private void reading() {
		methods.put("one.vm.info", (user, a) -> {
			var vm = vms.get(user, a.number(0), Right.USE);
			return new Render(cloud.users()).vm(vm, vms.monitoring(vm, 0).stream().findFirst().orElse(null)).toString();
		});
		methods.put("one.vmpool.info", (user, a) -> pool(user, a, Render::shortVm));
		methods.put("one.vmpool.infoextended", (user, a) -> pool(user, a, (r, vm) -> r.vm(vm, null)));
		methods.put("one.vmpool.infoset", (user, a) -> set(user, a.text(0), a.flag(1, false)));
		methods.put("one.vm.monitoring", (user, a) -> monitoring(List.of(vms.get(user, a.number(0), Right.USE)), -1));
		methods.put("one.vmpool.monitoring", (user, a) -> monitoring(vms.list(user, a.number(0), -1, -1, Vms.NOT_DONE), a.number(1, -1)));
	}

	private String pool(User user, Arguments a, BiConsumer<Render, VmObject> writer) throws CloudError {
		String search = a.text(4, "").toLowerCase(Locale.ROOT);
		var render = new Render(cloud.users()).open("VM_POOL");
		for (var vm : vms.list(user, a.number(0), a.number(1), a.number(2), a.number(3))) {
			if (search.isBlank() || new Render(cloud.users()).vm(vm, null).toString().toLowerCase(Locale.ROOT).contains(search)) {
				writer.accept(render, vm);
			}
		}
		return render.close("VM_POOL").toString();
	}

	/** Those of them that are there and may be used. */
	private String set(User user, String ids, boolean extended) throws CloudError {
		if (!ids.matches("\\s*(\\d{1,9}\\s*(,\\s*\\d{1,9}\\s*)*)?")) {
			throw new CloudError(OneError.XML_RPC_API, "Wrong list of ids: give numbers with commas between them");
		}
		var wanted = new TreeSet<Integer>(Comparator.reverseOrder());
		for (String id : ids.split(",")) {
			if (!id.isBlank()) {
				wanted.add(Integer.valueOf(id.strip()));
			}
		}
		var render = new Render(cloud.users()).open("VM_POOL");
		for (var vm : vms.some(user, wanted)) {
			if (extended) {
				render.vm(vm, null);
			} else {
				render.shortVm(vm);
			}
		}
		return render.close("VM_POOL").toString();
	}

	private String monitoring(List<VmObject> list, int seconds) {
		var render = new Render(cloud.users()).open("MONITORING_DATA");
		for (var vm : list) {
			vms.monitoring(vm, seconds).forEach(s -> render.monitoring(vm.id(), s));
		}
		return render.close("MONITORING_DATA").toString();
	}

	private void changing() {
		methods.put("one.vm.action", (user, a) -> {
			String action = a.text(0);
			int id = a.number(1);
			vms.action(user, id, action);
			return id;
		});
		methods.put("one.vm.recover", Methods.change((user, a) -> vms.recover(user, a.number(0), a.number(1))));
		methods.put("one.vm.deploy", Methods.change((user, a) -> vms.deploy(user, a.number(0), a.number(1), a.flag(2, false))));
		methods.put("one.vm.resize", Methods.change((user, a) -> vms.resize(user, a.number(0), TemplatePool.parse(a.text(1)), a.flag(2, true))));
		methods.put("one.vm.diskresize", Methods.change((user, a) -> vms.diskResize(user, a.number(0), a.number(1), a.text(2))));
		methods.put("one.vm.update", Methods.change((user, a) -> vms.update(user, a.number(0), TemplatePool.parse(a.text(1)), Methods.append(a.number(2)))));
		Methods.owned(methods, "one.vm", vms);
	}
}
