"""Processes of this machine that are started, watched and ended here: servers, services, outsiders."""
