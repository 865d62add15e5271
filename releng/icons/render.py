#!/usr/bin/python3
"""Draws the product's icons and the splash from their SVG files (needs python3-gi and librsvg2-common)."""
import pathlib
import gi
gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf

here = pathlib.Path(__file__).parent
icons = here / '../../bundles/org.fleetdesk.ui/icons'
for size in (16, 32, 48, 64, 128, 256):
    GdkPixbuf.Pixbuf.new_from_file_at_size(str(here / 'fleetdesk.svg'), size, size).savev(str(icons / f'fleetdesk{size}.png'), 'png', [], [])
GdkPixbuf.Pixbuf.new_from_file_at_size(str(here / 'splash.svg'), 460, 220).savev(str(here / '../../features/org.fleetdesk.console.feature/rootfiles/splash.png'), 'png', [], [])
