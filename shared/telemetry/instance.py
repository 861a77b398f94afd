"""This process, among the replicas of its service: `service.instance.id` of its spans, and in the name of its
connections to the database, where others can see that it lives."""

from shared import ids

INSTANCE = ids.new_id()
