package org.fleetdesk.serverless.engine.internal.cloud;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.fleetdesk.opennebula.OneError;

/** OpenNebula's XML-RPC methods, by name: those of documents, templates, users, groups, hosts and the system; the VMs' are {@link VmMethods}. */
final class Methods {

	/** A method: who asks, and the arguments behind the session; returns String, Integer or Boolean. */
	@FunctionalInterface
	interface Method {

		Object call(User user, Arguments arguments) throws CloudError;
	}

	private final Cloud cloud;
	private final Map<String, Method> methods = new HashMap<>();

	private Methods(Cloud cloud) {
		this.cloud = cloud;
	}

	static Map<String, Method> of(Cloud cloud) {
		var all = new Methods(cloud);
		all.system();
		all.users();
		all.groups();
		all.documents();
		all.templates();
		all.hosts();
		all.rest();
		all.methods.putAll(VmMethods.of(cloud));
		return Map.copyOf(all.methods);
	}

	/** A part of the cloud that does something with an object and has nothing to say. */
	@FunctionalInterface
	interface Change {

		void run(User user, Arguments arguments) throws CloudError;
	}

	/** A method whose first argument is the id of an object, and which answers that id. */
	static Method change(Change change) {
		return (user, a) -> {
			int id = a.number(0);
			change.run(user, a);
			return id;
		};
	}

	private void system() {
		methods.put("one.system.version", (user, a) -> Cloud.VERSION);
		methods.put("one.system.config", (user, a) -> {
			if (!user.isAdmin()) {
				throw new CloudError(OneError.AUTHORIZATION, "The oned configuration can only be retrieved by users in the oneadmin group");
			}
			return render(r -> r.open("OPENNEBULA_CONFIGURATION").cdata("VERSION", Cloud.VERSION).cdata("DEFAULT_UMASK", "177")
					.cdata("MONITORING_INTERVAL", Long.toString(cloud.settings().monitoring().toSeconds())).close("OPENNEBULA_CONFIGURATION"));
		});
	}

	private String render(Consumer<Render> writer) {
		var render = new Render(cloud.users());
		writer.accept(render);
		return render.toString();
	}

	private void users() {
		var users = cloud.users();
		methods.put("one.user.info", (user, a) -> {
			var found = users.get(user, a.number(0));
			return render(r -> r.user(found));
		});
		methods.put("one.userpool.info", (user, a) -> render(r -> {
			r.open("USER_POOL");
			users.list(user).forEach(r::user);
			r.close("USER_POOL");
		}));
		methods.put("one.user.login", (user, a) -> users.login(user, a.text(0), a.text(1), a.number(2), a.number(3, -1)));
		methods.put("one.user.allocate", (user, a) -> users.allocate(user, a.text(0), a.text(1), a.numbers(3)));
		methods.put("one.user.delete", change((user, a) -> users.delete(user, a.number(0))));
		methods.put("one.user.passwd", change((user, a) -> users.password(user, a.number(0), a.text(1))));
		methods.put("one.user.update", change((user, a) -> users.update(user, a.number(0), TemplatePool.parse(a.text(1)), a.number(2) == 1)));
		methods.put("one.user.enable", change((user, a) -> users.enable(user, a.number(0), a.flag(1))));
		methods.put("one.user.chgrp", change((user, a) -> users.changeGroup(user, a.number(0), a.number(1))));
	}

	private void groups() {
		var users = cloud.users();
		methods.put("one.group.info", (user, a) -> {
			var found = users.group(user, a.number(0));
			return render(r -> r.group(found));
		});
		methods.put("one.grouppool.info", (user, a) -> render(r -> {
			r.open("GROUP_POOL");
			users.groups(user).forEach(r::group);
			r.close("GROUP_POOL");
		}));
		methods.put("one.group.allocate", (user, a) -> users.allocateGroup(user, a.text(0)));
	}

	private void documents() {
		var documents = cloud.documents();
		methods.put("one.document.allocate", (user, a) -> documents.allocate(user, a.text(0), a.number(1)));
		methods.put("one.document.info", (user, a) -> {
			var found = documents.get(user, a.number(0), Right.USE);
			return render(r -> r.document(found));
		});
		methods.put("one.documentpool.info", (user, a) -> {
			var found = documents.list(user, a.number(0), a.number(1), a.number(2), a.number(3));
			return render(r -> {
				r.open("DOCUMENT_POOL");
				found.forEach(r::document);
				r.close("DOCUMENT_POOL");
			});
		});
		templated("one.document", documents);
	}

	private void templated(String prefix, TemplatePool<?> pool) {
		methods.put(prefix + ".update", change((user, a) -> pool.update(user, a.number(0), a.text(1), append(a.number(2)))));
		methods.put(prefix + ".delete", change((user, a) -> pool.delete(user, a.number(0))));
		owned(methods, prefix, pool);
	}

