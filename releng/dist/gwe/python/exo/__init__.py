"""Exosite's device API for applications on a gateway: exo.api.ExositeAPI and exo.device.Device."""
