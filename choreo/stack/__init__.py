"""Everything that runs together: servers, outsiders, services. Started and watched here, or only spoken to."""