	/** The methods that all objects with an owner have. */
	static void owned(Map<String, Method> methods, String prefix, Pool<?> pool) {
		methods.put(prefix + ".rename", change((user, a) -> pool.rename(user, a.number(0), a.text(1))));
		methods.put(prefix + ".chmod", change((user, a) -> pool.chmod(user, a.number(0), a.bits(1))));
		methods.put(prefix + ".chown", change((user, a) -> pool.chown(user, a.number(0), a.number(1), a.number(2))));
		methods.put(prefix + ".lock", change((user, a) -> pool.lock(user, a.number(0), level(a.number(1)))));
		methods.put(prefix + ".unlock", change((user, a) -> pool.lock(user, a.number(0), 0)));
	}

	/** 0 replaces, 1 merges. */
	static boolean append(int how) throws CloudError {
		if (how != 0 && how != 1) {
			throw new CloudError(OneError.XML_RPC_API, "Wrong update type " + how + ": 0 replaces, 1 merges");
		}
		return how == 1;
	}

	private static int level(int level) throws CloudError {
		if (level < 1 || level > 4) {
			throw new CloudError(OneError.XML_RPC_API, "Wrong lock level specified");
		}
		return level;
	}

	private void templates() {
		var templates = cloud.templates();
		methods.put("one.template.allocate", (user, a) -> templates.allocate(user, a.text(0)));
		methods.put("one.template.info", (user, a) -> {
			var found = templates.get(user, a.number(0), Right.USE);
			return render(r -> r.vmTemplate(found));
		});
		methods.put("one.templatepool.info", (user, a) -> {
			var found = templates.list(user, a.number(0), a.number(1), a.number(2));
			return render(r -> {
				r.open("VMTEMPLATE_POOL");
				found.forEach(r::vmTemplate);
				r.close("VMTEMPLATE_POOL");
			});
		});
		methods.put("one.template.instantiate",
				(user, a) -> cloud.vms().instantiate(user, a.number(0), a.text(1, ""), a.flag(2, false), TemplatePool.parse(a.text(3, ""))));
		templated("one.template", templates);
	}

	private void hosts() {
		var hosts = cloud.hosts();
		methods.put("one.host.info", (user, a) -> {
			var host = hosts.get(user, a.number(0));
			var newest = cloud.vms().monitoring(host, 0);
			return host(host, newest.isEmpty() ? null : newest.getLast());
		});
		methods.put("one.hostpool.info", (user, a) -> {
			var pool = new StringBuilder("<HOST_POOL>");
			hosts.list(user).forEach(h -> pool.append(host(h, null)));
			return pool.append("</HOST_POOL>").toString();
		});
		methods.put("one.host.update", change((user, a) -> hosts.update(user, a.number(0), TemplatePool.parse(a.text(1)), append(a.number(2)))));
		methods.put("one.host.status", change((user, a) -> hosts.status(user, a.number(0), a.number(1))));
		methods.put("one.host.monitoring", (user, a) -> monitoring(List.of(hosts.get(user, a.number(0))), -1));
		methods.put("one.hostpool.monitoring", (user, a) -> monitoring(hosts.list(user), a.number(0, -1)));
	}

	private String host(HostObject host, HostSample newest) {
		return cloud.vms().usage(host.id(), usage -> render(r -> r.host(host, usage, newest)));
	}

	private String monitoring(List<HostObject> hosts, int seconds) {
		return render(r -> {
			r.open("MONITORING_DATA");
			for (var host : hosts) {
				cloud.vms().monitoring(host, seconds).forEach(s -> r.hostMonitoring(host.id(), s));
			}
			r.close("MONITORING_DATA");
		});
	}

	/** What a simulated cloud has one of, or none. */
	private void rest() {
		methods.put("one.clusterpool.info", (user, a) -> render(r -> {
			r.open("CLUSTER_POOL").open("CLUSTER").number("ID", 0).text("NAME", "default").open("HOSTS");
			cloud.hosts().list(user).forEach(h -> r.number("ID", h.id()));
			r.close("HOSTS").open("DATASTORES").close("DATASTORES").open("VNETS").number("ID", 0).close("VNETS").open("TEMPLATE").close("TEMPLATE").close("CLUSTER")
					.close("CLUSTER_POOL");
		}));
		methods.put("one.acl.info", (user, a) -> render(r -> r.open("ACL_POOL").close("ACL_POOL")));
		methods.put("one.datastorepool.info", (user, a) -> render(r -> r.open("DATASTORE_POOL").close("DATASTORE_POOL")));
		methods.put("one.imagepool.info", (user, a) -> render(r -> r.open("IMAGE_POOL").close("IMAGE_POOL")));
		methods.put("one.vnpool.info", (user, a) -> render(r -> r.open("VNET_POOL").close("VNET_POOL")));
		methods.put("one.zonepool.info", (user, a) -> render(r -> r.open("ZONE_POOL").close("ZONE_POOL")));
	}
}
