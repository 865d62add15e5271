#!/usr/bin/python3
"""A window of another process from which files can be dragged: drag.py X Y FILE... prints "ready" once it is on the screen."""
import pathlib
import sys

import gi
gi.require_version('Gtk', '3.0')
from gi.repository import Gdk, GLib, Gtk

x, y, files = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
uris = [pathlib.Path(f).absolute().as_uri() for f in files]
window = Gtk.Window(title='Files to drag')
source = Gtk.EventBox()
source.add(Gtk.Label(label=f'{len(files)} file(s)'))
window.add(source)
source.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
source.drag_source_add_uri_targets()
source.connect('drag-data-get', lambda widget, context, data, info, time: data.set_uris(uris))
source.connect('drag-end', lambda widget, context: (print('ended', flush=True), Gtk.main_quit()))
window.set_default_size(160, 60)
window.set_decorated(False)
window.set_keep_above(True)
window.move(x, y)
window.connect('map-event', lambda *_: GLib.timeout_add(200, lambda: print('ready', flush=True)))
window.connect('destroy', Gtk.main_quit)
window.show_all()
Gtk.main()
